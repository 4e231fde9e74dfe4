public import Tabular

extension TableReader {
  /// Reads columns that are chosen once their names are known, without any error that depends on a value.
  ///
  /// A value that its field's type does not allow is missing, not an error; a number with more digits than its field has
  /// is rounded; no domain is enforced, and levels are those of the file. What can still fail is the file's form: bytes
  /// that are no text, rows of uneven length, quotes that do not close.
  ///
  /// - Parameter fields: Gets the names, in the file's order; the columns with `nil` are left out of the table. Booleans
  ///   come back as categorical.
  /// - Throws: `TableReadError` and what `fields` throws.
  public func read(path: String, choosing fields: ([String]) throws -> [Field?]) throws -> ReadTable {
    try read(bytes: bytes(path), file: FileBytes.displayName(path), choosing: fields)
  }

  /// The same of bytes that are not compressed.
  func read(bytes: [UInt8], file: String, choosing fields: ([String]) throws -> [Field?]) throws -> ReadTable
  {
    let header = try names(in: bytes, file: file)
    let chosen = try fields(header)
    precondition(chosen.count == header.count)
    var wanted: [Field] = []
    var levels: [String: [String]] = [:]
    for (name, field) in zip(header, chosen) {
      var field = field ?? Field(name: name, type: .text(emission: .drop))
      precondition(field.name == name)
      if case .levels(let values, _) = field.domain { levels[name] = values }
      field.domain = nil
      if case .boolean = field.type { field.type = .categorical }
      wanted.append(field)
    }
    // As the types say, if every value allows it; that reads numbers at full speed. Otherwise as text first.
    let read: ReadTable
    do {
      read = try reading(bytes, file: file, wanted, levels)
    } catch let error as TableReadError where error.code.isOfValues {
      let typed = wanted
      for index in wanted.indices where typed[index].type.isNumberLike {
        wanted[index].type = .text(emission: .drop)
      }
      let text = try reading(bytes, file: file, wanted, levels)
      read = text.replacing(
        Table(
          schema: Schema(typed), rowCount: text.table.rowCount,
          columns: zip(typed, text.table.columns).map { field, column in
            field.type.isNumberLike ? column.leniently(as: field.type) : column
          }))
    }
    let places = chosen.indices.filter { chosen[$0] != nil }
    return read.replacing(
      Table(
        schema: Schema(places.map { read.table.schema.fields[$0] }), rowCount: read.table.rowCount,
        columns: places.map { read.table.columns[$0] }))
  }

  private func reading(
    _ bytes: [UInt8], file: String, _ fields: [Field], _ levels: [String: [String]]
  ) throws -> ReadTable {
    var options = options
    options.levels = levels
    options.schema = Schema(fields)
    return try TableReader(options).part(bytes: bytes, file: file, allowsEmptyColumns: true).table
  }
}

extension ReadTable {
  fileprivate func replacing(_ table: Table) -> ReadTable {
    ReadTable(table: table, notes: [], sha256: nil, byteCount: byteCount, dialect: dialect)
  }
}

extension TableReadError.Code {
  fileprivate var isOfValues: Bool {
    switch self {
    case .wrongType, .outsideDomain, .notFinite, .emptyColumn: true
    default: false
    }
  }
}

extension FieldType {
  fileprivate var isNumberLike: Bool {
    switch self {
    case .int64, .decimal, .float64, .date, .timestamp: true
    default: false
    }
  }

  /// `nil` if the text is no value of this type.
  fileprivate func leniently(_ text: String) -> Int64? {
    if let value = ValueSpelling(self)?.value(text) { return value }
    let scale: Int
    switch self {
    case .int64: scale = 0
    case .decimal(let digits, _): scale = digits
    default: return nil
    }
    guard let number = Double(text) else { return nil }
    // Beyond 64 bits it counts as the largest; bounds will hold it.
    let scaled = (number * Double(NumberParsing.integerPowersOfTen[scale])).rounded()
    guard !scaled.isNaN else { return nil }
    return Int64(exactly: scaled) ?? (scaled < 0 ? .min : .max)
  }
}

extension Column {
  /// Levels as values of a type that is stored as integers or doubles; what is none is missing.
  fileprivate func leniently(as type: FieldType) -> Column {
    guard case .codes(let codes, let levels) = values else { preconditionFailure("Not read as text.") }
    func converted<Value>(_ none: Value, _ parsed: [Value?]) -> ([Value], Bitmap) {
      let present = Bitmap(count: codes.count) { row in
        validity?[row] ?? true && !parsed.isEmpty && parsed[Int(codes[row])] != nil
      }
      return (codes.map { parsed.isEmpty ? none : parsed[Int($0)] ?? none }, present)
    }
    if case .float64 = type {
      let (values, present) = converted(
        0.0, levels.strings.map { Double($0).flatMap { $0.isNaN ? nil : $0 } })
      return Column(.float64(values), validity: present.isFull ? nil : present)
    }
    let (values, present) = converted(0 as Int64, levels.strings.map(type.leniently))
    return Column(.int64(values), validity: present.isFull ? nil : present)
  }
}
