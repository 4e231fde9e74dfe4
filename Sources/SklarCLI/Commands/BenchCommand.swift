import ArgumentParser
import Foundation
import Kernels
import Scheduling
import Sklar

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure this machine: what it can do, and how near the program comes.",
    discussion: """
      Limits first (setting memory, writing a file), then the program's rates beside them. "x memset" is how many \
      times as long as setting the same bytes on the same threads. Run it on a machine that does nothing else.
      """)

  @Argument(help: ArgumentHelp("Measure sampling this model, not the built-in ones.", valueName: "model"))
  var model: String?

  @Option(help: ArgumentHelp("Measure reading this table, too.", valueName: "data"))
  var table: String?

  @Option(help: ArgumentHelp("Make exactly so many rows in a run.", valueName: "rows"))
  var rows: RowCount?

  @Option(help: ArgumentHelp("Seconds for each figure.", valueName: "seconds"))
  var seconds: Double = 1

  @Option(
    help: ArgumentHelp(
      "Only these figures; may be repeated. noise is measured only when named. One of: \(Work.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "work"))
  var only: [Work] = []

  @Option(
    help: ArgumentHelp(
      "Write the figures as JSON to this file, or with - to standard output.", valueName: "file"))
  var json: String?

  @OptionGroup var common: CommonOptions

  /// The groups of figures.
  enum Work: String, CaseIterable, ExpressibleByArgument {
    case memset, file, normals, memory, table, csv, parquet, read, noise
  }

  func validate() throws {
    guard seconds.isFinite, seconds > 0, seconds <= 3600 else {
      throw ValidationError("--seconds must be above 0, and at most 3600.")
    }
    if table == nil, only.contains(.read) {
      throw ValidationError("--only read needs a table: --table DATA.")
    }
    if let json {
      for input in [model, table].compactMap({ $0 }) { try refuseOverwriting(input, with: json) }
    }
    if let rows, rows.value == 0 { throw ValidationError("--rows must be at least 1.") }
  }

  func run() throws {
    common.warnOfInstructionSet()
    // What cannot be written is refused before the measuring.
    let output = try json.map { try OutputFile(path: $0) }
    var report = BenchReport(
      processor: MachineLimits.processor, processors: Parallel.processorCount,
      instructionSet: InstructionSet.active.name)
    try measureLimits(into: &report)
    if wants(.normals) { try measureNormals(into: &report) }
    if [.memory, .table, .csv, .parquet].contains(where: wants) {
      for (name, work, sampler) in try samplers() {
        try measureSampling(name, work, sampler, into: &report)
      }
    }
    if let table, wants(.read) { try measureReading(table, into: &report) }
    // Not among the figures of a synthesis, so only when asked for.
    if only.contains(.noise) {
      try measureNoise(into: &report)
      for (name, work, measurement) in NoiseRates.all(budget: seconds) {
        report.add(name, work, threads: 1, unit: "values", bytesPerUnit: 8, measurement)
      }
    }
    if let output {
      try output.write(Array(try report.json.utf8))
      try output.commit()
    }
    if json != "-", !common.quiet { try printText(report.table) }
  }

  private func wants(_ work: Work) -> Bool { only.isEmpty || only.contains(work) }

  /// One thread, and all that may be used.
  private var threadCounts: [Int] { common.threadCount == 1 ? [1] : [1, common.threadCount] }

  /// Setting memory is measured always: the other figures are told in terms of it.
  private func measureLimits(into report: inout BenchReport) throws {
    let chunk = RowSampler.chunkRows * 20 * 8
    for (name, work, bytes) in [
      ("memset_chunk", "memset, a chunk of 20 doubles, again and again", chunk),
      ("memset_memory", "memset, 256 MiB", 1 << 28),
    ] where name == "memset_chunk" || wants(.memset) {
      for threads in threadCounts {
        report.add(
          name, work, threads: threads, unit: "bytes", bytesPerUnit: 1,
          try MachineLimits.memset(bytes: bytes, threads: threads, budget: seconds)
            .perUnit(of: bytes * threads))
      }
    }
    if wants(.file) {
      let folder = FileManager.default.temporaryDirectory.path
      report.add(
        "file_write", "file in the folder for temporary ones", threads: 1, unit: "bytes", bytesPerUnit: 1,
        try MachineLimits.fileWrite(folder: folder, budget: seconds).perUnit(of: 1 << 20))
    }
  }

  private func measureNormals(into report: inout BenchReport) throws {
    let (latents, rows) = (20, 1024)
    report.add(
      "normals", "correlated normals, d = 20, in cache", threads: 1, unit: "values", bytesPerUnit: 8,
      try CorrelatedNormals(latents: latents, rho: 0.5).inCache(rows: rows, budget: seconds)
        .perUnit(of: latents * rows))
  }

  /// Columns under local differential privacy, whole ones in memory: what is copied, drawn and stored.
  private func measureNoise(into report: inout BenchReport) throws {
    let rows = 1 << 20
    let levels = (0..<10).map(String.init)
    let columns: [(name: String, work: String, Field, Column)] = [
      (
        "laplace_reals", "Laplace noise, reals",
        Field(name: "x", type: .float64(plainIntegers: false), domain: .reals(minimum: 0, maximum: 1)),
        Column(.float64((0..<rows).map { Double($0 % 1000) / 1000 }))
      ),
      (
        "laplace_integers", "Laplace noise, integers",
        Field(name: "x", type: .int64, domain: .integers(minimum: 0, maximum: 100)),
        Column(.int64((0..<rows).map { Int64($0 % 101) }))
      ),
      (
        "randomized_response", "randomised response, 10 levels",
        Field(name: "x", type: .categorical, domain: .levels(values: levels, ordered: false)),
        Column(.codes((0..<rows).map { Int32($0 % 10) }, levels: StringArray(levels)))
      ),
    ]
    for (name, work, field, column) in columns {
      let schema = Schema([field])
      let randomizer = try RowRandomizer(
        schema, choices: [field.type == .categorical ? .randomizedResponse : .laplace], epsilon: 1)
      let table = Table(schema: schema, rowCount: rows, columns: [column])
      report.add(
        name, work, threads: 1, unit: "values", bytesPerUnit: 8,
        Measurement(units: 1, passes: 3, budget: seconds) { units in
          for _ in 0..<units { _ = randomizer.randomized(table, threads: 1) }
        }.perUnit(of: rows))
    }
  }

  private func measureReading(_ path: String, into report: inout BenchReport) throws {
    var (rows, bytes) = (0, 0)
    let threads = common.threadCount
    let measurement = try Measurement(units: 1, passes: 1, budget: seconds) { _ in
      let read = try TableReader(TableReader.Options(threads: threads)).read(path: path)
      (rows, bytes) = (read.table.rowCount, read.byteCount)
    }
    report.add(
      "read", "the table, read with inferred types", threads: threads, unit: "rows",
      bytesPerUnit: Double(bytes) / Double(max(rows, 1)), measurement.perUnit(of: max(rows, 1)))
  }

  private func samplers() throws -> [(name: String, work: String, RowSampler)] {
    if let model { return [("model", "the model", try openModel(model, seed: Seed(0)).sampler)] }
    let threads = common.threadCount
    return [
      ("normals20", "20 normals", try RowSampler(BenchModels.normals(), seed: Seed(0))),
      ("mixed15", "15 mixed columns", try RowSampler(BenchModels.mixed(threads: threads), seed: Seed(0))),
    ]
  }

  private func measureSampling(
    _ name: String, _ work: String, _ sampler: RowSampler, into report: inout BenchReport
  ) throws {
    if let rows { try sampler.check(rowsUpTo: rows.value) }
    let rates = SamplingRates(sampler: sampler, rows: rows?.value, budget: seconds)
    if wants(.memory) {
      for threads in threadCounts {
        report.add(
          "\(name)_memory", "\(work), chunk by chunk", threads: threads, unit: "rows",
          bytesPerUnit: SamplingRates.bytesPerRow(sampler), try rates.memory(threads: threads))
      }
    }
    let threads = common.threadCount
    if wants(.table) {
      report.add(
        "\(name)_table", "\(work), a whole table", threads: threads, unit: "rows",
        bytesPerUnit: SamplingRates.bytesPerRow(sampler), try rates.table(threads: threads))
    }
    for (wanted, format, title) in [(Work.csv, OutputFormat.csv, "CSV"), (.parquet, .parquet, "Parquet")]
    where wants(wanted) {
      let (measurement, bytesWritten) = try rates.written(format, threads: threads)
      // Compressed bytes say nothing of the work.
      let bytes = format == .csv ? bytesWritten : SamplingRates.bytesPerRow(sampler)
      report.add(
        "\(name)_\(format.rawValue)", "\(work), as \(title) to nowhere", threads: threads, unit: "rows",
        bytesPerUnit: bytes, measurement)
    }
  }
}
