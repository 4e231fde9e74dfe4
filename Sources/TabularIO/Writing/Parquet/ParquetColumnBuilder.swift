internal import Kernels
internal import Tabular

/// The values of one column of one block, collected chunk by chunk.
struct ParquetColumnBuilder {
  /// A page of text ends before the first row that is present when it has as many bytes.
  static let pageTarget = 1 << 20

  /// Where a page of text ends.
  struct PageEnd {
    var rowEnd: Int
    var byteEnd: Int
  }

  let column: ColumnLayout
  /// What is present, side by side: words of 8 bytes, codes of 4, or text as it stands in a page.
  var values: [UInt8]
  var validity = ValidityRun()
  var rows = 0
  var low: Int64 = .max
  var high: Int64 = .min
  var lowReal = Double.infinity
  var highReal = -Double.infinity
  var lowText: [UInt8]?
  var highText: [UInt8]?
  var union = LevelUnion()
  /// The pages of text that are full.
  var fullPages: [PageEnd] = []

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
      var present = validity.map { stored.present($0) } ?? stored
      if factor != 1 { present.scale(by: factor) }
      present.withUnsafeBufferPointer {
        KernelSet.active.widen(&low, &high, by: $0)
        values.append(memoryOf: $0)
      }
    case (.reals, .float64(let stored)):
      let present = validity.map { stored.present($0) } ?? stored
      present.withUnsafeBufferPointer {
        KernelSet.active.widen(&lowReal, &highReal, by: $0)
        values.append(memoryOf: $0)
      }
    case (.boolean, .codes(let stored, _)):
      appendCodes(validity.map { stored.present($0) } ?? stored, limit: 2)
    case (.levels, let stored):
      let codes = union.codes(
        stored, emission: column.emission, rows: chunk.count, validity: validity)
      appendCodes(codes, limit: union.levels.count)
    case (.strings(let template), let stored):
      appendText(
        TextColumn(stored, emission: column.emission, template: template), rows: chunk.count,
        firstRow: firstRow, validity: validity)
    default: preconditionFailure("a column does not lie in memory as its type does")
    }
    if column.isOptional { self.validity.append(chunk.validity, rows: chunk.count) }
    rows += chunk.count
  }

  private mutating func appendCodes(_ codes: [Int32], limit: Int) {
    codes.withUnsafeBufferPointer { codes in
      codes.withMemoryRebound(to: UInt32.self) {
        precondition($0.isEmpty || KernelSet.active.largest(of: $0) < limit, "a code without a level")
        values.append(memoryOf: $0)
      }
    }
  }

  private mutating func appendText(_ text: TextColumn, rows: Int, firstRow: Int, validity: Bitmap?) {
    let rowsBefore = self.rows
    text.forEach(rows: rows, firstRow: firstRow, validity: validity) { row, bytes in
      if values.count - (fullPages.last?.byteEnd ?? 0) >= Self.pageTarget {
        fullPages.append(PageEnd(rowEnd: rowsBefore + row, byteEnd: values.count))
      }
      values.append(littleEndian: UInt32(bytes.count))
      values.append(contentsOf: bytes)
      if lowText.map({ bytes.lexicographicallyPrecedes($0) }) ?? true { lowText = Array(bytes) }
      if highText.map({ $0.lexicographicallyPrecedes(bytes) }) ?? true { highText = Array(bytes) }
    }
  }
}
