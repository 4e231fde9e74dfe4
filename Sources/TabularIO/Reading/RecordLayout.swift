internal import Kernels
internal import Scheduling

/// Where records begin: ranges of whole records, one per chunk of the text (some may be empty).
struct RecordLayout: Sendable {
  let ranges: [Range<Int>]
  /// The records of each range, if they have been counted.
  private(set) var rows: [Int]?
  /// Whether each range may hold quotes; known with the records.
  private(set) var hasQuotes: [Bool] = []

  /// Derives the ranges and their records from the number of quotes and line feeds in each chunk: a line feed after an even number of
  /// quotes ends a record. Right as long as quotes stand only where RFC 4180 lets them; whoever parses the
  /// ranges must check that (`FieldSpan.Flags.suspicious`), and if not so, walk the text instead. The check
  /// is sure: up to the first quote out of place, the ranges are right, so that quote is met as one.
  init(
    _ bytes: [UInt8], _ text: Range<Int>, scanned: [KernelSet.TextCounts], chunkSize: Int, threads: Int
  ) throws {
    // The quotes were counted before blank lines at the end were cut off.
    let count = (text.count + chunkSize - 1) / chunkSize
    var inside = [Bool](repeating: false, count: count)
    var total = 0
    for chunk in 0..<count {
      inside[chunk] = total & 1 == 1
      total += scanned[chunk].quotes
    }
    let opened = inside
    let starts = try Parallel.map(count: count, threads: threads) { chunk -> Int? in
      bytes.withUnsafeBufferPointer { buffer in
        let start = text.lowerBound + chunk * chunkSize
        return RecordLayout.firstRecordStart(
          buffer, start..<min(start + chunkSize, text.upperBound), inside: opened[chunk], isFirst: chunk == 0)
      }
    }
    self.init(starts: starts, end: text.upperBound)
    rows = RecordLayout.rows(
      bytes, text, scanned: scanned, inside: inside + [total & 1 == 1], chunkSize: chunkSize)
    hasQuotes = ranges.map { range in
      guard let last = range.last else { return false }
      let chunks = (range.lowerBound - text.lowerBound) / chunkSize...(last - text.lowerBound) / chunkSize
      return scanned[chunks].contains { $0.quotes > 0 }
    }
  }

  /// How many records begin in each chunk: one after each unquoted line feed.
  private static func rows(
    _ bytes: [UInt8], _ text: Range<Int>, scanned: [KernelSet.TextCounts], inside: [Bool], chunkSize: Int
  ) -> [Int] {
    (0..<(inside.count - 1)).map { chunk in
      let start = text.lowerBound + chunk * chunkSize
      let end = min(start + chunkSize, text.upperBound)
      var feeds = inside[chunk] ? scanned[chunk].lineFeedsAfterOddQuotes : scanned[chunk].lineFeeds
      if end == text.upperBound {
        // The blank lines that were cut off were counted.
        feeds -= bytes[end..<min(start + chunkSize, bytes.count)].count { $0 == UInt8(ascii: "\n") }
      }
      let startsRecord = chunk == 0 || (!inside[chunk] && bytes[start - 1] == UInt8(ascii: "\n"))
      let endsRecord = !inside[chunk + 1] && bytes[end - 1] == UInt8(ascii: "\n")
      return feeds + (startsRecord ? 1 : 0) - (endsRecord ? 1 : 0)
    }
  }

  /// Ranges of whole lines.
  init(lines bytes: [UInt8], _ text: Range<Int>, chunkSize: Int) {
    let starts = bytes.withUnsafeBufferPointer { buffer in
      stride(from: text.lowerBound, to: text.upperBound, by: chunkSize).map { start -> Int? in
        if start == text.lowerBound || buffer[start - 1] == UInt8(ascii: "\n") { return start }
        let end = min(start + chunkSize, text.upperBound)
        let lineEnd = buffer[start..<end].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
        return lineEnd == end ? nil : lineEnd
      }
    }
    self.init(starts: starts, end: text.upperBound)
  }

  /// Ranges between known starts of records, about `chunkSize` bytes each.
  init(starts: [Int?], end: Int) {
    var ranges: [Range<Int>] = []
    var next = end
    for start in starts.reversed() {
      let start = start ?? next
      ranges.append(start..<next)
      next = start
    }
    self.ranges = ranges.reversed()
  }

  /// The first position in `range` at which a record begins, that is, which follows an unquoted line feed.
  private static func firstRecordStart(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, inside: Bool, isFirst: Bool
  ) -> Int? {
    if isFirst { return range.lowerBound }
    var inside = inside
    var index = range.lowerBound
    if !inside, bytes[index - 1] == UInt8(ascii: "\n") { return index }
    while index < range.upperBound {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "\"") {
        inside.toggle()
      } else if byte == UInt8(ascii: "\n"), !inside {
        // At the chunk's end it is the next chunk's first start.
        return index < range.upperBound ? index : nil
      }
    }
    return nil
  }
}
