/// Writes the compact protocol of Apache Thrift, as far as Parquet's metadata need it.
///
/// Source: the Thrift repository's `doc/specs/thrift-compact-protocol.md`. Fields of a structure are to be written in
/// ascending order of their numbers.
struct ThriftCompact: Sendable {
  private(set) var bytes: [UInt8] = []
  /// The number of the last field, of this structure and of those around it.
  private var lastField: Int16 = 0
  private var enclosing: [Int16] = []

  private enum Kind: UInt8 {
    case yes = 1
    case no = 2
    case int32 = 5
    case int64 = 6
    case binary = 8
    case list = 9
    case structure = 12
  }

  mutating func field(_ number: Int16, _ value: Bool) { fieldHeader(number, value ? .yes : .no) }

  mutating func field(_ number: Int16, int32 value: Int) {
    precondition(Int32(exactly: value) != nil)
    fieldHeader(number, .int32)
    zigzag(value)
  }

  mutating func field(_ number: Int16, int64 value: Int) {
    fieldHeader(number, .int64)
    zigzag(value)
  }

  mutating func field(_ number: Int16, _ value: some Collection<UInt8>) {
    fieldHeader(number, .binary)
    binary(value)
  }

  mutating func field(_ number: Int16, _ value: String) { field(number, value.utf8) }

  /// A structure within a structure.
  mutating func field(_ number: Int16, structure body: (inout ThriftCompact) -> Void) {
    fieldHeader(number, .structure)
    structure(body)
  }

  /// A structure on its own, or as an element of a list.
  mutating func structure(_ body: (inout ThriftCompact) -> Void) {
    enclosing.append(lastField)
    lastField = 0
    body(&self)
    bytes.append(0)
    lastField = enclosing.removeLast()
  }

  mutating func field<Element>(
    _ number: Int16, structures elements: some Collection<Element>,
    _ body: (inout ThriftCompact, Element) -> Void
  ) {
    listHeader(number, count: elements.count, .structure)
    for element in elements { structure { body(&$0, element) } }
  }

  mutating func field(_ number: Int16, int32s values: [Int]) {
    listHeader(number, count: values.count, .int32)
    for value in values { zigzag(value) }
  }

  mutating func field(_ number: Int16, strings values: [String]) {
    listHeader(number, count: values.count, .binary)
    for value in values { binary(value.utf8) }
  }

  private mutating func fieldHeader(_ number: Int16, _ kind: Kind) {
    let delta = number - lastField
    precondition(delta > 0)
    if delta <= 15 {
      bytes.append(UInt8(delta) << 4 | kind.rawValue)
    } else {
      bytes.append(kind.rawValue)
      zigzag(Int(number))
    }
    lastField = number
  }

  private mutating func listHeader(_ number: Int16, count: Int, _ kind: Kind) {
    fieldHeader(number, .list)
    if count < 15 {
      bytes.append(UInt8(count) << 4 | kind.rawValue)
    } else {
      bytes.append(0xF0 | kind.rawValue)
      bytes.append(varint: UInt64(count))
    }
  }

  private mutating func binary(_ value: some Collection<UInt8>) {
    bytes.append(varint: UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  private mutating func zigzag(_ value: Int) {
    bytes.append(varint: UInt64(bitPattern: Int64(value << 1 ^ value >> 63)))
  }
}

extension [UInt8] {
  /// Appends `value` in groups of seven bits, the lowest first (ULEB128).
  mutating func append(varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(rest))
  }

  /// Appends the bytes of `value`, the lowest first.
  mutating func append(littleEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  /// Appends the memory of `values`, which on our machines is little-endian.
  mutating func append<Value: BitwiseCopyable>(memoryOf values: UnsafeBufferPointer<Value>) {
    UnsafeRawBufferPointer(values).withMemoryRebound(to: UInt8.self) { append(contentsOf: $0) }
  }
}
