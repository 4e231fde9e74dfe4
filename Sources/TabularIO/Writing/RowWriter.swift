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

  /// Writes the cells of one column from a row of the chunk on, as many as the block has rows. All that is constant
  /// for a chunk was decided when it was made.
  private typealias BlockWriter = (_ start: Int, _ block: inout RowBlock) -> Void

  func encode(_ chunk: Table, firstRow: Int) -> [UInt8] {
    precondition(chunk.columns.count == fields.count)
    // Two bytes for the quotes around an avoided spelling.
    var rowBound = rowEnd.count
    let columns = fields.indices.map { index -> BlockWriter in
      let field = fields[index]
      let cells = cells(index, of: chunk.columns[index])
      rowBound += field.prefix.count + max(field.missing.count, cells.bound(field.text)) + 2
      return writer(cells, field, validity: chunk.columns[index].validity, firstRow: firstRow)
    }
    var block = RowBlock(rowBound: rowBound)
    var output: [UInt8] = []
    var start = 0
    while start < chunk.rowCount {
      let count = min(block.rowCapacity, chunk.rowCount - start)
      block.begin(rows: count)
      for column in columns { column(start, &block) }
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

  private func writer(
    _ cells: Cells<Text>, _ field: Field, validity: Bitmap?, firstRow: Int
  ) -> BlockWriter {
    let kernels = KernelSet.active
    switch cells {
    case .integers(let values):
      return columnWriter(field, validity, values) { kernels.spell($0, prefix: $1, into: $2) }
    case .decimals(let values, let spelling):
      return columnWriter(field, validity, values) { spelling.append($0, prefix: $1, to: $2) }
    case .reals(let values, let plainIntegers):
      return columnWriter(field, validity, values) {
        kernels.spell($0, plainIntegers: plainIntegers, prefix: $1, into: $2)
      }
    case .temporals(let values, let spelling):
      return columnWriter(field, validity, values) { spelling.append($0, prefix: $1, to: $2) }
    case .slots(let codes, let slots):
      return columnWriter(field, validity, codes) { kernels.spell($0, slots, into: $2) }
    case .prepared(let codes, let levels):
      return cellWriter(field, validity) { levels.append(codes[$0], to: &$1) }
    case .codes(let codes, let levels):
      return cellWriter(field, validity) { field.text.append(levels[Int(codes[$0])], to: &$1) }
    case .strings(let strings):
      return cellWriter(field, validity) { field.text.append(strings[$0], to: &$1) }
    case .templates(let codes, let levels, let template):
      return cellWriter(field, validity) { row, cursor in
        if codes[row] == template.code {
          template.append(row: firstRow + row, to: &cursor)
        } else {
          levels.append(codes[row], to: &cursor)
        }
      }
    }
  }

  /// Cell by cell; `body` appends the value of a row of the chunk.
  @inline(__always) private func cellWriter(
    _ field: Field, _ validity: Bitmap?, _ body: @escaping (Int, inout ByteCursor) -> Void
  ) -> BlockWriter {
    let prefix = field.prefix
    guard let validity else {
      return { start, block in
        block.forEachRow { row, cursor in
          cursor.append(prefix)
          body(start + row, &cursor)
        }
      }
    }
    let missing = field.missing
    return { start, block in
      block.forEachRow { row, cursor in
        cursor.append(prefix)
        if validity[start + row] { body(start + row, &cursor) } else { cursor.append(missing) }
      }
    }
  }

  /// All rows at once; `body` appends prefixes and values. Then what is missing is written over, and a value that
  /// would read as missing gets quotes.
  @inline(__always) private func columnWriter<Value>(
    _ field: Field, _ validity: Bitmap?, _ values: [Value],
    _ body: @escaping (UnsafeBufferPointer<Value>, UnsafeBufferPointer<UInt8>, RowCursors) -> Void
  ) -> BlockWriter {
    let (prefix, missing, avoided) = (field.prefix, field.missing, field.avoided)
    return { start, block in
      if validity != nil || avoided != nil { block.mark() }
      let rows = block.rows
      values.withUnsafeBufferPointer { values in
        prefix.withBytes {
          body(UnsafeBufferPointer(rebasing: values[start..<(start + rows.count)]), $0, rows)
        }
      }
      if let avoided {
        block.forEachMarkedRow { _, cellStart, cursor in
          cursor.enclose(
            since: cellStart, skipping: prefix.count, in: UInt8(ascii: "\""), ifEqualTo: avoided)
        }
      }
      if let validity {
        block.forEachMarkedRow { row, cellStart, cursor in
          guard !validity[start + row] else { return }
          cursor = cellStart
          cursor.append(prefix)
          cursor.append(missing)
        }
      }
    }
  }
}
