internal import Kernels
internal import Tabular

/// What CSV and JSON Lines have in common: rows of cells, each with a prefix, and an end.
struct RowWriter<Text: CellText>: Sendable {
  struct Field: Sendable {
    let prefix: PaddedBytes
    let missing: PaddedBytes
    let type: FieldType
    let text: Text
    let temporal: TemporalText?
    /// The spelling that no number or date may have without quotes.
    let avoided: [UInt8]?
    /// What a row of free text holds that has no levels of its own.
    let emission: String?
    /// How the two levels of a boolean are written, if not as text.
    let booleans: [[UInt8]]?

    init(
      prefix: [UInt8], missing: [UInt8], type: FieldType, text: Text, temporal: TemporalText?,
      avoided: [UInt8]?, booleans: [[UInt8]]? = nil
    ) {
      self.prefix = PaddedBytes(prefix)
      self.missing = PaddedBytes(missing)
      self.type = type
      self.text = text
      self.temporal = temporal
      let couldBeNumber = avoided?.first.map { $0 == 0x2D || (0x30...0x39).contains($0) } ?? false
      self.avoided = couldBeNumber ? avoided : nil
      emission =
        switch type {
        case .text(.constant(let value)), .text(.template(let value)): value
        default: nil
        }
      self.booleans = type == .boolean ? booleans : nil
    }
  }

  private let fields: [Field]
  private let rowEnd: PaddedBytes
  private let cache: LevelCache

  init(fields: [Field], rowEnd: [UInt8]) {
    self.fields = fields
    self.rowEnd = PaddedBytes(rowEnd)
    cache = LevelCache(columns: fields.count)
  }

  func encode(_ chunk: Table, firstRow: Int) -> [UInt8] {
    precondition(chunk.columns.count == fields.count)
    let cells = fields.indices.map { self.cells($0, of: chunk.columns[$0]) }
    // Two bytes for the quotes around an avoided spelling.
    var rowBound = rowEnd.count
    for (field, cells) in zip(fields, cells) {
      rowBound += field.prefix.count + max(field.missing.count, cells.bound(field.text)) + 2
    }
    var block = RowBlock(rowBound: rowBound)
    var output: [UInt8] = []
    var start = 0
    while start < chunk.rowCount {
      let count = min(block.rowCapacity, chunk.rowCount - start)
      block.begin(rows: count)
      for index in fields.indices {
        write(
          cells[index], fields[index], validity: chunk.columns[index].validity, start: start,
          firstRow: firstRow, to: &block)
      }
      block.forEachRow { _, cursor in cursor.append(rowEnd) }
      block.flush(to: &output)
      if start == 0 {
        // The first rows tell how long the rest will be; a tenth more, as growing costs a copy.
        output.reserveCapacity(output.count * (chunk.rowCount / count + 1) / 10 * 11)
      }
      start += count
    }
    return output
  }

  /// What spelling the values of `column` takes: decided by how they lie in memory, then by the type.
  private func cells(_ index: Int, of column: Column) -> Cells<Text> {
    let field = fields[index]
    switch column.values {
    case .int64(let values):
      if case .decimal(let scale, let minimumDigits) = field.type {
        return .decimals(values, DecimalText(scale: scale, minimumDigits: minimumDigits))
      }
      return field.temporal.map { .temporals(values, $0) } ?? .integers(values)
    case .float64(let values):
      if case .float64(let plainIntegers) = field.type {
        return .reals(values, plainIntegers: plainIntegers)
      }
      return .reals(values, plainIntegers: false)
    case .strings(let strings): return .strings(strings)
    case .codes(let codes, let stored):
      let levels = stored.count == 0 ? field.emission.map { StringArray([$0]) } ?? stored : stored
      let prepared = cache.levels(index, levels, rowCount: codes.count) {
        PreparedLevels(levels, prefix: field.prefix[0..<field.prefix.count]) { level, bytes in
          if let booleans = field.booleans, level < booleans.count { return booleans[level] }
          return field.text.spelling(bytes)
        }
      }
      guard let prepared else { return .codes(codes, levels) }
      if let template = RowTemplate(field.type, prepared) { return .templates(codes, prepared, template) }
      return prepared.slots.map { .slots(codes, $0) } ?? .prepared(codes, prepared)
    }
  }

  private func write(
    _ cells: Cells<Text>, _ field: Field, validity: Bitmap?, start: Int, firstRow: Int,
    to block: inout RowBlock
  ) {
    let kernels = KernelSet.active
    switch cells {
    case .integers(let values):
      writeColumn(field, validity, start, &block) { prefix, rows in
        part(values, start, rows) { kernels.spell($0, prefix: prefix, into: rows) }
      }
    case .decimals(let values, let spelling):
      writeColumn(field, validity, start, &block) { prefix, rows in
        part(values, start, rows) { spelling.append($0, prefix: prefix, to: rows) }
      }
    case .reals(let values, let plainIntegers):
      writeColumn(field, validity, start, &block) { prefix, rows in
        part(values, start, rows) {
          kernels.spell($0, plainIntegers: plainIntegers, prefix: prefix, into: rows)
        }
      }
    case .temporals(let values, let spelling):
      writeColumn(field, validity, start, &block) { prefix, rows in
        part(values, start, rows) { spelling.append($0, prefix: prefix, to: rows) }
      }
    case .slots(let codes, let slots):
      writeColumn(field, validity, start, &block) { _, rows in
        part(codes, start, rows) { kernels.spell($0, slots, into: rows) }
      }
    case .prepared(let codes, let levels):
      writeCells(field, validity, start, &block) { levels.append(codes[$0], to: &$1) }
    case .codes(let codes, let levels):
      writeCells(field, validity, start, &block) { field.text.append(levels[Int(codes[$0])], to: &$1) }
    case .strings(let strings):
      writeCells(field, validity, start, &block) { field.text.append(strings[$0], to: &$1) }
    case .templates(let codes, let levels, let template):
      writeCells(field, validity, start, &block) { row, cursor in
        if codes[row] == template.code {
          template.append(row: firstRow + row, to: &cursor)
        } else {
          levels.append(codes[row], to: &cursor)
        }
      }
    }
  }

  /// Writes one column's cells of the block; `body` writes the value of a row of the chunk.
  @inline(__always) private func writeCells(
    _ field: Field, _ validity: Bitmap?, _ start: Int, _ block: inout RowBlock,
    _ body: (Int, inout ByteCursor) -> Void
  ) {
    let prefix = field.prefix
    guard let validity else {
      return block.forEachRow { row, cursor in
        cursor.append(prefix)
        body(start + row, &cursor)
      }
    }
    let missing = field.missing
    block.forEachRow { row, cursor in
      cursor.append(prefix)
      if validity[start + row] { body(start + row, &cursor) } else { cursor.append(missing) }
    }
  }

  /// Writes one column's cells of the block; `body` appends prefixes and values to all rows. Then what is missing is
  /// written over, and a value that would read as missing gets quotes.
  @inline(__always) private func writeColumn(
    _ field: Field, _ validity: Bitmap?, _ start: Int, _ block: inout RowBlock,
    _ body: (UnsafeBufferPointer<UInt8>, RowCursors) -> Void
  ) {
    if validity != nil || field.avoided != nil { block.mark() }
    field.prefix.withBytes { body($0, block.rows) }
    if let avoided = field.avoided {
      let skipped = field.prefix.count
      block.forEachMarkedRow { _, cellStart, cursor in
        cursor.enclose(since: cellStart, skipping: skipped, in: UInt8(ascii: "\""), ifEqualTo: avoided)
      }
    }
    if let validity {
      block.forEachMarkedRow { row, cellStart, cursor in
        guard !validity[start + row] else { return }
        cursor = cellStart
        cursor.append(field.prefix)
        cursor.append(field.missing)
      }
    }
  }

  /// Calls `body` with the values that belong to the block's rows.
  @inline(__always) private func part<Value>(
    _ values: [Value], _ start: Int, _ rows: RowCursors, _ body: (UnsafeBufferPointer<Value>) -> Void
  ) {
    values.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[start..<(start + rows.count)]))
    }
  }
}
