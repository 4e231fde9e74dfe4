internal import Scheduling

/// The decompressed text of a delimited file, and how to name places in it.
struct CSVText: Sendable {
  let bytes: [UInt8]
  let file: String
  var dialect: CSVDialect
  /// Column names.
  var header: [String]
  /// The records after the header, without blank lines at the end.
  var body: Range<Int>

  /// Reads the header. Throws for text that is not UTF-8 as far as the first bytes tell, for a header that
  /// is not one, and if no row follows it.
  init(_ bytes: [UInt8], file: String, delimiter: UInt8?) throws(TableReadError) {
    self.bytes = bytes
    self.file = file
    try CSVText.refuseUTF16(bytes, file: file)
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard start < bytes.count else {
      throw TableReadError(
        code: .noRows, file: file,
        message: "The file is empty. Give a file with a header and at least one row.")
    }
    dialect =
      delimiter.map(CSVDialect.init(delimiter:))
      ?? bytes.withUnsafeBufferPointer { CSVDialect.detected(in: $0, from: start) }
    header = []
    body = start..<bytes.count
    try readHeader()
    trimBlankLines()
    if body.isEmpty {
      let loneReturns = !bytes.contains(UInt8(ascii: "\n")) && bytes.contains(UInt8(ascii: "\r"))
      throw TableReadError(
        code: .noRows, file: file, line: 1,
        message: loneReturns
          ? "Lines end in a carriage return alone. Convert them: tr '\\r' '\\n' < OLD > NEW."
          : "The file has a header and no rows. Give a file with at least one row of data.")
    }
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

  private mutating func readHeader() throws(TableReadError) {
    let (names, end, flaw) = bytes.withUnsafeBufferPointer { buffer in
      var scanner = FieldScanner(buffer.baseAddress!, body, delimiter: dialect.delimiter)
      var names: [[UInt8]] = []
      while true {
        let span = scanner.next()
        if !span.flags.isDisjoint(with: [.unterminated, .textAfterQuote]) {
          return (names, 0, span as FieldSpan?)
        }
        names.append(FieldContent.bytes(of: span, in: buffer))
        if span.endsRecord { return (names, scanner.position, nil) }
      }
    }
    if let flaw { throw structuralError(flaw, column: nil) }
    var seen = Set<String>()
    for (index, name) in names.enumerated() {
      guard let name = String(validating: name, as: UTF8.self) else {
        throw invalidUTF8(at: body.lowerBound, column: nil)
      }
      if name.isEmpty {
        throw TableReadError(
          code: .unnamedColumn, file: file, line: 1,
          message: "Column \(index + 1) of \(names.count) has no name in the header. "
            + "Name it, or write the file without its row names.")
      }
      if !seen.insert(name).inserted {
        throw TableReadError(
          code: .duplicateColumn, file: file, line: 1, column: name,
          message: "The header names this column twice. Rename one of the two.")
      }
      header.append(name)
    }
    body = end..<bytes.count
  }

  /// In a file of several columns, blank lines after the last row are no rows. In a file of one column each
  /// is an empty value.
  private mutating func trimBlankLines() {
    guard header.count > 1 else { return }
    var end = body.upperBound
    while end > body.lowerBound, bytes[end - 1] == UInt8(ascii: "\n") || bytes[end - 1] == UInt8(ascii: "\r")
    {
      end -= 1
    }
    // The last row keeps its own line end.
    if end > body.lowerBound, end < body.upperBound {
      if bytes[end] == UInt8(ascii: "\r") { end += 1 }
      if end < body.upperBound, bytes[end] == UInt8(ascii: "\n") { end += 1 }
    }
    body = body.lowerBound..<end
  }

  /// The physical line, from 1, of the byte at `offset`. - Complexity: O(`offset`).
  func line(at offset: Int) -> Int {
    1
      + bytes.withUnsafeBufferPointer { buffer in
        buffer[..<min(offset, buffer.count)].count { $0 == UInt8(ascii: "\n") }
      }
  }
}
