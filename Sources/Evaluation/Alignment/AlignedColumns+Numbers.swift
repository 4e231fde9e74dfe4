internal import Tabular

/// A column's numbers: whole ones times 10^`scale`, or doubles.
private enum Numbers {
  case whole([Int64], scale: Int)
  case real([Double])
}

extension AlignedColumns {
  mutating func alignNumbers(_ parts: [(field: Field, column: Column)]) throws(ColumnMismatch) {
    let scale: Int
    if case .decimal(let digits, _) = field.type { scale = digits } else { scale = 0 }
    var numbers: [Numbers] = []
    for (table, part) in parts.enumerated() {
      switch Self.numbers(part.field, part.column, real: parts[0].column) {
      case .success(let values): numbers.append(values)
      case .failure(let misfit):
        throw ColumnMismatch(table: table, row: misfit.row, real: field.type, found: misfit.found)
      }
    }
    // Exactly as the real table has them, or all as doubles.
    if case .whole = numbers[0] {
      let whole = zip(numbers, parts).map { $0.whole(scale: scale, $1.column) }
      if !whole.contains(where: { $0 == nil }) {
        columns = zip(whole, parts).map { Column(.int64($0!), validity: $1.column.validity) }
        return
      }
    }
    field.type = .float64(plainIntegers: true)
    columns = zip(numbers, parts).map { Column(.float64($0.doubles), validity: $1.column.validity) }
  }

  private struct Misfit: Error {
    var row: Int?
    var found: String
  }

  private static func numbers(_ field: Field, _ column: Column, real: Column) -> Result<Numbers, Misfit> {
    switch (column.values, field.type) {
    case (.int64(let values), .decimal(let scale, _)): return .success(.whole(values, scale: scale))
    case (.int64(let values), .date(let format)):
      // Eight digits, which in enough rows look like dates.
      guard format.isCompact else { return .failure(Misfit(row: nil, found: field.type.contents)) }
      return .success(.whole(values.map { CivilDate(daysSince1970: $0).compact }, scale: 0))
    case (.int64, .timestamp): return .failure(Misfit(row: nil, found: field.type.contents))
    case (.int64(let values), _): return .success(.whole(values, scale: 0))
    case (.float64(let values), _): return .success(.real(values))
    case (.codes, _), (.strings, _):
      let (codes, levels) = Codes32(column).parts
      return parsed(codes, levels, column, real: real)
    }
  }

  /// Numbers from their spelling.
  private static func parsed(
    _ codes: [Int32], _ levels: StringArray, _ column: Column, real: Column
  ) -> Result<Numbers, Misfit> {
    let texts = levels.strings
    var values = texts.map(NumberKey.init)
    // A column of ones and zeros may be spelt as true and false.
    if values.contains(where: { $0 == nil }), real.isZeroOrOne {
      for (index, text) in texts.enumerated() where values[index] == nil {
        values[index] = TruthSpelling.value(text).map { .whole($0 ? 1 : 0) }
      }
    }
    let misfit = column.firstPresent { values[Int(codes[$0])] == nil }
    if let misfit { return .failure(Misfit(row: misfit, found: "strings that are no numbers")) }
    func gathered<Value>(_ none: Value, _ value: (NumberKey) -> Value) -> [Value] {
      let table = values.map { $0.map(value) ?? none }
      return table.isEmpty ? [Value](repeating: none, count: codes.count) : codes.map { table[Int($0)] }
    }
    let isWhole = values.allSatisfy { if case .real = $0 { false } else { true } }
    return .success(
      isWhole
        ? .whole(gathered(0) { if case .whole(let value) = $0 { value } else { 0 } }, scale: 0)
        : .real(gathered(0, \.double)))
  }
}

private let powersOfTen: [Int64] = (0...18).map { (0..<$0).reduce(1) { value, _ in value * 10 } }

extension Numbers {
  var doubles: [Double] {
    switch self {
    case .real(let values): return values
    case .whole(let values, let scale):
      // One division, correctly rounded: the double that the number's spelling would be read as.
      let divisor = Double(powersOfTen[scale])
      return values.map { Double($0) / divisor }
    }
  }

  /// The values times 10^`scale`, if those of rows with a value all are whole numbers then.
  func whole(scale: Int, _ column: Column) -> [Int64]? {
    var result: [Int64] = []
    switch self {
    case .whole(let values, let own):
      if own == scale { return values }
      result = [Int64](repeating: 0, count: values.count)
      let factor = powersOfTen[abs(scale - own)]
      let misfit = column.firstPresent { row in
        if own > scale {
          let (quotient, remainder) = values[row].quotientAndRemainder(dividingBy: factor)
          result[row] = quotient
          return remainder != 0
        }
        let (product, overflow) = values[row].multipliedReportingOverflow(by: factor)
        result[row] = product
        return overflow
      }
      return misfit == nil ? result : nil
    case .real(let values):
      result = [Int64](repeating: 0, count: values.count)
      let factor = Double(powersOfTen[scale])
      let misfit = column.firstPresent { row in
        let rounded = (values[row] * factor).rounded()
        guard abs(rounded) < 0x1p53, rounded / factor == values[row] else { return true }
        result[row] = Int64(rounded)
        return false
      }
      return misfit == nil ? result : nil
    }
  }
}

extension Column {
  /// Whether every value is 0 or 1.
  fileprivate var isZeroOrOne: Bool {
    switch values {
    case .int64(let values): firstPresent { values[$0] != 0 && values[$0] != 1 } == nil
    case .float64(let values): firstPresent { values[$0] != 0 && values[$0] != 1 } == nil
    case .codes, .strings: false
    }
  }
}
