/// The first pass over a chunk: how many rows it has, and what each column's values are spelt like.
struct ChunkClassification: Sendable {
  var rows = 0
  var summaries: [ColumnSummary]
  /// Row-major by column: how often each of the column's missing spellings occurs.
  var missing: [[Int]]
  /// Whether a record has the wrong number of fields, or a quote stands where it should not: the chunk's
  /// range is then not to be trusted, and nothing counted after that point is.
  var isSuspicious = false

  /// - Parameter trusted: quotes inside unquoted fields are known to be literal, and the records are known
  ///   to be well formed.
  init(
    _ buffer: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, delimiter: UInt8,
    spellings: [MissingSpellings],
    trusted: Bool
  ) {
    let width = spellings.count
    summaries = [ColumnSummary](repeating: ColumnSummary(), count: width)
    missing = spellings.map { [Int](repeating: 0, count: $0.raw.count) }
    guard let base = buffer.baseAddress, !range.isEmpty else { return }
    var scanner = FieldScanner(base, range, delimiter: delimiter)
    var rows = 0
    var suspicious = false
    summaries.withUnsafeMutableBufferPointer { summaries in
      spellings.withUnsafeBufferPointer { spellings in
        while !scanner.isAtEnd {
          var column = 0
          while true {
            let span = scanner.next()
            if column < width {
              let match = spellings[column].match(span, base)
              if match >= 0 { missing[column][match] &+= 1 } else { summaries[column].count(span, base) }
            }
            column &+= 1
            if !trusted, !span.flags.isDisjoint(with: FieldSpan.Flags.suspicious) { suspicious = true }
            if span.endsRecord { break }
          }
          if column != width { suspicious = true }
          if suspicious { return }
          rows &+= 1
        }
      }
    }
    self.rows = rows
    isSuspicious = suspicious
  }
}
