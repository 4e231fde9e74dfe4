/// The first pass over a chunk: how many rows it has, and what each column's values are spelt like.
struct ChunkClassification: Sendable {
  var rows = 0
  var summaries: [ColumnSummary]
  /// Row-major by column: how often each of the column's missing spellings occurs.
  var missing: [[Int]]
  /// Whether a record has the wrong number of fields, or a quote stands where it should not: the chunk's
  /// range is then not to be trusted, and nothing counted after that point is.
  var isSuspicious = false

  init(rows: Int, summaries: [ColumnSummary], missing: [[Int]], isSuspicious: Bool) {
    self.rows = rows
    self.summaries = summaries
    self.missing = missing
    self.isSuspicious = isSuspicious
  }

  /// Nothing counted yet.
  init(spellings: [MissingSpellings]) {
    summaries = [ColumnSummary](repeating: ColumnSummary(), count: spellings.count)
    missing = spellings.map { [Int](repeating: 0, count: $0.raw.count) }
  }

  /// - Parameter source: the chunk's fields; their spans lie in `base`.
  /// - Parameter trusted: quotes inside unquoted fields are known to be literal, and the records are known
  ///   to be well formed.
  /// - Parameter rowLimit: the most rows to look at.
  init(
    _ source: some FieldSource, _ base: UnsafePointer<UInt8>, spellings: [MissingSpellings], trusted: Bool,
    rowLimit: Int = .max
  ) {
    self.init(spellings: spellings)
    let width = spellings.count
    var source = source
    var rows = 0
    var suspicious = false
    summaries.withUnsafeMutableBufferPointer { summaries in
      spellings.withUnsafeBufferPointer { spellings in
        while rows < rowLimit, !source.isAtEnd {
          var column = 0
          while true {
            let span = source.next()
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
