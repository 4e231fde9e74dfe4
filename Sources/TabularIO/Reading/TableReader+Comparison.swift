public import Tabular

extension TableReader {
  /// Reads a table that another program may have written in other clothes, to be compared with a table of `schema`.
  ///
  /// Types are inferred, except that
  /// - a column of levels in `schema` is one of levels here, spelling by spelling, even if they all look like numbers;
  /// - where `schema` has numbers, dates or times and strings are found, the spellings `missing` stand for missing
  ///   values, too.
  ///
  /// Columns keep the file's order, and may be more or fewer than those of `schema`. Where types have to change, the
  /// text is read again.
  /// - Throws: `TableReadError`.
  public func read(path: String, comparedWith schema: Schema, missing: [String]) throws -> ReadTable {
    try checked(
      read(
        bytes: bytes(path), file: FileBytes.displayName(path), comparedWith: schema, missing: missing), path)
  }

  package func read(
    bytes: [UInt8], file: String, comparedWith schema: Schema, missing: [String]
  ) throws -> ReadTable {
    var result = try read(bytes: bytes, file: file)
    var again = options
    again.computesDigest = false
    let known = Dictionary(
      schema.fields.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    func fields(where condition: (FieldType, Column) -> Bool) -> [Int] {
      result.table.schema.fields.indices.filter { index in
        guard let field = known[result.table.schema.fields[index].name] else { return false }
        return condition(field.type, result.table.columns[index])
      }
    }

    let strings = fields { $0.isMeasured && $1.isStrings }
    if !strings.isEmpty {
      let own = strings.compactMap { known[result.table.schema.fields[$0].name]!.missing }
      again.missingSpellings += (missing + own).filter { !again.missingSpellings.contains($0) }
      result = result.replacing(strings, by: try TableReader(again).read(bytes: bytes, file: file))
    }

    let levels = fields { $0.isLevels && !$1.isStrings }
    if !levels.isEmpty {
      // Of the other columns nothing is taken, so any type does that their values fit.
      var given = result.table.schema.fields
      for index in levels + strings { given[index] = Field(name: given[index].name, type: .categorical) }
      again.missingSpellings = options.missingSpellings
      again.schema = Schema(given)
      result = result.replacing(levels, by: try TableReader(again).read(bytes: bytes, file: file))
    }
    return result
  }

  /// The physical line, from 1, on which row `row` of the file at `path` begins, to tell a user where to look. Right as
  /// long as quotes stand only where RFC 4180 lets them.
  ///
  /// `nil` if the file cannot be read again, as standard input cannot. - Complexity: O(bytes).
  public func line(ofRow row: Int, path: String) -> Int? {
    precondition(row >= 0)
    guard path != "-", !Program.isNamed(by: path), let bytes = try? bytes(path) else { return nil }
    let isLines = TableText.isJSONLines(bytes, file: path)
    var (line, records, isQuoted, start) = (1, isLines ? 0 : -1, false, 1)
    // JSON Lines may have blank lines between the rows.
    var isBlank = isLines
    for byte in bytes {
      if byte == UInt8(ascii: "\""), !isLines { isQuoted.toggle() }
      guard byte == UInt8(ascii: "\n") else {
        if isBlank { isBlank = [0x20, 0x09, 0x0D].contains(byte) }
        continue
      }
      line += 1
      if isQuoted { continue }
      if isBlank {
        start = line
        continue
      }
      isBlank = isLines
      if records == row { return start }
      records += 1
      start = line
    }
    return records == row ? start : nil
  }
}

extension ReadTable {
  /// With the columns `indices`, and what is to be said about them, of another reading of the same text.
  fileprivate func replacing(_ indices: [Int], by other: ReadTable) -> ReadTable {
    var fields = table.schema.fields
    var columns = table.columns
    for index in indices {
      fields[index] = other.table.schema.fields[index]
      columns[index] = other.table.columns[index]
    }
    let names = Set(indices.map { fields[$0].name })
    let notes =
      notes.filter { !names.contains($0.column) } + other.notes.filter { names.contains($0.column) }
    return ReadTable(
      table: Table(schema: Schema(fields), rowCount: table.rowCount, columns: columns), notes: notes,
      sha256: sha256, byteCount: byteCount, dialect: dialect)
  }
}

extension Column {
  fileprivate var isStrings: Bool {
    switch values {
    case .codes, .strings: true
    case .int64, .float64: false
    }
  }
}

extension FieldType {
  /// Numbers, dates and times.
  var isMeasured: Bool {
    switch self {
    case .int64, .decimal, .float64, .date, .timestamp: true
    case .boolean, .categorical, .identifier, .text: false
    }
  }

  var isLevels: Bool { self == .boolean || self == .categorical }
}
