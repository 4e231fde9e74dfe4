/// The physical types that we use, with the format's numbers.
enum ParquetPhysicalType: Int, Sendable {
  case boolean = 0
  case int32 = 1
  case int64 = 2
  case double = 5
  case byteArray = 6
}

extension ColumnLayout {
  var physical: ParquetPhysicalType {
    switch content {
    case .boolean: .boolean
    case .integers: logical == .date ? .int32 : .int64
    case .reals: .double
    case .levels, .strings: .byteArray
    }
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
          $0.field(2) { $0.field(Int16(unit)) { _ in } }
        }
      }
    }
  }
}
