internal import Distributions
internal import Scheduling
public import Tabular

/// What a first pass over a table, chunk by chunk, keeps of it: marginals, patterns of missingness and some rows, in
/// memory that does not grow with the rows.
///
/// Numbers are sketched (`QuantileSketch`), levels counted by name, and up to 2^18 rows, evenly from the whole table, are
/// kept for the order of nominal levels. `JointPass` goes over the rows a second time.
public struct TableSketch: Sendable {
  /// More levels than this are no categories.
  public static let mostLevels = 1 << 20

  public private(set) var schema: Schema
  public private(set) var rowCount = 0
  private(set) var columns: [Column]
  private(set) var sample: SampledRows

  struct Column: Sendable {
    var numbers = QuantileSketch()
    var levels = LevelCounts()
    var presence = PresenceDigest()
  }

  public init(schema: Schema) {
    self.schema = schema
    columns = [Column](repeating: Column(), count: schema.fields.count)
    sample = SampledRows(columns: schema.fields.count)
  }

  /// The same columns under a schema that knows more spellings.
  public func with(schema: Schema) -> TableSketch {
    precondition(schema.fields.count == self.schema.fields.count)
    var sketch = self
    sketch.schema = schema
    return sketch
  }

  /// Adds the next rows of the table.
  ///
  /// - Throws: `FitError` for a column with too many levels.
  public mutating func add(_ table: Table, threads: Int) throws {
    precondition(table.schema.fields.count == schema.fields.count)
    let (old, fields, first) = (columns, schema.fields, rowCount)
    columns = try Parallel.map(count: fields.count, threads: threads) { index in
      var column = old[index]
      let added = table.columns[index]
      column.presence.add(added.validity, firstRow: first, rows: table.rowCount)
      switch (fields[index].type, added.values) {
      case (.identifier, _), (.text, _), (_, .strings): break
      case (_, .codes(let codes, let levels)):
        column.levels.add(codes, validity: added.validity, levels: levels)
        guard column.levels.names.count <= Self.mostLevels else {
          throw FitError(.tooManyLevels, column: fields[index].name)
        }
      case (_, .int64), (_, .float64):
        column.numbers.add(try SortedKeys(added.values, validity: added.validity, threads: 1))
      }
      return column
    }
    sample.add(table, firstRow: rowCount, levels: columns.map(\.levels))
    rowCount += table.rowCount
  }
}

/// The levels of a column by name, in order of appearance, and their rows.
struct LevelCounts: Sendable {
  private(set) var names: [String] = []
  private(set) var counts: [Int] = []
  private var codes: [String: Int32] = [:]

  /// The codes of the levels of one chunk.
  func translation(_ levels: StringArray) -> [Int32] { levels.indices.map { codes[levels.string($0)] ?? 0 } }

  mutating func add(_ chunk: [Int32], validity: Bitmap?, levels: StringArray) {
    let own = levels.indices.map { index -> Int in
      let name = levels.string(index)
      if let code = codes[name] { return Int(code) }
      codes[name] = Int32(names.count)
      names.append(name)
      counts.append(0)
      return names.count - 1
    }
    var added = [Int](repeating: 0, count: levels.count)
    for row in chunk.indices where validity?[row] ?? true { added[Int(chunk[row])] += 1 }
    for level in added.indices { counts[own[level]] += added[level] }
  }
}

/// A digest of the rows in which a column is missing: the same for columns that are missing in the same rows, and
/// different for others but for a chance of 2^-128.
struct PresenceDigest: Sendable, Hashable {
  private(set) var missingCount = 0
  private var first: UInt64 = 0
  private var second: UInt64 = 0

  mutating func add(_ validity: Bitmap?, firstRow: Int, rows: Int) {
    validity?.forEachClear(in: 0..<rows) { row in
      missingCount += 1
      first &+= Self.mixed(UInt64(firstRow + row))
      second &+= Self.mixed(~UInt64(firstRow + row))
    }
  }

  /// The finalizer of SplitMix64 (Steele, Lea, Flood 2014).
  private static func mixed(_ row: UInt64) -> UInt64 {
    var z = row &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Every 2^k-th row of a table, as many as `RowSample.mostRows` at most.
struct SampledRows: Sendable {
  private(set) var rowCount = 0
  private var step = 1
  private var columns: [Part]

  private struct Part: Sendable {
    var integers: [Int64] = []
    var reals: [Double] = []
    var codes: [Int32] = []
    var present: [Bool] = []

    mutating func thin() {
      func every<Value>(_ values: [Value]) -> [Value] {
        stride(from: 0, to: values.count, by: 2).map { values[$0] }
      }
      (integers, reals, codes, present) = (every(integers), every(reals), every(codes), every(present))
    }
  }

  init(columns: Int) { self.columns = [Part](repeating: Part(), count: columns) }

  mutating func add(_ table: Table, firstRow: Int, levels: [LevelCounts]) {
    let last = firstRow + table.rowCount
    while (last + step - 1) / step > RowSample.mostRows {
      step *= 2
      rowCount = (rowCount + 1) / 2
      for index in columns.indices { columns[index].thin() }
    }
    let start = (firstRow + step - 1) / step * step - firstRow
    guard start < table.rowCount else { return }
    for (index, column) in table.columns.enumerated() {
      let rows = stride(from: start, to: table.rowCount, by: step)
      switch column.values {
      case .int64(let values): columns[index].integers += rows.map { values[$0] }
      case .float64(let values): columns[index].reals += rows.map { values[$0] }
      case .codes(let codes, let names):
        let own = levels[index].translation(names)
        columns[index].codes += rows.map { own.isEmpty ? 0 : own[Int(codes[$0])] }
      case .strings: break
      }
      columns[index].present += rows.map { column.validity?[$0] ?? true }
    }
    rowCount += (table.rowCount - start + step - 1) / step
  }

  /// The rows as a table; columns that are not modelled are empty strings.
  func table(_ schema: Schema, levels: [LevelCounts]) -> Table {
    let columns = self.columns.indices.map { index -> Tabular.Column in
      let part = self.columns[index]
      let values: Tabular.Column.Values
      if !part.integers.isEmpty {
        values = .int64(part.integers)
      } else if !part.reals.isEmpty {
        values = .float64(part.reals)
      } else if !part.codes.isEmpty {
        values = .codes(part.codes, levels: StringArray(levels[index].names))
      } else {
        values = .strings(StringArray(offsets: [Int](repeating: 0, count: rowCount + 1), utf8: []))
      }
      let isComplete = part.present.allSatisfy { $0 }
      return Tabular.Column(values, validity: isComplete ? nil : Bitmap(count: rowCount) { part.present[$0] })
    }
    return Table(schema: schema, rowCount: rowCount, columns: columns)
  }
}
