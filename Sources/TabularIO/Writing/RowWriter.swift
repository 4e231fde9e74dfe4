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
        return .reals(values, RealText(plainIntegers: plainIntegers))
      }
      return .reals(values, RealText(plainIntegers: false))
    case .strings(let strings): return .strings(strings)
    case .codes(let codes, let stored):
      let levels = stored.count == 0 ? field.emission.map { StringArray([$0]) } ?? stored : stored
      let prepared = cache.levels(index, levels, rowCount: codes.count) {
        PreparedLevels(levels) { level, bytes in
          if let booleans = field.booleans, level < booleans.count { return booleans[level] }
          return field.text.spelling(bytes)
        }
      }
      guard let prepared else { return .codes(codes, levels) }
      if let template = RowTemplate(field.type, prepared) { return .templates(codes, prepared, template) }
      return .prepared(codes, prepared)
    }
  }

  private func write(
    _ cells: Cells<Text>, _ field: Field, validity: Bitmap?, start: Int, firstRow: Int,
    to block: inout RowBlock
  ) {
    switch cells {
    case .integers(let values):
      writeNumbers(field, validity, start, &block) { Digits.append(values[$0], to: &$1) }
    case .decimals(let values, let spelling):
      writeNumbers(field, validity, start, &block) { spelling.append(values[$0], to: &$1) }
    case .reals(let values, let spelling):
      writeNumbers(field, validity, start, &block) { spelling.append(values[$0], to: &$1) }
    case .temporals(let values, let spelling):
      writeNumbers(field, validity, start, &block) { spelling.append(values[$0], to: &$1) }
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

  /// `writeCells`, with quotes around a value that would read as missing.
  @inline(__always) private func writeNumbers(
    _ field: Field, _ validity: Bitmap?, _ start: Int, _ block: inout RowBlock,
    _ body: (Int, inout ByteCursor) -> Void
  ) {
    guard let avoided = field.avoided else { return writeCells(field, validity, start, &block, body) }
    writeCells(field, validity, start, &block) { row, cursor in
      let cellStart = cursor
      body(row, &cursor)
      cursor.enclose(since: cellStart, in: UInt8(ascii: "\""), ifEqualTo: avoided)
    }
  }
}
