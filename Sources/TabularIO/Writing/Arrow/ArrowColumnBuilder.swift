internal import Kernels
internal import Tabular

/// The values of one column of one record batch, collected chunk by chunk.
struct ArrowColumnBuilder {
  private let column: ColumnLayout
  /// Values side by side, zeros where one is missing; of booleans codes of 4 bytes; of text the bytes.
  private var values: [UInt8]
  private var offsets: [Int32] = [0]
  private var union = LevelUnion()
  private var validity = ValidityRun()
  private(set) var rows = 0

  init(_ column: ColumnLayout, values: [UInt8]) {
    self.column = column
    self.values = values
  }

  /// Adds the rows of a chunk.
  mutating func append(_ chunk: Column, firstRow: Int) {
    precondition(
      column.isOptional || chunk.validity?.isFull != false,
      "a field that has no spelling of a missing value has missing values")
    let validity = column.isOptional ? chunk.validity : nil
    switch (column.content, chunk.values) {
    case (.integers(let factor), .int64(let stored)):
      appendIntegers(validity.map { stored.zeroed(outside: $0) } ?? stored, factor: factor)
    case (.reals, .float64(let stored)):
      append(validity.map { stored.zeroed(outside: $0) } ?? stored)
    case (.boolean, .codes(let stored, _)):
      append(validity.map { stored.zeroed(outside: $0) } ?? stored)
    case (.levels, let stored):
      let codes = union.codes(
        stored, emission: column.emission, rows: chunk.count, validity: validity)
      append(validity.map { codes.spread(over: $0) } ?? codes)
    case (.strings(let template), let stored):
      let text = TextColumn(stored, emission: column.emission, template: template)
      let rowsBefore = rows
      text.forEach(rows: chunk.count, firstRow: firstRow, validity: validity) { row, bytes in
        fillOffsets(upTo: rowsBefore + row)
        values.append(contentsOf: bytes)
      }
      fillOffsets(upTo: rowsBefore + chunk.count)
    default: preconditionFailure("a column does not lie in memory as its type does")
    }
    if column.isOptional { self.validity.append(chunk.validity, rows: chunk.count) }
    rows += chunk.count
  }

  /// Lets the rows before `row` end where the text ends now.
  private mutating func fillOffsets(upTo row: Int) {
    let end = Int32(values.count)
    while offsets.count <= row { offsets.append(end) }
  }

  private mutating func append<Value: BitwiseCopyable>(_ elements: [Value]) {
    elements.withUnsafeBufferPointer { values.append(memoryOf: $0) }
  }

  private mutating func appendIntegers(_ stored: [Int64], factor: Int64) {
    switch column.logical {
    case .date: append(stored.map { Int32(clamping: $0) })
    case .decimal:
      // 128 bits: the value, then its sign all over.
      append(stored.map { SIMD2($0, $0 >> 63) })
    default:
      var scaled = stored
      if factor != 1 { scaled.scale(by: factor) }
      append(scaled)
    }
  }

  /// What the batch says of the column: missing values, and the buffers, unpadded.
  mutating func finish(pool: BufferPool) -> (missing: Int, buffers: [[UInt8]]) {
    let missing = validity.missingCount
    let bits = missing > 0 ? validity.bytes(0..<rows) : []
    var body: [UInt8] = []
    swap(&body, &values)
    switch column.content {
    case .integers, .reals, .levels: return (missing, [bits, body])
    case .boolean:
      let room = KernelSet.packedRoom(count: rows, width: 1)
      let packed = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        body.withUnsafeBytes { bytes in
          bytes.withMemoryRebound(to: UInt32.self) {
            KernelSet.active.pack($0, width: 1, into: UnsafeMutableRawBufferPointer(buffer))
          }
        }
        count = (rows + 7) / 8
      }
      pool.give(body)
      return (missing, [bits, packed])
    case .strings: return (missing, [bits, Self.bytes(offsets), body])
    }
  }

  /// The levels as the only column of a batch; `nil` if there is no dictionary.
  var dictionary: (count: Int, buffers: [[UInt8]])? {
    guard column.content == .levels else { return nil }
    let offsets = Self.bytes(union.levels.offsets.map { Int32($0) })
    return (union.levels.count, [[], offsets, union.levels.utf8])
  }

  private static func bytes(_ offsets: [Int32]) -> [UInt8] {
    var bytes: [UInt8] = []
    offsets.withUnsafeBufferPointer { bytes.append(memoryOf: $0) }
    return bytes
  }
}
