import Scheduling
import Sklar

/// How fast rows are made and written.
struct SamplingRates {
  let sampler: RowSampler
  /// Rows of a run; `nil`: as many as take a small part of the time.
  let rows: Int?
  let budget: Double

  /// Rows that a thread makes before it asks for more.
  private static let taskRows = 32 * RowSampler.chunkRows
  /// The most rows of a table that is kept, unless more are asked for.
  private static let tableRows = 1 << 20

  /// Rows made chunk by chunk, each thread using up its own chunks, as an encoder does; a unit is a row.
  func memory(threads: Int) throws -> Measurement {
    try measured(unit: SamplingRates.taskRows) { rows in
      let tasks = ChunkPlan(rows: 0..<rows, chunkRows: SamplingRates.taskRows)
      let made = try Parallel.map(count: tasks.count, threads: threads) { [sampler] index in
        let chunks = ChunkPlan(rows: tasks[index], chunkRows: RowSampler.chunkRows)
        var latents = LatentBuffer()
        return (0..<chunks.count).reduce(0) {
          $0 + sampler.chunk(rows: chunks[$1], latents: &latents).rowCount
        }
      }
      precondition(made.reduce(0, +) == rows)
    }
  }

  /// A whole table made and kept until it is complete; a unit is a row.
  func table(threads: Int) throws -> Measurement {
    try measured(unit: SamplingRates.taskRows, limit: SamplingRates.tableRows) { rows in
      precondition(sampler.table(rows: 0..<rows, threads: threads).rowCount == rows)
    }
  }

  /// Rows written to nowhere, and how many bytes one takes; a unit is a row.
  func written(_ format: OutputFormat, threads: Int) throws -> (Measurement, bytesPerRow: Double) {
    let encoder = format.encoder(sampler.schema)
    var bytesPerRow = 0.0
    // A block for each thread, so that the smallest pass keeps all of them at work.
    let measurement = try measured(unit: encoder.blockRows * threads) { rows in
      let generation = Generation(source: sampler, encoder: encoder, rows: 0..<rows, threads: threads)
      let file = try OutputFile(path: "/dev/null")
      bytesPerRow = Double(try generation.run(into: file)) / Double(rows)
      try file.commit()
    }
    return (measurement, bytesPerRow)
  }

  /// Bytes of a row in memory: 8 for a number, 4 for the code of a category.
  static func bytesPerRow(_ sampler: RowSampler) -> Double {
    let chunk = sampler.chunk(rows: 0..<1)
    return chunk.columns.reduce(0) { sum, column in
      switch column.values {
      case .int64, .float64: sum + 8
      case .codes: sum + 4
      case .strings(let strings): sum + 8 + Double(strings.utf8.count)
      }
    }
  }

  private func measured(unit: Int, limit: Int = .max, _ pass: (_ rows: Int) throws -> Void) throws
    -> Measurement
  {
    if let rows { return try Measurement(units: rows, passes: 1, budget: budget, pass) }
    return try Measurement(budget: budget, limit: limit / unit) { try pass($0 * unit) }.perUnit(of: unit)
  }
}
