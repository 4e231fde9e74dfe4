internal import Tabular

/// The types that blocks are read by.
struct StreamTypes: Sendable {
  /// The columns that are wanted.
  var schema: Schema
  /// The columns that have had no value yet.
  var undecided: Set<String> = []
}

/// Reads one block after the other, and finds out their types with the first, if they are not given.
struct StreamReader {
  struct Read {
    let schema: Schema
    let rowCount: Int
    let columns: [Column]
    let unfit: [Bitmap?]
  }

  let options: TableReader.Options
  let blocks: TableStream.Blocks
  let file: String
  private(set) var types: StreamTypes?
  var delimiter: UInt8?

  init(options: TableReader.Options, blocks: TableStream.Blocks, file: String, types: StreamTypes?) {
    self.options = options
    self.blocks = blocks
    self.file = file
    self.types = types
  }

  private func reader(_ schema: Schema? = nil) -> TableReader {
    var options = options
    options.schema = schema
    options.delimiter = delimiter
    options.computesDigest = false
    return TableReader(options)
  }

  /// `nil`: the block does not fit the types, which now are wide enough for it, and reading is to begin anew.
  mutating func read(_ block: RecordCutter.Block, isRepeatable: Bool) throws -> Read? {
    let isFirst = types == nil
    if isFirst { types = try decided(by: block, isRepeatable: isRepeatable) }
    let schema = types!.schema
    let read = try reader().block(
      bytes: block.bytes, file: file, schema: schema, missing: blocks.reference == nil ? [] : blocks.missing)
    if options.schema != nil {
      if read.text.dialect == nil, !read.unknown.isEmpty { _ = try read.text.fields(in: options.schema!) }
    } else if isRepeatable, !isFirst || read.unfit.contains(where: { $0 != nil }), needsMore(read) {
      let wider = try widened(by: block)
      if wider.schema.fields.map(\.type) != schema.fields.map(\.type)
        || wider.schema.fields.count > schema.fields.count
      {
        types = wider
        return nil
      }
      types!.undecided = wider.undecided
    } else if !isRepeatable, let name = read.unknown.first(where: isWanted), read.text.dialect == nil {
      throw TableReadError(
        code: .unknownColumn, file: file, column: name,
        message: "This key comes up after the columns had been decided, and a pipe cannot be read again. "
          + "Give the first objects all keys (null where there is no value), or write the rows to a file first."
      )
    }
    for (index, missing) in read.missing.enumerated() where types!.schema.fields[index].missing == nil {
      types!.schema.fields[index].missing = missing
    }
    return Read(
      schema: types!.schema, rowCount: read.rowCount, columns: read.columns, unfit: read.unfit)
  }

  private func isWanted(_ name: String) -> Bool { blocks.columns?.contains(name) ?? true }

  private func needsMore(_ read: TableReader.BlockReading) -> Bool {
    if read.unfit.contains(where: { $0 != nil }) { return true }
    if read.text.dialect == nil, read.unknown.contains(where: isWanted) { return true }
    guard !types!.undecided.isEmpty else { return false }
    return zip(types!.schema.fields, read.columns).contains { field, column in
      types!.undecided.contains(field.name) && column.presentCount > 0
    }
  }

  private func inferred(_ block: RecordCutter.Block) throws -> StreamTypes {
    let table: Table
    if let reference = blocks.reference {
      var options = reader().options
      options.allowsBlankColumns = true
      table = try TableReader(options).read(
        bytes: block.bytes, file: file, comparedWith: reference, missing: blocks.missing
      ).table
    } else {
      table = try reader().part(bytes: block.bytes, file: file, allowsEmptyColumns: true).table.table
    }
    let kept = zip(table.schema.fields, table.columns).filter { isWanted($0.0.name) }
    return StreamTypes(
      schema: Schema(kept.map(\.0)),
      undecided: Set(kept.filter { $0.1.presentCount == 0 }.map(\.0.name)))
  }

  private func decided(by block: RecordCutter.Block, isRepeatable: Bool) throws -> StreamTypes {
    if let schema = options.schema {
      let (text, _) = try reader().text(block.bytes, file: file, chunkSize: TableReader.chunkSize)
      // The file is to have all columns of the schema and no others, but lines may leave keys out.
      if text.dialect != nil { _ = try text.fields(in: schema) }
      try refuseUnknown(schema.fields.map(\.name))
      return StreamTypes(schema: Schema(schema.fields.filter { isWanted($0.name) }))
    }
    var types = try inferred(block)
    if let wanted = blocks.columns, types.schema.fields.count < wanted.count {
      let (text, _) = try reader().text(block.bytes, file: file, chunkSize: TableReader.chunkSize)
      try refuseUnknown(text.header)
    }
    for index in types.schema.fields.indices {
      var field = types.schema.fields[index]
      let own = blocks.reference.flatMap { reference in
        reference.index(of: field.name).map { reference.fields[$0] }
      }
      if let own, field.type.isNumber, own.type.isNumber { field.type = field.type.widened(by: own.type) }
      if let own, types.undecided.contains(field.name) {
        field.type = own.type.isLevels ? .categorical : own.type
      }
      if !isRepeatable { field.type = field.type.loosened }
      types.schema.fields[index] = field
    }
    return types
  }

  private func refuseUnknown(_ names: [String]) throws(TableReadError) {
    guard let wanted = blocks.columns, let unknown = wanted.subtracting(names).sorted().first else { return }
    throw TableReadError(
      code: .missingColumn, file: file, column: unknown,
      message: "The table has no column of this name. It has: \(names.joined(separator: ", ")).")
  }

  private func widened(by block: RecordCutter.Block) throws -> StreamTypes {
    let other = try inferred(block)
    var wider = types!
    for field in other.schema.fields {
      guard let index = wider.schema.index(of: field.name) else {
        // A key that no line had before.
        wider.schema.fields.append(field)
        if other.undecided.contains(field.name) { wider.undecided.insert(field.name) }
        continue
      }
      if other.undecided.contains(field.name) { continue }
      let known = wider.schema.fields[index].type
      wider.schema.fields[index].type =
        wider.undecided.remove(field.name) != nil ? field.type : known.widened(by: field.type)
    }
    return wider
  }
}

extension FieldType {
  var isNumber: Bool {
    switch self {
    case .int64, .decimal, .float64: true
    default: false
    }
  }

  /// For values of which only the first are known.
  fileprivate var loosened: FieldType {
    switch self {
    case .decimal(let scale, let minimumDigits):
      .decimal(scale: max(scale, min(scale + 4, 9)), minimumDigits: minimumDigits)
    case .identifier(.integers): .int64
    case .identifier(.strings): .categorical
    default: self
    }
  }
}
