import Foundation
import Sklar
import Testing

/// `sklar bench`: what it prints, not how fast anything is.
@Suite struct BenchTests {
  private let box: Sandbox

  init() throws { box = try Sandbox() }

  private struct Report: Decodable {
    struct Rate: Decodable {
      var name: String
      var work: String
      var threads: Int
      var unit: String
      var perSecond: Double
      var bestPerSecond: Double
      var bytesPerUnit: Double
      var unitsPerPass: Int
      var passes: Int
      var timesMemset: Double?
    }
    var schemaVersion: Int
    var version: String
    var processor: String
    var processors: Int
    var instructionSet: String
    var rates: [Rate]

    subscript(name: String, threads threads: Int) -> Rate? {
      rates.first { $0.name == name && $0.threads == threads }
    }
  }

  private func report(_ arguments: String..., environment: [String: String] = [:]) throws -> Report {
    let command = ["bench", "--seconds", "0.001", "--json", "-"] + arguments
    let outcome = try box.run(try #require(Command.path), command, environment: environment)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return try decoded(outcome.output)
  }

  private func decoded(_ json: Data) throws -> Report {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Report.self, from: json)
  }

  @Test func limitsComeFirstAndRatesBesideThem() throws {
    let report = try report("--threads", "2")
    #expect(report.schemaVersion == 1)
    #expect(report.version == sklarVersion)
    #expect(report.processors > 0)
    #expect(["baseline", "v3", "v4"].contains(report.instructionSet))
    let order = report.rates.map { "\($0.name) \($0.threads)" }
    #expect(
      order.starts(with: [
        "memset_chunk 1", "memset_chunk 2", "memset_memory 1", "memset_memory 2", "file_write 1", "normals 1",
        "normals20_memory 1", "normals20_memory 2", "normals20_table 2", "normals20_csv 2",
        "normals20_parquet 2",
      ]))
    for name in ["mixed15_memory", "mixed15_table", "mixed15_csv", "mixed15_parquet"] {
      #expect(report[name, threads: 2] != nil)
    }
    for rate in report.rates {
      #expect(rate.perSecond > 0 && rate.perSecond.isFinite, "\(rate)")
      #expect(rate.bestPerSecond >= rate.perSecond, "\(rate)")
      #expect(rate.passes > 0 && rate.unitsPerPass > 0 && rate.bytesPerUnit > 0, "\(rate)")
      // Every rate is told in terms of the memset of its own threads.
      let memset = try #require(report["memset_chunk", threads: rate.threads])
      guard rate.name != "memset_chunk" else { continue }
      let expected = memset.perSecond / (rate.perSecond * rate.bytesPerUnit)
      #expect(abs(try #require(rate.timesMemset) / expected - 1) < 1e-9, "\(rate)")
    }
    let again = try self.report("--threads", "2")
    #expect(
      again.rates.map { "\($0.name) \($0.threads) \($0.work)" }
        == report.rates.map { "\($0.name) \($0.threads) \($0.work)" })
  }

  @Test func theTableFitsAScreen() throws {
    let outcome = try box.done("bench", "--seconds", "0.001", "--threads", "2")
    let lines = outcome.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 24)
    #expect(lines.allSatisfy { $0.count <= 100 })
    for word in ["memset", "GB/s", "correlated normals", "rows/s", "x memset"] {
      #expect(outcome.text.contains(word), "\(outcome.text)")
    }
    #expect(outcome.errors.isEmpty)
  }

  @Test func onlyWhatIsAskedFor() throws {
    let report = try report("--only", "normals", "--threads", "1")
    #expect(report.rates.map(\.name) == ["memset_chunk", "normals"])
    let noise = try self.report("--only", "noise", "--threads", "1")
    #expect(
      noise.rates.map(\.name) == [
        "memset_chunk", "laplace_reals", "laplace_integers", "randomized_response", "random_bits",
        "gaussian_2",
        "gaussian_100", "gaussian_1000", "gaussian_4096", "laplace_1",
        "laplace_100", "laplace_1000", "laplace_1000000",
      ])
  }

  @Test func aModelInsteadOfTheBuiltInOnes() throws {
    let model = try Fixtures.penguinsModel()
    let report = try report(model, "--only", "memory", "--only", "csv", "--rows", "10_001", "--threads", "2")
    #expect(Set(report.rates.map(\.name)) == ["memset_chunk", "model_memory", "model_csv"])
    for rate in report.rates where rate.unit == "rows" {
      #expect(rate.unitsPerPass == 10_001)
    }
    // The bytes of a row are those that sample writes.
    let csv = try box.done("sample", model, "-n", "10001", "-o", "-", "--quiet").output.count
    let rate = try #require(report["model_csv", threads: 2])
    #expect((rate.bytesPerUnit * 10_001).rounded() == Double(csv))
  }

  @Test func readingATable() throws {
    try box.write("t.csv", "a,b\n1,x\n2,y\n3,x\n")
    let report = try report("--only", "read", "--table", box.path("t.csv"), "--threads", "1")
    let rate = try #require(report["read", threads: 1])
    #expect(rate.unitsPerPass == 3)
    #expect((rate.bytesPerUnit * 3).rounded() == 16)
  }

  @Test func figuresInAFileAndSilence() throws {
    let outcome = try box.done(
      "bench", "--only", "normals", "--seconds", "0.001", "--json", "b.json", "--quiet")
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.isEmpty)
    #expect(try decoded(box.data("b.json")).rates.count >= 2)
    // Without --quiet the table is printed as well.
    #expect(
      try box.done("bench", "--only", "normals", "--seconds", "0.001", "--json", "b.json").text
        .contains("correlated normals"))
  }

  @Test func nothingIsLeftBehind() throws {
    try FileManager.default.createDirectory(
      at: box.folder.appending(path: "tmp"), withIntermediateDirectories: true)
    let outcome = try box.run(
      try #require(Command.path), ["bench", "--only", "file", "--seconds", "0.001"],
      environment: ["TMPDIR": box.path("tmp")])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: box.path("tmp")).isEmpty)
  }

  @Test func misuse() throws {
    expectMisuse(try box.sklar("bench", "--seconds", "0"), ["--seconds"])
    expectMisuse(try box.sklar("bench", "--seconds", "nan"), ["--seconds"])
    expectMisuse(try box.sklar("bench", "--rows", "0"), ["--rows"])
    expectMisuse(try box.sklar("bench", "--only", "nothing"), ["nothing", "normals"])
    expectMisuse(try box.sklar("bench", "--only", "read"), ["--table"])
    expectRefusal(try box.sklar("bench", "absent.model", "--only", "memory"), ["absent.model"])
    expectRefusal(try box.sklar("bench", "--table", "absent.csv", "--only", "read"), ["absent.csv"])
  }

  @Test func theModelAndTheTableAreNotOverwritten() throws {
    let box = try Sandbox()
    try box.write("t.csv", "a,b\n1,2\n3,4\n")
    try box.done("fit", "t.csv", "-o", "t.model", "--quiet")
    let before = (try box.data("t.csv"), try box.data("t.model"))
    for arguments in [["t.model", "--json", "t.model"], ["--table", "t.csv", "--json", "t.csv"]] {
      let outcome = try box.run(try #require(Command.path), ["bench", "--seconds", "0.02"] + arguments)
      #expect(outcome.status == 64, "\(outcome.errors)")
    }
    #expect(try box.data("t.csv") == before.0 && box.data("t.model") == before.1)
  }
}
