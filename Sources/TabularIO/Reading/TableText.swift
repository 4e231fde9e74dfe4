internal import Tabular

/// The decompressed text of a table, and how to name places in it.
struct TableText: Sendable {
  enum Format: Sendable {
    case delimited(CSVDialect)
    case jsonLines(JSONKeys)
  }

  let bytes: [UInt8]
  let file: String
  var format: Format
  /// Column names.
  var header: [String]
  /// The records, without a header and without blank lines at the end.
  var body: Range<Int>

  /// How the text is delimited, if it is.
  var dialect: CSVDialect? {
    if case .delimited(let dialect) = format { dialect } else { nil }
  }

  /// The line that names the columns, if there is one.
  var headerLine: Int? { dialect == nil ? nil : 1 }

  /// The physical line, from 1, of the byte at `offset`. - Complexity: O(`offset`).
  func line(at offset: Int) -> Int {
    1
      + bytes.withUnsafeBufferPointer { buffer in
        buffer[..<min(offset, buffer.count)].count { $0 == UInt8(ascii: "\n") }
      }
  }

  /// Where the text begins, after a byte order mark. Throws for UTF-16, as far as the first bytes tell, and
  /// if there is no text.
  static func start(of bytes: [UInt8], file: String) throws(TableReadError) -> Int {
    try refuseUTF16(bytes, file: file)
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard start < bytes.count else {
      throw TableReadError(
        code: .noRows, file: file, message: "The file is empty. Give a file with at least one row.")
    }
    return start
  }

  private static func refuseUTF16(_ bytes: [UInt8], file: String) throws(TableReadError) {
    let head = bytes.prefix(1024)
    let marked = head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF])
    let zeros = head.indices.count { head[$0] == 0 && $0 & 1 == 1 }
    let zerosAtEven = head.indices.count { head[$0] == 0 && $0 & 1 == 0 }
    let patterned =
      max(zeros, zerosAtEven) * 10 >= head.count * 3 && min(zeros, zerosAtEven) * 10 < head.count
    guard marked || (patterned && head.count >= 4) else { return }
    throw TableReadError(
      code: .utf16, file: file, line: 1,
      message: "The text is UTF-16, not UTF-8. Convert it: iconv -f UTF-16 -t UTF-8 OLD > NEW.")
  }

  /// The fields of `schema` in the file's order.
  func fields(in schema: Schema) throws(TableReadError) -> [Field] {
    if let missing = schema.fields.first(where: { !header.contains($0.name) }) {
      throw TableReadError(
        code: .missingColumn, file: file, line: headerLine, column: missing.name,
        message: "The schema names this column, but the file has none of this name. "
          + "Remove it from the schema, or rename it to one of the file's columns.")
    }
    var fields: [Field] = []
    for name in header {
      guard let index = schema.index(of: name) else {
        throw TableReadError(
          code: .unknownColumn, file: file, line: headerLine, column: name,
          message: "The file has this column, but the schema does not name it. "
            + "Add it to the schema, or remove it from the file.")
      }
      fields.append(schema.fields[index])
    }
    return fields
  }

  /// The error for bytes at `offset` that are not UTF-8.
  func invalidUTF8(at offset: Int, column: String?) -> TableReadError {
    TableReadError(
      code: .invalidUTF8, file: file, line: line(at: offset), column: column,
      message: "The text is not valid UTF-8; it may be Latin-1 or Windows-1252. "
        + "Convert it: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW.")
  }

  func nulByte(at offset: Int, column: String?) -> TableReadError {
    TableReadError(
      code: .nulByte, file: file, line: line(at: offset), column: column,
      message: "The text holds a NUL byte, so it is damaged or not text. "
        + "Write the file again, or remove them: tr -d '\\0' < OLD > NEW.")
  }
}
