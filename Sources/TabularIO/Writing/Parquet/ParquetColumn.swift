internal import Tabular

/// How one field is stored in a Parquet file. A function of the field alone, never of its values.
struct ParquetColumn: Sendable, Hashable {
  enum Physical: Int, Sendable {
    case boolean = 0
    case int32 = 1
    case int64 = 2
    case double = 5
    case byteArray = 6
  }

  enum Logical: Sendable, Hashable {
    case none, string, date
    case decimal(scale: Int)
    /// Number of the unit in the format's `TimeUnit`: milliseconds, microseconds, nanoseconds.
    case timestamp(unit: Int16)
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
  let physical: Physical
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
    case .boolean: (physical, logical, content) = (.boolean, .none, .boolean)
    case .int64: (physical, logical, content) = (.int64, .none, .integers(factor: 1))
    case .decimal(let scale, _):
      (physical, logical, content) = (.int64, .decimal(scale: scale), .integers(factor: 1))
    case .float64: (physical, logical, content) = (.double, .none, .reals)
    case .date: (physical, logical, content) = (.int32, .date, .integers(factor: 1))
    case .timestamp(let format):
      let (unit, factor) = format.standardUnit
      (physical, logical, content) = (.int64, .timestamp(unit: Int16(unit)), .integers(factor: factor))
    case .categorical: (physical, logical, content) = (.byteArray, .string, .levels)
    case .identifier(.integers): (physical, logical, content) = (.int64, .none, .integers(factor: 1))
    case .identifier(.strings(let pattern)):
      (physical, logical, content) = (.byteArray, .string, .strings(template: nil))
      rowBytes = pattern.longest
    case .text(.constant(let value)):
      emission = value
      (physical, logical, content) = (.byteArray, .string, .levels)
    case .text(.template(let value)):
      emission = value
      (physical, logical, content) = (.byteArray, .string, .strings(template: Array(value.utf8)))
      rowBytes = value.utf8.count + 24
    case .text(.drop):
      (physical, logical, content) = (.byteArray, .string, .strings(template: nil))
      rowBytes = 64
    }
    self.emission = emission
    self.rowBytes = rowBytes
  }

  /// Writes the field's `SchemaElement`.
  func describe(to thrift: inout ThriftCompact) {
    thrift.field(1, int32: physical.rawValue)
    thrift.field(3, int32: isOptional ? 1 : 0)
    thrift.field(4, name)
    switch logical {
    case .none: break
    case .string:
      thrift.field(6, int32: 0)
      thrift.field(10) { $0.field(1) { _ in } }
    case .date:
      thrift.field(6, int32: 6)
      thrift.field(10) { $0.field(6) { _ in } }
    case .decimal(let scale):
      thrift.field(6, int32: 5)
      thrift.field(7, int32: scale)
      thrift.field(8, int32: 18)
      thrift.field(10) {
        $0.field(5) {
          $0.field(1, int32: scale)
          $0.field(2, int32: 18)
        }
      }
    case .timestamp(let unit):
      // No older type stands for a moment in a place of its own.
      thrift.field(10) {
        $0.field(8) {
          $0.field(1, false)
          $0.field(2) { $0.field(unit) { _ in } }
        }
      }
    }
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
