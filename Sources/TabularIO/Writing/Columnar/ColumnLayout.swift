internal import Tabular

/// How one field is stored in a file of columns. A function of the field alone, never of its values.
struct ColumnLayout: Sendable, Hashable {
  enum Logical: Sendable, Hashable {
    case none, string, date
    case decimal(scale: Int)
    /// Milliseconds (1), microseconds (2) or nanoseconds (3).
    case timestamp(unit: Int)
  }

  /// What the values are collected as.
  enum Content: Sendable, Hashable {
    case boolean
    /// Integers in units of storage, times `factor`.
    case integers(factor: Int64)
    case reals
    /// One of a few texts: a dictionary and codes.
    case levels
    /// Text of its own in each row, `{row}` in the template replaced by its number.
    case strings(template: [UInt8]?)
  }

  let name: String
  let logical: Logical
  let content: Content
  /// Whether a value can be missing.
  let isOptional: Bool
  /// About how many bytes a row takes while its block is built.
  let rowBytes: Int
  /// What a row of text holds that has no levels of its own.
  let emission: String?

  init(_ field: Field) {
    name = field.name
    isOptional = field.missing != nil
    var emission: String?
    var rowBytes = 8
    switch field.type {
    case .boolean: (logical, content) = (.none, .boolean)
    case .int64: (logical, content) = (.none, .integers(factor: 1))
    case .decimal(let scale, _):
      (logical, content) = (.decimal(scale: scale), .integers(factor: 1))
    case .float64: (logical, content) = (.none, .reals)
    case .date: (logical, content) = (.date, .integers(factor: 1))
    case .timestamp(let format):
      let (unit, factor) = format.standardUnit
      (logical, content) = (.timestamp(unit: unit), .integers(factor: factor))
    case .categorical: (logical, content) = (.string, .levels)
    case .identifier(.integers): (logical, content) = (.none, .integers(factor: 1))
    case .identifier(.strings(let pattern)):
      (logical, content) = (.string, .strings(template: nil))
      rowBytes = pattern.longest
    case .text(.constant(let value)):
      emission = value
      (logical, content) = (.string, .levels)
    case .text(.template(let value)):
      emission = value
      (logical, content) = (.string, .strings(template: Array(value.utf8)))
      rowBytes = value.utf8.count + 24
    case .text(.drop):
      (logical, content) = (.string, .strings(template: nil))
      rowBytes = 64
    }
    self.emission = emission
    self.rowBytes = rowBytes
  }
}

extension [ColumnLayout] {
  /// How many rows a block has: as many as make long loops and small footers, fewer where rows are long.
  var blockRows: Int {
    let rowBytes = reduce(1) { $0 + $1.rowBytes }
    var rows = 1 << 16
    while rows > 1, rows * rowBytes > 1 << 25 { rows /= 2 }
    return rows
  }
}

extension TemporalFormat {
  /// The coarsest of milliseconds (1), microseconds (2) and nanoseconds (3) that holds every tick, and how many of
  /// them a tick is.
  var standardUnit: (unit: Int, factor: Int64) {
    let unit = max(1, (fractionDigits + 2) / 3)
    return (unit, NumberParsing.integerPowersOfTen[3 * unit - fractionDigits])
  }
}

extension IdentifierPattern {
  /// The most bytes that a string of the pattern has.
  var longest: Int {
    segments.reduce(0) { sum, segment in
      switch segment {
      case .literal(let bytes): sum + bytes.count
      case .characters(_, let count): sum + count
      case .number: sum + 20
      }
    }
  }
}
