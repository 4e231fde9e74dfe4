internal import Kernels
package import Tabular

/// The columns in which rows are compared, and what a difference in each is worth.
///
/// The distance of two rows is the mean over the columns, in 0...1, of
/// - numbers, dates and times: |x - y| or 1 if that is less, of values scaled so that the least finite value of the
///   tables that make the space is 0 and their greatest 1, and held in -1...2; 0 if both are missing, 1 if one is. In a
///   column with one value any other is 1 from it;
/// - levels, matched by name: 0 if they are equal (missing is a level), else 1.
///
/// Identifiers and text are left out. Rows of other tables may have values outside of the range and levels of their own.
/// - Source: J. C. Gower (1971), Biometrics 27(4), 857-871, but for the treatment of missing values.
package struct GowerSpace: Sendable {
  package let columns: [ComparedColumn]
  /// How many columns of each kind there are.
  package let levels: Int
  package let numbers: Int

  /// Rows as searches read them: codes row after row, missing 0; numbers row after row, NaN where missing.
  package struct Rows: Sendable {
    package let count: Int
    package let codes: [Int32]
    package let values: [Double]

    /// These rows, then others of the same space.
    package func followed(by others: Rows) -> Rows {
      Rows(count: count + others.count, codes: codes + others.codes, values: values + others.values)
    }
  }

  /// - Precondition: The tables have the same columns, in the same order and stored alike; there is one at least.
  /// - Complexity: O(rows * columns).
  package init(of tables: [Table]) {
    columns = tables[0].schema.fields.indices.compactMap { index in
      ComparedColumn(tables[0].schema.fields[index], index: index, of: tables.map { $0.columns[index] })
    }
    numbers = columns.count(where: \.isNumber)
    levels = columns.count - numbers
  }

  /// The most rows to search, and to search for: `options.sampleLimit`, and fewer where there are more than 15 columns,
  /// so that rows times columns are at most 1,500,000 (but 50 rows in any case). In a space of many dimensions no pair
  /// can be passed over, and the work grows with the square of the rows.
  func rowLimit(_ options: EvaluationOptions) -> Int {
    max(1, min(options.sampleLimit, max(50, 1_500_000 / max(1, columns.count))))
  }

  /// Some rows of a table, in that order; all of them unless said.
  ///
  /// - Precondition: The table has the columns that the space was made of.
  /// - Complexity: O(rows * columns), and the number of levels.
  package func rows(_ table: Table, _ rows: [Int32]? = nil) -> Rows {
    let count = rows?.count ?? table.rowCount
    var codes = [Int32](repeating: 0, count: count * levels)
    var values = [Double](repeating: 0, count: count * numbers)
    var (level, number) = (0, 0)
    for column in columns {
      let given = table.columns[column.index]
      switch column.encoded(rows.map { given.rows($0) } ?? given) {
      case .codes(let encoded):
        GowerSpace.spread(encoded, into: &codes, at: level, of: levels)
        level += 1
      case .values(let encoded):
        GowerSpace.spread(encoded, into: &values, at: number, of: numbers)
        number += 1
      }
    }
    return Rows(count: count, codes: codes, values: values)
  }

  /// Some rows of a table, laid out to be searched.
  func records(_ table: Table, _ rows: [Int32]? = nil) -> RecordBlocks {
    let rows = self.rows(table, rows)
    return RecordBlocks(
      count: rows.count, levels: levels, codes: rows.codes, numbers: numbers, values: rows.values)
  }

  private static func spread<Value>(_ column: [Value], into rows: inout [Value], at place: Int, of width: Int)
  {
    rows.withUnsafeMutableBufferPointer { rows in
      for row in column.indices { rows[row * width + place] = column[row] }
    }
  }
}

/// How one column is compared.
package struct ComparedColumn: Sendable {
  package let index: Int
  private let kind: Kind

  private enum Kind: Sendable {
    case levels([String: Int32])
    case numbers(low: Double, high: Double)
  }

  enum Encoded {
    /// Missing is 0.
    case codes([Int32])
    /// In -1...2, NaN where missing.
    case values([Double])
  }

  package var isNumber: Bool { if case .numbers = kind { true } else { false } }

  /// `nil` for identifiers and text.
  init?(_ field: Field, index: Int, of columns: [Column]) {
    guard ComparedColumn.isCompared(field, columns[0]) else { return nil }
    self.index = index
    if case .codes = columns[0].values {
      var codes: [String: Int32] = [:]
      for case .codes(_, let levels) in columns.map(\.values) { _ = ComparedColumn.extend(&codes, levels) }
      kind = .levels(codes)
    } else {
      var low = Double.infinity
      var high = -Double.infinity
      for column in columns {
        for value in column.numbers where value.isFinite {
          low = min(low, value)
          high = max(high, value)
        }
      }
      kind = .numbers(low: low, high: high)
    }
  }

  /// Whether a column takes part in the comparison of rows: neither an identifier nor text.
  package static func isCompared(_ field: Field, _ column: Column) -> Bool {
    switch (field.type, column.values) {
    case (.text, _), (.identifier, _), (_, .strings): false
    default: true
    }
  }

  func encoded(_ column: Column) -> Encoded {
    switch (kind, column.values) {
    case (.levels(var known), .codes(let codes, let levels)):
      let map = ComparedColumn.extend(&known, levels)
      return .codes(Codes(codes, column.validity, map, count: Int(Int32.max)).words)
    case (.numbers(let low, let high), _):
      // Halves, as the width of the widest range is no double.
      let half = high / 2 - low / 2
      return .values(
        column.numbers.map { value in
          if value.isNaN { return .nan }
          if half > 0 { return min(max((value / 2 - low / 2) / half, -1), 2) }
          return value == low ? 0 : 1
        })
    case (.levels, _): preconditionFailure("a column of levels stores codes")
    }
  }

  /// The code of each level, by its name: what is known, and from there on the next numbers; 0 is left for missing.
  static func extend(_ known: inout [String: Int32], _ levels: StringArray) -> [Int32] {
    levels.indices.map { index in
      let name = levels.string(index)
      if let code = known[name] { return code }
      let code = Int32(known.count + 1)
      known[name] = code
      return code
    }
  }
}
