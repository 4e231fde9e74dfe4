internal import Scheduling

/// The text of a table whose cells can be changed in place: whatever is not changed stays byte for byte as it was,
/// quotes, escapes, line ends and blank lines too.
public struct FieldRewriting: Sendable {
  /// Part of a cell's value, and what is to stand there.
  public typealias Edit = (range: Range<Int>, text: [UInt8])

  private let text: TableText
  private let ranges: [Range<Int>]
  private let missing: [[UInt8]]

  /// Column names, in the file's order.
  public var columns: [String] { text.header }
  /// Whether it is JSON Lines; else delimited text.
  public var isJSONLines: Bool { text.dialect == nil }

  /// Reads the file whole. - Throws: `TableReadError`. - Complexity: O(bytes), memory for the text.
  public init(path: String, options: TableReader.Options) throws {
    let reader = TableReader(options)
    try self.init(try reader.bytes(path), file: FileBytes.displayName(path), options: options)
  }

  /// - Parameter file: Names the bytes in errors, and tells their format.
  public init(_ bytes: [UInt8], file: String, options: TableReader.Options) throws {
    let layout: RecordLayout
    (text, layout) = try TableReader(options).text(bytes, file: file, chunkSize: TableReader.chunkSize)
    missing = options.missingSpellings.map { Array($0.utf8) }
    // Where quotes stand in odd places only a scan from the start tells the records.
    let text = text
    let isOdd =
      text.dialect == nil
      ? false
      : try Parallel.map(count: layout.ranges.count, threads: options.threads) {
        text.isSuspicious(layout.ranges[$0])
      }.contains(true)
    ranges = isOdd ? [text.body] : layout.ranges
  }

  /// Calls `body` with the value of each cell that is not missing, by chunks of rows; the results in their order.
  ///
  /// - Parameter body: Gets what it returned for the chunk's cells before, the column's number, and the value without
  ///   quotes and escapes.
  public func reduce<Value: Sendable>(
    _ initial: Value, threads: Int,
    _ body: @Sendable (inout Value, _ column: Int, _ value: UnsafeBufferPointer<UInt8>) -> Void
  ) throws -> [Value] {
    try Parallel.map(count: ranges.count, threads: threads) { chunk in
      var value = initial
      text.bytes.withUnsafeBufferPointer { bytes in
        forEachField(bytes, ranges[chunk]) { column, span in
          let content = CellContent(span, bytes)
          content.bytes.withUnsafeBufferPointer { body(&value, column, $0) }
        }
      }
      return value
    }
  }

  /// The whole text with `edits` made: pieces to be written one after the other.
  ///
  /// - Parameter edits: For a column's number and a value the changes, in order, none of which overlaps another.
  public func rewritten(
    threads: Int, _ edits: @Sendable (_ column: Int, _ value: UnsafeBufferPointer<UInt8>) -> [Edit]
  ) throws -> [[UInt8]] {
    let bodies = try Parallel.map(count: ranges.count, threads: threads) { chunk in
      text.bytes.withUnsafeBufferPointer { bytes in
        var output: [UInt8] = []
        output.reserveCapacity(ranges[chunk].count + 1024)
        var copied = ranges[chunk].lowerBound
        forEachField(bytes, ranges[chunk]) { column, span in
          let content = CellContent(span, bytes)
          let changes = content.bytes.withUnsafeBufferPointer { edits(column, $0) }
          guard !changes.isEmpty else { return }
          output += bytes[copied..<span.start]
          output += written(content, changes, span)
          copied = span.end
        }
        output += bytes[copied..<ranges[chunk].upperBound]
        return output
      }
    }
    let (start, end) = (ranges.first?.lowerBound ?? 0, ranges.last?.upperBound ?? 0)
    return [Array(text.bytes[..<start])] + bodies + [Array(text.bytes[end...])]
  }

  /// A value between its quotes, or with quotes where it needs some now.
  private func written(_ content: CellContent, _ changes: [Edit], _ span: FieldSpan) -> [UInt8] {
    var result: [UInt8] = []
    var copied = 0
    for change in changes {
      result += content.raw(copied..<change.range.lowerBound)
      result += escaped(change.text, span)
      copied = change.range.upperBound
    }
    result += content.raw(copied..<content.bytes.count)
    if span.isQuoted { return result }
    if span.flags.contains(.typed) {
      let isNumber =
        result.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E } && result.first != 0x2E
        && !(result.count > 1 && result[0] == 0x30 && result[1] != 0x2E)
      return isNumber ? result : [0x22] + result + [0x22]
    }
    let delimiter = text.dialect?.delimiter ?? 0
    let needsQuotes = changes.contains {
      $0.text.contains { $0 == delimiter || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
    }
    return needsQuotes ? [0x22] + result.flatMap { $0 == 0x22 ? [$0, $0] : [$0] } + [0x22] : result
  }

  private func escaped(_ text: [UInt8], _ span: FieldSpan) -> [UInt8] {
    guard span.isQuoted else { return text }
    if span.flags.contains(.typed) {
      return text.flatMap { $0 == 0x22 || $0 == 0x5C ? [0x5C, $0] : [$0] }
    }
    return text.flatMap { $0 == 0x22 ? [$0, $0] : [$0] }
  }

  private func forEachField(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ body: (Int, FieldSpan) -> Void
  ) {
    guard let base = bytes.baseAddress, !range.isEmpty else { return }
    switch text.format {
    case .delimited(let dialect):
      var scanner = FieldScanner(base, range, delimiter: dialect.delimiter)
      var column = 0
      while !scanner.isAtEnd {
        let span = scanner.next()
        if span.count > 0, span.isQuoted || !isMissing(bytes, span), column < text.header.count {
          body(column, span)
        }
        column = span.endsRecord ? 0 : column + 1
      }
    case .jsonLines(var keys):
      var lines = JSONLinesScanner(base, range)
      while !lines.isAtEnd {
        do throws(JSONFlaw) {
          try lines.beginRecord()
          var previous = -1
          while let member = try lines.nextMember(isFirst: previous < 0) {
            previous = keys.column(of: member.key, base, after: previous)
            if member.value.count > 0 { body(previous, member.value) }
          }
        } catch {
          preconditionFailure("the lines have been checked")
        }
      }
    }
  }

  private func isMissing(_ bytes: UnsafeBufferPointer<UInt8>, _ span: FieldSpan) -> Bool {
    span.count <= 8
      && missing.contains { $0.count == span.count && bytes[span.start..<span.end].elementsEqual($0) }
  }
}

extension TableText {
  /// Whether a quote stands where it should not, which makes counted quotes an unsafe guide to records.
  fileprivate func isSuspicious(_ range: Range<Int>) -> Bool {
    guard let dialect else { return false }
    return bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress, bytes[range].contains(UInt8(ascii: "\"")) else { return false }
      var scanner = FieldScanner(base, range, delimiter: dialect.delimiter)
      while !scanner.isAtEnd {
        if !scanner.next().flags.isDisjoint(with: .suspicious) { return true }
      }
      return false
    }
  }
}

/// A cell's value, and where its bytes stand in the text.
private struct CellContent {
  let bytes: [UInt8]
  /// Where each byte of an escaped value begins in the text, and the end.
  private let starts: [Int]
  private let raw: [UInt8]

  init(_ span: FieldSpan, _ text: UnsafeBufferPointer<UInt8>) {
    raw = Array(text[span.start..<span.end])
    guard span.flags.contains(.escaped), let base = text.baseAddress else {
      (bytes, starts) = (raw, [])
      return
    }
    var (decoded, starts): ([UInt8], [Int]) = ([], [])
    var index = 0
    while index < raw.count {
      if span.flags.contains(.typed), raw[index] == UInt8(ascii: "\\"),
        let escape = JSONEscape(base + span.start, index, raw.count)
      {
        let scalar = Array(String(escape.scalar).utf8)
        decoded += scalar
        starts += scalar.map { _ in index }
        index += escape.length
      } else {
        decoded.append(raw[index])
        starts.append(index)
        index += !span.flags.contains(.typed) && raw[index] == UInt8(ascii: "\"") ? 2 : 1
      }
    }
    bytes = decoded
    self.starts = starts + [raw.count]
  }

  /// The text of bytes `range` of the value.
  func raw(_ range: Range<Int>) -> ArraySlice<UInt8> {
    starts.isEmpty ? raw[range] : raw[starts[range.lowerBound]..<starts[range.upperBound]]
  }
}
