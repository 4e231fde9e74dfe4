internal import Evaluation
internal import Tabular

/// Why a column of a table cannot be counted in the reference's cells. Never holds a cell's value.
public struct DriftError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: String, Sendable, Hashable { case missingColumns, otherKind, noRows, nothingToCompare }

  public let code: Code
  public let column: String?
  /// What is wrong and what to do, as whole sentences.
  public let message: String

  public var description: String { ColumnPlace.prefix(column) + message }

  /// For data without any row.
  public static let noRows = DriftError(
    code: .noRows, column: nil, message: "The data have no rows. Give a table with at least one.")
}

/// How a column of a table, in whatever storage and spelling it came, is counted in cells.
struct CellMapping: Sendable {
  let cells: ColumnCells
  private let known: [String: UInt16]
  private let match: LevelMatch?

  init(_ cells: ColumnCells) {
    self.cells = cells
    guard cells.kind == .levels else {
      (known, match) = ([:], nil)
      return
    }
    var known: [String: UInt16] = [:]
    for (cell, level) in cells.levels.enumerated() { known[level] = UInt16(cell) }
    for level in cells.pooled { known[level] = UInt16(cells.levels.count - 1) }
    self.known = known
    match = LevelMatch(StringArray(cells.levels + cells.pooled), isBoolean: cells.isBoolean)
  }

  private var other: UInt16 { UInt16(cells.otherCell) }
  private var missing: UInt16 { UInt16(cells.missingCell) }

  /// Throws if values of this type are of another kind than the reference's.
  func check(_ field: Field) throws(DriftError) {
    let isMoment =
      switch field.type {
      case .date, .timestamp: true
      default: false
      }
    let isNumber =
      switch field.type {
      case .int64, .decimal, .float64: true
      default: false
      }
    if (cells.kind == .numbers && isMoment) || (cells.kind == .moments && isNumber) {
      throw DriftError(
        code: .otherKind, column: cells.name,
        message: cells.kind == .numbers
          ? "The reference has numbers here, the data dates or times. Write the column as the reference has it."
          : "The reference has dates or times here, the data numbers. Write the column as the reference has it."
      )
    }
  }

  /// The cell of each row. - Parameter unfit: rows whose text did not fit the column's type.
  func codes(_ column: Column, _ field: Field, unfit: Bitmap?) -> [UInt16] {
    var codes =
      switch column.values {
      case .int64(let values): codes(values, field)
      case .float64(let values): codes(values)
      case .codes(let values, let levels):
        codes(values, cells: levels.strings.map { cell(of: $0, field) })
      case .strings(let strings):
        strings.indices.map { cell(of: strings.string($0), field) }
      }
    column.validity?.forEachClear(in: 0..<column.count) { codes[$0] = missing }
    if let unfit {
      for row in 0..<column.count where unfit[row] { codes[row] = other }
    }
    return codes
  }

  private func codes(_ values: [Int32], cells: [UInt16]) -> [UInt16] {
    if cells.isEmpty { return [UInt16](repeating: missing, count: values.count) }
    return cells.withUnsafeBufferPointer { cells in
      [UInt16](unsafeUninitializedCapacity: values.count) { codes, count in
        for row in values.indices { codes.initializeElement(at: row, to: cells[Int(values[row])]) }
        count = values.count
      }
    }
  }

  /// The cell of a spelling.
  private func cell(of text: String, _ field: Field) -> UInt16 {
    if cells.kind == .levels {
      if let cell = known[text] { return cell }
      if let level = match!.realLevel(text), let cell = known[level] { return cell }
      return TableAlignment.missingSpellings.contains(text) ? missing : other
    }
    if cells.kind == .numbers, let number = NumberKey(text) { return place(number.double, in: cells.edges) }
    return TableAlignment.missingSpellings.contains(text) ? missing : other
  }

  private func codes(_ values: [Double]) -> [UInt16] {
    if cells.kind == .levels { return spelled(values) { "\($0)" } }
    return placed(values, cells.edges)
  }

  private func codes(_ values: [Int64], _ field: Field) -> [UInt16] {
    if cells.kind == .levels {
      switch field.type {
      case .decimal(let scale, _):
        let unit = (0..<scale).reduce(1.0) { value, _ in value * 10 }
        return spelled(values) { "\(Double($0) / unit)" }
      case .date, .timestamp: return [UInt16](repeating: other, count: values.count)
      default: return spelled(values) { "\($0)" }
      }
    }
    let unit = NumberUnit(field.type)
    return placed(values, cells.edges.map(unit.firstReaching))
  }

  /// A column of numbers where the reference has levels: each value is spelt once.
  private func spelled<Value: Hashable>(_ values: [Value], _ spelling: (Value) -> String) -> [UInt16] {
    var memo: [Value: UInt16] = [:]
    return values.map { value in
      if let cell = memo[value] { return cell }
      let text = spelling(value)
      let cell = known[text] ?? match!.realLevel(text).flatMap { known[$0] } ?? other
      // No more than a stream of ever new numbers may hold.
      if memo.count < 1 << 16 { memo[value] = cell }
      return cell
    }
  }

  private func placed<Value: Comparable>(_ values: [Value], _ edges: [Value]) -> [UInt16] {
    values.withUnsafeBufferPointer { values in
      edges.withUnsafeBufferPointer { edges in
        [UInt16](unsafeUninitializedCapacity: values.count) { codes, count in
          for row in values.indices {
            codes.initializeElement(at: row, to: place(values[row], in: edges))
          }
          count = values.count
        }
      }
    }
  }

  private func place<Value: Comparable>(_ value: Value, in edges: [Value]) -> UInt16 {
    edges.withUnsafeBufferPointer { place(value, in: $0) }
  }

  /// How many edges the value reaches: halving without branches.
  @inline(__always)
  private func place<Value: Comparable>(_ value: Value, in edges: UnsafeBufferPointer<Value>) -> UInt16 {
    var base = 0
    var length = edges.count
    while length > 0 {
      let half = (length + 1) / 2
      base += value >= edges[base + half - 1] ? half : 0
      length -= half
    }
    return UInt16(truncatingIfNeeded: base)
  }
}

/// What a stored whole number stands for: numbers as such, dates and times as seconds since 1970.
struct NumberUnit {
  private let factor: Double
  private let divisor: Double

  init(_ type: FieldType) {
    func power(_ digits: Int) -> Double { (0..<digits).reduce(1.0) { value, _ in value * 10 } }
    switch type {
    case .decimal(let scale, _): (factor, divisor) = (1, power(scale))
    case .date: (factor, divisor) = (86_400, 1)
    case .timestamp(let format): (factor, divisor) = (1, power(format.fractionDigits))
    default: (factor, divisor) = (1, 1)
    }
  }

  func value(_ stored: Int64) -> Double { Double(stored) * factor / divisor }

  /// The smallest stored number whose value is `edge` or more.
  func firstReaching(_ edge: Double) -> Int64 {
    let guess = edge / factor * divisor
    guard guess > -9e18 else { return .min }
    guard guess < 9e18 else { return .max }
    // Doubles that far out are whole numbers apart.
    var stored = Int64(guess.rounded(.down))
    if abs(guess) > 0x1p52 { return value(stored) < edge ? stored + 1 : stored }
    while value(stored) >= edge { stored -= 1 }
    while value(stored) < edge { stored += 1 }
    return stored
  }
}
