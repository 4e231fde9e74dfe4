internal import Kernels

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Cuts a stream of text into runs of whole records.
///
/// In delimited text a record ends at a line feed outside quotes, and a quote counts only where a field begins (RFC 4180, as
/// `FieldScanner` reads it); in JSON Lines every line feed ends one.
///
/// Sendable since one thread at a time uses it.
final class RecordCutter: @unchecked Sendable {
  /// Whole records, behind the header.
  struct Block: Sendable {
    /// The header, if the text has one, and the records.
    var bytes: [UInt8]
    /// Where the records begin.
    let start: Int

    var recordBytes: Int { bytes.count - start }

    /// Of the records. - Complexity: O(bytes).
    var lineFeeds: Int {
      bytes.withUnsafeBufferPointer { bytes in
        let counts = KernelSet.active.counts(of: UnsafeBufferPointer(rebasing: bytes[start...]))
        return counts.lineFeeds + counts.lineFeedsAfterOddQuotes
      }
    }
  }

  /// A record may take so many bytes.
  static let mostBytes = 256 << 20
  private static let step = 1 << 20
  private static let longestWait = Duration.seconds(1)

  let stream: ByteStream
  private(set) var isLines = false
  private(set) var delimiter: UInt8?
  /// Whether a block has been asked for.
  var hasBegun: Bool { headerEnd != nil }
  /// The rows of the blocks so far, where the most rows of each were given; lines at the end that are blank count in delimited
  /// text.
  private(set) var rowCount = 0
  /// The header, then what has been read but not yet given out.
  private var text: [UInt8] = []
  private var headerEnd: Int?
  private var isAtEnd = false
  private var isPaused = false
  private var ends = RecordEnds()
  private let clock = ContinuousClock()
  private var began = ContinuousClock().now

  /// - Parameter delimiter: The byte between fields, if it was said. Standard input is then not JSON Lines.
  init(stream: ByteStream, delimiter: UInt8?) {
    self.stream = stream
    self.delimiter = delimiter
  }

  /// The next records: about `size` bytes and at most `rows` of them; fewer if the stream pauses for `patience` milliseconds
  /// after at least one. `nil` at the end.
  func next(
    about size: Int, rows: Int = .max, patience: Int? = nil
  ) throws(TableReadError) -> Block? {
    let start = try findHeader(patience)
    ends.reset(to: start, mostRows: rows)
    began = clock.now
    var size = size
    while true {
      scan(upTo: start + size)
      if let full = ends.limit { return give(upTo: full) }
      if isAtEnd, text.count - start <= size {
        if text.count == start { return nil }
        // The last record may lack its line feed.
        if ends.last != text.count { rowCount += 1 }
        return give(upTo: text.count)
      }
      let isEnough = text.count - start >= size
      if isEnough || isPaused, let end = ends.last { return give(upTo: end) }
      if isEnough {
        guard size < Self.mostBytes else { throw tooLong }
        size *= 2
      }
      try fill(upTo: start + size, patience: patience)
    }
  }

  /// The line that names the columns, once a block has been asked for; empty in JSON Lines.
  var header: [UInt8] { Array(text[..<(headerEnd ?? 0)]) }

  /// The text up to the first record, which stays.
  private func findHeader(_ patience: Int?) throws(TableReadError) -> Int {
    if let headerEnd { return headerEnd }
    // The delimiter shows itself in the first records.
    while text.count < CSVDialect.sampledBytes, !isAtEnd,
      !(isPaused && text.contains(UInt8(ascii: "\n")))
    {
      try fill(upTo: CSVDialect.sampledBytes, patience: patience)
    }
    let isStandardInput = stream.name == FileBytes.displayName("-")
    isLines = !(isStandardInput && delimiter != nil) && TableText.isJSONLines(text, file: stream.name)
    let start = text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    if isLines {
      ends = RecordEnds()
      headerEnd = 0
      return 0
    }
    if delimiter == nil, Compression.stripped(stream.name).hasSuffix(".tsv") {
      delimiter = UInt8(ascii: "\t")
    }
    let found =
      delimiter ?? text.withUnsafeBufferPointer { CSVDialect.detected(in: $0, from: start).delimiter }
    delimiter = found
    ends = RecordEnds(delimiter: found, textStart: start)
    ends.reset(to: start, mostRows: 1)
    while true {
      scan(upTo: .max)
      if isAtEnd || ends.limit != nil {
        headerEnd = ends.limit ?? text.count
        return headerEnd!
      }
      guard text.count < Self.mostBytes else { throw tooLong }
      try fill(upTo: text.count + Self.step, patience: patience)
    }
  }

  private func give(upTo end: Int) -> Block {
    let start = headerEnd!
    rowCount += ends.rows
    isPaused = false
    var rest = [UInt8]()
    rest.reserveCapacity(start + Self.step)
    rest += text[..<start]
    rest += text[end...]
    text.removeLast(text.count - end)
    let block = Block(bytes: text, start: start)
    text = rest
    return block
  }

  /// Reads a step of what is wanted, or what comes before the stream pauses.
  private func fill(upTo wanted: Int, patience: Int?) throws(TableReadError) {
    let old = text.count
    let room = min(wanted - old, Self.step)
    guard room > 0, !isAtEnd else { return }
    isPaused = false
    if text.capacity < wanted { text.reserveCapacity(wanted) }
    text.append(contentsOf: repeatElement(0, count: room))
    var filled = 0
    defer { text.removeLast(room - filled) }
    while filled < room {
      let supply: ByteStream.Supply
      do {
        let stream = stream
        supply = try text.withUnsafeMutableBufferPointer { (buffer) throws(FileReadError) in
          try stream.read(
            into: UnsafeMutableBufferPointer(rebasing: buffer[(old + filled)...]), patience: patience)
        }
      } catch {
        throw TableReadError(error)
      }
      switch supply {
      case .bytes(let count):
        filled += count
        // A stream may trickle without ever pausing.
        if patience != nil, !stream.isFile, clock.now - began > Self.longestWait {
          isPaused = true
          return
        }
      case .paused:
        isPaused = true
        return
      case .ended:
        isAtEnd = true
        return
      }
    }
  }

  private func scan(upTo end: Int) {
    text.withUnsafeBufferPointer { ends.scan(UnsafeBufferPointer(rebasing: $0[..<min(end, $0.count)])) }
  }

  private var tooLong: TableReadError {
    TableReadError(
      code: .unterminatedQuote, file: stream.name,
      message: "A record is longer than \(Self.mostBytes >> 20) MiB, or a quote is not closed. "
        + "Read the file whole, which tells the line: sklar schema FILE.")
  }
}

/// Finds where records end in a text that grows.
private struct RecordEnds {
  /// `nil`: quotes mean nothing.
  private let delimiter: UInt8?
  private let textStart: Int
  private var mostRows = Int.max
  private var position = 0
  private var isQuoted = false
  /// Behind the last quote that ended a field: a quote there goes on with it.
  private var closed = -1
  /// Counted only where not all are wanted.
  private(set) var rows = 0
  private var isBlank = true
  /// Behind the last record that has ended.
  private(set) var last: Int?
  /// Behind the last record that is wanted.
  private(set) var limit: Int?

  init(delimiter: UInt8? = nil, textStart: Int = 0) {
    self.delimiter = delimiter
    self.textStart = textStart
  }

  /// Begins anew at the start of a record.
  mutating func reset(to start: Int, mostRows: Int) {
    self.mostRows = mostRows
    position = start
    isQuoted = false
    closed = -1
    rows = 0
    isBlank = true
    (last, limit) = (nil, nil)
  }

  /// Looks at what is new in `text`.
  mutating func scan(_ text: UnsafeBufferPointer<UInt8>) {
    guard let base = text.baseAddress else { return }
    while position < text.count, limit == nil {
      let rest = text.count - position
      let quote =
        delimiter == nil ? nil : memchr(base + position, 0x22, rest).map { offset(of: $0, in: base) }
      let end = quote ?? text.count
      if !isQuoted { countRecords(base, position..<end) }
      guard let quote else {
        position = text.count
        return
      }
      if isQuoted {
        isQuoted = false
        closed = quote + 1
      } else {
        let before = quote > textStart ? base[quote - 1] : UInt8(ascii: "\n")
        isQuoted = quote == closed || before == delimiter || before == UInt8(ascii: "\n")
      }
      position = quote + 1
    }
  }

  private mutating func countRecords(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) {
    if mostRows == .max {
      var index = range.upperBound
      while index > range.lowerBound {
        index -= 1
        if base[index] == UInt8(ascii: "\n") {
          last = index + 1
          return
        }
      }
      return
    }
    var index = range.lowerBound
    while index < range.upperBound,
      let found = memchr(base + index, 0x0A, range.upperBound - index)
    {
      let end = offset(of: found, in: base)
      // A line of JSON Lines that is blank is no row.
      if delimiter == nil, !isBlank || !isSpace(base, index..<end) { rows += 1 }
      if delimiter != nil { rows += 1 }
      isBlank = true
      index = end + 1
      last = index
      if rows == mostRows {
        limit = index
        return
      }
    }
    if delimiter == nil, !isSpace(base, index..<range.upperBound) { isBlank = false }
  }

  private func isSpace(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) -> Bool {
    for index in range where base[index] > 0x20 { return false }
    return true
  }

  private func offset(of place: UnsafeMutableRawPointer, in base: UnsafePointer<UInt8>) -> Int {
    UnsafeRawPointer(place) - UnsafeRawPointer(base)
  }
}
