internal import Scheduling

extension TableText {
  /// Whether `file` is to be read as JSON Lines: by its name, and for standard input and programs by its first character.
  static func isJSONLines(_ bytes: [UInt8], file: String) -> Bool {
    let name = Compression.stripped(file).lowercased()
    if name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") { return true }
    guard file == FileBytes.displayName("-") || Program.isNamed(by: file) else { return false }
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    return bytes[start...].first { $0 > 0x20 } == UInt8(ascii: "{")
  }

  /// JSON Lines, every line checked, with the keys as the header. Throws for text that is not UTF-8, for a
  /// line that is no flat object, and if there is no row or no key.
  init(jsonLines bytes: [UInt8], file: String, chunkSize: Int, threads: Int) throws {
    let start = try TableText.start(of: bytes, file: file)
    let layout = RecordLayout(lines: bytes, start..<bytes.count, chunkSize: chunkSize)
    let checks = try Parallel.map(count: layout.ranges.count, threads: threads) { chunk in
      bytes.withUnsafeBufferPointer { JSONLinesCheck($0, layout.ranges[chunk]) }
    }
    var keys = JSONKeys()
    for check in checks { keys.merge(check.keys) }
    self.init(
      bytes: bytes, file: file, format: .jsonLines(keys), header: (0..<keys.count).map(keys.name),
      body: start..<bytes.count)
    if let bad = checks.first(where: { $0.flaw != nil || $0.invalidUTF8 != nil }) {
      // A byte that is no text is a better name for what is wrong than the grammar it breaks.
      if let offset = bad.invalidUTF8, offset <= bad.flaw?.offset ?? .max {
        throw invalidUTF8(at: offset, column: nil)
      }
      throw error(for: bad.flaw!)
    }
    try refuseHeader(rows: checks.reduce(0) { $0 + $1.rows }, keys)
  }

  /// A table that holds nothing in nearly all its cells may take any amount of memory.
  private static let mostCellsPerByte = 16

  private func refuseHeader(rows: Int, _ keys: JSONKeys) throws(TableReadError) {
    guard !header.isEmpty else {
      throw TableReadError(
        code: .noRows, file: file,
        message: "No line has an object with a key. Give a file with at least one row of data.")
    }
    if let unnamed = header.firstIndex(of: "") {
      throw TableReadError(
        code: .unnamedColumn, file: file, line: line(at: keys.position(unnamed)),
        message: "A key is empty. Name it, or leave it out.")
    }
    if rows > TableText.mostCellsPerByte * bytes.count / header.count {
      throw TableReadError(
        code: .noRows, file: file,
        message: "\(rows) lines with \(header.count) different keys: nearly all cells would be empty. "
          + "Keys that hold data belong into values.")
    }
  }

  private func error(for flaw: JSONFlaw) -> TableReadError {
    let column = flaw.key.map { key in
      bytes.withUnsafeBufferPointer {
        String(decoding: FieldContent.bytes(of: key, $0.baseAddress!), as: UTF8.self)
      }
    }
    let (code, message): (TableReadError.Code, String) =
      switch flaw.reason {
      case .notAnObject:
        (.malformedJSON, "The line is not a JSON object. Write one object for each line.")
      case .array:
        (
          .malformedJSON,
          "An array stands here, not an object. Write one object for each line: jq -c '.[]' OLD > NEW."
        )
      case .lineEnds:
        (
          .malformedJSON,
          "The line ends before its object does. Write each object on one line (jq -c . OLD > NEW); "
            + "if this is the last line, the file has been cut off."
        )
      case .unexpected:
        (
          .malformedJSON,
          "Byte \(1 + flaw.offset - lineStart(of: flaw.offset)) of the line is not valid JSON. "
            + "Repair it, or write the file again."
        )
      case .notFinite:
        (.malformedJSON, "NaN and infinities are not JSON. Write null, or a finite number.")
      case .nested:
        (
          .nestedValue,
          "The value is an array or an object, and a cell holds one value. Flatten it, or leave the key out."
        )
      case .duplicateKey: (.duplicateColumn, "The line has this key twice. Remove one of the two.")
      case .textAfterObject:
        (.malformedJSON, "Text follows the object. Write one object for each line.")
      }
    return TableReadError(
      code: code, file: file, line: line(at: flaw.offset), column: column, message: message)
  }

  private func lineStart(of offset: Int) -> Int {
    bytes[..<min(offset, bytes.count)].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
  }
}

/// What a first look at a chunk of lines finds: the keys, and where it is not what it should be.
private struct JSONLinesCheck: Sendable {
  var keys = JSONKeys()
  var rows = 0
  var flaw: JSONFlaw?
  var invalidUTF8: Int?

  init(_ buffer: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    guard let base = buffer.baseAddress, !range.isEmpty else { return }
    invalidUTF8 = UTF8Validation.firstError(in: buffer, range)
    do throws(JSONFlaw) {
      try check(base, range)
    } catch {
      flaw = error
    }
  }

  private mutating func check(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) throws(JSONFlaw) {
    var lines = JSONLinesScanner(base, range)
    // By column: the last row that had its key, counted from 1.
    var lastRows: [Int] = []
    while !lines.isAtEnd {
      rows += 1
      try lines.beginRecord()
      var column = -1
      while let member = try lines.nextMember(isFirst: column < 0) {
        column = keys.column(of: member.key, base, after: column)
        if column == lastRows.count { lastRows.append(0) }
        guard lastRows[column] < rows else {
          throw JSONFlaw(reason: .duplicateKey, offset: member.key.start, key: member.key)
        }
        lastRows[column] = rows
      }
    }
  }
}
