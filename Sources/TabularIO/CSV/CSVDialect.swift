/// How a delimited file is written, as far as it varies.
public struct CSVDialect: Sendable, Hashable {
  /// The byte between fields.
  public var delimiter: UInt8

  public init(delimiter: UInt8) { self.delimiter = delimiter }

  /// The delimiters that are recognised, the likeliest first.
  static let candidates = Array(",;\t|".utf8)
  static let sampledBytes = 1 << 16
  private static let sampledRecords = 100

  /// The dialect of `bytes[start...]`: the delimiter that cuts the header into at least two fields and the
  /// largest share of the first records into as many; at equal shares, the one with more fields, then the
  /// likelier one. A comma if none cuts the header: the file has one column.
  static func detected(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> CSVDialect {
    let end = min(bytes.count, start + sampledBytes)
    var best: (delimiter: UInt8, share: Double, fields: Int)?
    for delimiter in candidates {
      let counts = fieldCounts(bytes, start..<end, delimiter)
      guard let header = counts.first, header >= 2 else { continue }
      let share = Double(counts.count { $0 == header }) / Double(counts.count)
      if best == nil || (share, header) > (best!.share, best!.fields) { best = (delimiter, share, header) }
    }
    return CSVDialect(delimiter: best?.delimiter ?? candidates[0])
  }

  private static func fieldCounts(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ delimiter: UInt8
  ) -> [Int] {
    guard let base = bytes.baseAddress else { return [] }
    var scanner = FieldScanner(base, range, delimiter: delimiter)
    var counts: [Int] = []
    while !scanner.isAtEnd, counts.count < sampledRecords {
      var fields = 1
      while !scanner.next().endsRecord { fields += 1 }
      // The sample's end may cut a record in two.
      if scanner.isAtEnd, range.upperBound < bytes.count, !counts.isEmpty { break }
      counts.append(fields)
    }
    return counts
  }
}
