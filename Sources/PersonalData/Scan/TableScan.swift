internal import Kernels
internal import Scheduling
public import Tabular

/// Searches tables for personal data, column by column: a level or a text is looked at once, whatever the number of
/// rows that hold it; numbers only where they have enough digits.
///
/// Blocks of a table are added one after the other; the counts are those of the whole, whatever the blocks.
public struct TableScan: Sendable {
  public struct Options: Sendable, Hashable {
    public var threads: Int
    /// The simple definitions that are in circulation instead of ours: see `ClassicDetector`.
    public var isClassic: Bool
    /// The share of the rows to look at, in 0...1; which ones is decided by their numbers and the seed.
    public var sampleRate: Double
    public var seed: UInt64
    /// What columns hold, where the user says so, by name.
    public var hints: [String: TextContext]

    public init(
      threads: Int, isClassic: Bool = false, sampleRate: Double = 1, seed: UInt64 = 0,
      hints: [String: TextContext] = [:]
    ) {
      precondition(sampleRate > 0 && sampleRate <= 1)
      (self.threads, self.isClassic, self.sampleRate, self.seed) = (threads, isClassic, sampleRate, seed)
      self.hints = hints
    }
  }

  public let options: Options
  public private(set) var rows = 0
  public private(set) var sampledRows = 0
  var columns: [ColumnTally]

  public init(_ schema: Schema, _ options: Options) {
    self.options = options
    columns = schema.fields.map { field in
      ColumnTally(
        name: field.name, isClassic: options.isClassic,
        context: options.hints[field.name] ?? TextContext(columnName: field.name))
    }
  }

  /// Adds the rows that follow; `firstRow` is the number of the first of them, from 0.
  ///
  /// - Precondition: The table has the schema's columns.
  /// - Complexity: O(rows * columns + bytes of distinct texts).
  public mutating func add(_ table: Table, firstRow: Int) {
    precondition(table.columns.count == columns.count)
    rows += table.rowCount
    let chosen = options.sampleRate < 1 ? sample(table.rowCount, firstRow) : nil
    sampledRows += chosen?.setCount ?? table.rowCount
    let empty = columns.map { ColumnTally(name: $0.name, isClassic: $0.isClassic, context: $0.context) }
    let tasks = table.columns.indices.flatMap { index in
      ColumnTask.tasks(table.schema.fields[index], table.columns[index], index)
    }
    let tallies = try? Parallel.map(count: tasks.count, threads: options.threads) { task in
      var tally = empty[tasks[task].column]
      tasks[task].count(into: &tally, chosen: chosen, firstRow: firstRow)
      return tally
    }
    for (task, tally) in zip(tasks, tallies!) { columns[task.column].merge(tally) }
  }

  /// Rows whose number's hash lies below the rate.
  private func sample(_ count: Int, _ firstRow: Int) -> Bitmap {
    let limit = UInt64(options.sampleRate * 0x1p53)
    let seed = options.seed
    return Bitmap(count: count) { row in
      var word = (UInt64(firstRow + row) &+ seed &* 0x9E37_79B9_7F4A_7C15) &+ 0x9E37_79B9_7F4A_7C15
      word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
      return (word ^ word >> 31) >> 11 < limit
    }
  }
}
