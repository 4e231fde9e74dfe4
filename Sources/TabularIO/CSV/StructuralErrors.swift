extension TableText {
  /// Walks all records in order on one thread: the authority on where they begin, and the source of the
  /// exact error if one of them is malformed.
  func walked(chunkSize: Int) throws(TableReadError) -> RecordLayout {
    let result = bytes.withUnsafeBufferPointer { buffer -> Result<RecordLayout, TableReadError> in
      var scanner = FieldScanner(buffer.baseAddress!, body, delimiter: delimiter)
      var starts: [Int?] = []
      var due = body.lowerBound
      while !scanner.isAtEnd {
        let record = scanner.position
        if record >= due {
          starts.append(record)
          due = record + chunkSize
        }
        var fields = 0
        while true {
          let span = scanner.next()
          if !span.flags.isDisjoint(with: [.unterminated, .textAfterQuote]) {
            return .failure(structuralError(span, column: fields < header.count ? header[fields] : nil))
          }
          fields += 1
          if span.endsRecord { break }
        }
        if fields != header.count { return .failure(raggedRow(at: record, fields: fields)) }
      }
      return .success(RecordLayout(starts: starts, end: body.upperBound))
    }
    return try result.get()
  }

  func structuralError(_ span: FieldSpan, column: String?) -> TableReadError {
    // A quoted field's content starts right after its quote.
    let line = line(at: span.start - 1)
    if span.flags.contains(.unterminated) {
      return TableReadError(
        code: .unterminatedQuote, file: file, line: line, column: column,
        message:
          "A quoted field that begins here has no closing quote. Close it, or double the quotes inside it.")
    }
    return TableReadError(
      code: .textAfterQuote, file: file, line: line, column: column,
      message: "Text follows the closing quote of a field that begins here. "
        + "Double the quotes inside the field, or remove the text.")
  }

  private func raggedRow(at offset: Int, fields: Int) -> TableReadError {
    let blank =
      bytes[offset] == UInt8(ascii: "\n")
      || (bytes[offset] == UInt8(ascii: "\r") && offset + 1 < bytes.count
        && bytes[offset + 1] == UInt8(ascii: "\n"))
    let found = blank ? "the line is blank" : "found \(fields)"
    let advice =
      fields > header.count
      ? "Quote fields that hold the delimiter, or repair the row." : "Repair or remove the row."
    return TableReadError(
      code: .raggedRow, file: file, line: line(at: offset),
      message: "Expected \(header.count) field\(header.count == 1 ? "" : "s"), \(found). \(advice)")
  }

  /// Throws for bytes that are not text. The header lies outside the scan; names that are not UTF-8 are
  /// refused where they are read.
  func refuseBinary(_ scan: TextScan) throws(TableReadError) {
    if let offset = bytes[..<body.lowerBound].firstIndex(of: 0) { throw nulByte(at: offset, column: nil) }
    let flaws = [scan.firstNUL, scan.firstInvalidUTF8].compactMap(\.self)
    guard let first = flaws.min() else { return }
    if first == scan.firstNUL { throw nulByte(at: first, column: column(at: first)) }
    throw invalidUTF8(at: first, column: column(at: first))
  }

  /// The column whose field holds the byte at `offset`; `nil` in the header or a malformed row.
  private func column(at offset: Int) -> String? {
    bytes.withUnsafeBufferPointer { buffer in
      var scanner = FieldScanner(buffer.baseAddress!, body, delimiter: delimiter)
      guard body.contains(offset) else { return nil }
      while !scanner.isAtEnd {
        var field = 0
        while true {
          let ends = scanner.next().endsRecord
          if scanner.position > offset { return field < header.count ? header[field] : nil }
          if ends { break }
          field += 1
        }
      }
      return nil
    }
  }
}
