extension TableText {
  /// A delimited text with its header read. Throws for text that is not UTF-8 as far as the first bytes
  /// tell, for a header that is not one, and if no row follows it.
  /// - Parameter namesUnnamed: whether a column without a name gets one, `Unnamed: 0` by its place, as pandas does.
  init(
    csv bytes: [UInt8], file: String, delimiter: UInt8?, namesUnnamed: Bool = false
  ) throws(TableReadError) {
    let start = try TableText.start(of: bytes, file: file)
    let dialect =
      delimiter.map(CSVDialect.init(delimiter:))
      ?? bytes.withUnsafeBufferPointer { CSVDialect.detected(in: $0, from: start) }
    self.init(bytes: bytes, file: file, format: .delimited(dialect), header: [], body: start..<bytes.count)
    try readHeader(namesUnnamed: namesUnnamed)
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

  /// A delimited text whose header has been read, and nothing else looked at. It may have no rows.
  init(headerOf bytes: [UInt8], from start: Int, file: String, delimiter: UInt8) throws(TableReadError) {
    self.init(
      bytes: bytes, file: file, format: .delimited(CSVDialect(delimiter: delimiter)), header: [],
      body: start..<bytes.count)
    try readHeader(namesUnnamed: false, isNamedInErrors: false)
    trimBlankLines()
  }

  /// The byte between fields.
  /// - Precondition: the text is delimited.
  var delimiter: UInt8 {
    guard let dialect else { preconditionFailure("JSON Lines have no delimiter") }
    return dialect.delimiter
  }

  /// - Parameter isNamedInErrors: whether errors may hold a name, or tell its place alone.
  private mutating func readHeader(
    namesUnnamed: Bool, isNamedInErrors: Bool = true
  ) throws(TableReadError) {
    let (names, end, flaw) = bytes.withUnsafeBufferPointer { buffer in
      var scanner = FieldScanner(buffer.baseAddress!, body, delimiter: delimiter)
      var names: [[UInt8]] = []
      while true {
        let span = scanner.next()
        if !span.flags.isDisjoint(with: [.unterminated, .textAfterQuote]) {
          return (names, 0, span as FieldSpan?)
        }
        names.append(FieldContent.bytes(of: span, buffer.baseAddress!))
        if span.endsRecord { return (names, scanner.position, nil) }
      }
    }
    if let flaw { throw structuralError(flaw, column: nil) }
    var seen = Set<String>()
    for (index, name) in names.enumerated() {
      guard var name = String(validating: name, as: UTF8.self) else {
        throw invalidUTF8(at: body.lowerBound, column: nil)
      }
      if name.isEmpty, namesUnnamed { name = "Unnamed: \(index)" }
      if name.isEmpty {
        throw TableReadError(
          code: .unnamedColumn, file: file, line: 1,
          message: "Column \(index + 1) of \(names.count) has no name in the header. "
            + "Name it, or write the file without its row names.")
      }
      if !seen.insert(name).inserted {
        throw TableReadError(
          code: .duplicateColumn, file: file, line: 1, column: isNamedInErrors ? name : nil,
          message: isNamedInErrors
            ? "The header names this column twice. Rename one of the two."
            : "Column \(index + 1) of the header has the name of one before it. Rename one of the two.")
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
}
