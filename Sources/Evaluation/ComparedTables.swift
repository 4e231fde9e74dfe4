internal import Kernels
internal import Scheduling
internal import Tabular

/// Tables in terms common to all of them, made once and scored against each other as often as wanted.
struct ComparedTables: Sendable {
  /// The columns that have a distribution to compare: no identifiers, no text.
  let columns: [ScoredColumn]
  /// Of each table, the real one first.
  let rows: [ComparedRows]
  /// The names of the columns that are left out.
  let skipped: [String]

  /// - Precondition: At least one table; all have the same columns, in the same order and stored alike, and fewer than
  ///   2^31 rows.
  /// - Complexity: O(columns * rows).
  init(_ tables: [Table], threads: Int) throws {
    let fields = tables[0].schema.fields
    for table in tables {
      precondition(table.schema.fields.map(\.name) == fields.map(\.name))
      precondition(table.rowCount < 1 << 31)
    }
    let prepared = try Parallel.map(count: fields.count, threads: threads) { place in
      ScoredColumn.make(fields[place], place: place, tables.map { $0.columns[place] })
    }
    let kept = prepared.compactMap { $0 }
    columns = kept.map(\.column)
    rows = tables.indices.map { index in
      ComparedRows(count: tables[index].rowCount, parts: kept.map { $0.parts[index] })
    }
    skipped = fields.indices.filter { prepared[$0] == nil }.map { fields[$0].name }
  }
}

/// What the values of a column become.
struct ScoredColumn: Sendable {
  enum Form: Sendable {
    /// `whole`: stored as whole numbers in every table.
    case numbers(bins: CommonBins, whole: Bool)
    /// The names of the codes from 1 up: the real table's levels, then the others.
    case levels([String])
  }

  let field: Field
  /// In the schema.
  let place: Int
  let form: Form

  var name: String { field.name }

  /// Whether the codes are bins of numbers.
  var binned: Bool { if case .numbers = form { true } else { false } }

  /// How many codes there are; 0 stands for missing.
  var codeCount: Int {
    switch form {
    case .numbers: CommonBins.count
    case .levels(let names): names.count + 1
    }
  }

  /// `nil` for identifiers and text, which have no distribution to compare.
  static func make(_ field: Field, place: Int, _ columns: [Column]) -> (
    column: ScoredColumn, parts: [ComparedRows.Part]
  )? {
    switch field.type {
    case .identifier, .text: return nil
    default: break
    }
    switch columns[0].values {
    case .strings: return nil
    case .codes(_, let realLevels):
      var names = realLevels.indices.map { realLevels.string($0) }
      var known = Dictionary(
        names.enumerated().map { ($1, Int32($0 + 1)) }, uniquingKeysWith: { first, _ in first })
      let maps = columns.enumerated().map { index, column in
        guard case .codes(_, let levels) = column.values else {
          preconditionFailure("a column is stored alike in all tables")
        }
        if index == 0 { return levels.indices.map { Int32($0 + 1) } }
        return levels.indices.map { level in
          let name = levels.string(level)
          if let code = known[name] { return code }
          names.append(name)
          known[name] = Int32(names.count)
          return Int32(names.count)
        }
      }
      let parts = zip(columns, maps).map { column, map in
        guard case .codes(let codes, _) = column.values else { preconditionFailure() }
        return ComparedRows.Part(
          codes: Codes(codes, column.validity, map, count: names.count + 1), numbers: nil)
      }
      return (ScoredColumn(field: field, place: place, form: .levels(names)), parts)
    case .int64, .float64:
      let numbers = columns.map { NumberColumn($0.numbers) }
      let bins = CommonBins(low: numbers[0].range.low, high: numbers[0].range.high)
      let whole = columns.allSatisfy { if case .int64 = $0.values { true } else { false } }
      let parts = numbers.map { ComparedRows.Part(codes: .bytes(bins.codes($0.values)), numbers: $0) }
      return (ScoredColumn(field: field, place: place, form: .numbers(bins: bins, whole: whole)), parts)
    }
  }
}

/// Numbers, NaN where missing, and their range.
struct NumberColumn: Sendable {
  let values: [Double]
  let range: ValueRange

  init(_ values: [Double]) {
    self.values = values
    range = values.withUnsafeBufferPointer { KernelSet.active.range($0) }
  }

  init(_ values: [Double], _ range: ValueRange) { (self.values, self.range) = (values, range) }

  /// The share of the rows that have no value; 0 without rows.
  var missingShare: Double {
    values.isEmpty ? 0 : Double(values.count - range.count) / Double(values.count)
  }
}

/// Rows of one table, column by column.
struct ComparedRows: Sendable {
  struct Part: Sendable {
    let codes: Codes
    /// Of a column of numbers.
    let numbers: NumberColumn?
  }

  let count: Int
  /// One for each compared column.
  let parts: [Part]

  /// The rows at `indices`.
  func gathered(_ indices: [Int32]) -> ComparedRows {
    ComparedRows(count: indices.count, parts: parts.map { $0.gathered(indices) })
  }
}

extension ComparedRows.Part {
  func gathered(_ indices: [Int32]) -> Self {
    ComparedRows.Part(
      codes: codes.gathered(indices),
      numbers: numbers.map { NumberColumn(gather($0.values, indices)) })
  }
}

extension Codes {
  func gathered(_ indices: [Int32]) -> Codes {
    switch self {
    case .bytes(let bytes): .bytes(gather(bytes, indices))
    case .words(let words): .words(gather(words, indices))
    }
  }
}

private func gather<Value>(_ values: [Value], _ indices: [Int32]) -> [Value] {
  [Value](unsafeUninitializedCapacity: indices.count) { output, count in
    values.withUnsafeBufferPointer { values in
      indices.withUnsafeBufferPointer { indices in
        for row in indices.indices { output.initializeElement(at: row, to: values[Int(indices[row])]) }
      }
    }
    count = indices.count
  }
}

extension NumberPair {
  init(_ real: NumberColumn, _ synthetic: NumberColumn, whole: Bool) {
    self.init(
      real: real.values, synthetic: synthetic.values, realRange: real.range, syntheticRange: synthetic.range,
      whole: whole)
  }
}
