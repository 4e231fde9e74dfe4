internal import Scheduling

/// The two passes over all chunks, and the rows that each chunk holds.
struct ParsingPasses: Sendable {
  let text: TableText
  let threads: Int
  private(set) var layout: RecordLayout
  /// The number of rows ahead of each chunk, and of all rows, last.
  private(set) var firstRows: [Int] = [0]
  private(set) var summaries: [ColumnSummary] = []
  /// By column: how often each missing spelling occurs.
  private(set) var missing: [[Int]] = []
  private(set) var sha256 = ""

  /// - Parameter layout: where records begin; for delimited text, only as far as its quotes stand where they
  ///   should.
  init(text: TableText, layout: RecordLayout, threads: Int) {
    self.text = text
    self.layout = layout
    self.threads = threads
  }

  var rowCount: Int { firstRows[firstRows.count - 1] }

  /// The first pass. Where the quick way to find records fails, one walk through the whole text decides.
  mutating func classify(spellings: [MissingSpellings], chunkSize: Int) throws {
    var chunks = try classifications(spellings, trusted: false)
    if chunks.contains(where: \.isSuspicious) {
      layout = try text.walked(chunkSize: chunkSize)
      chunks = try classifications(spellings, trusted: true)
    }
    summaries = [ColumnSummary](repeating: ColumnSummary(), count: spellings.count)
    missing = spellings.map { [Int](repeating: 0, count: $0.raw.count) }
    firstRows = [0]
    for chunk in chunks {
      firstRows.append(rowCount + chunk.rows)
      for column in summaries.indices {
        summaries[column].merge(chunk.summaries[column])
        for spelling in missing[column].indices {
          missing[column][spelling] += chunk.missing[column][spelling]
        }
      }
    }
  }

  /// The digest of the text is computed beside the first pass: it is one long chain of work, and the chunks
  /// fill the other threads meanwhile.
  private mutating func classifications(
    _ spellings: [MissingSpellings], trusted: Bool
  ) throws -> [ChunkClassification] {
    let (text, layout, digestDue) = (text, layout, sha256.isEmpty)
    let results = try Parallel.map(count: layout.ranges.count + 1, threads: threads) { task in
      if task == 0 { return (digestDue ? SHA256Digest.hex(of: text.bytes) : "", nil as ChunkClassification?) }
      let chunk = text.bytes.withUnsafeBufferPointer { buffer in
        let (base, range) = (buffer.baseAddress!, layout.ranges[task - 1])
        switch text.format {
        case .delimited(let dialect):
          return ChunkClassification(
            FieldScanner(base, range, delimiter: dialect.delimiter), base, spellings: spellings,
            trusted: trusted)
        case .jsonLines(let keys):
          return ChunkClassification(
            JSONFieldScanner(base, range, keys: keys), base, spellings: spellings, trusted: true)
        }
      }
      return ("", chunk)
    }
    if digestDue { sha256 = results[0].0 }
    return results.compactMap(\.1)
  }

  /// The second pass; values are written to `rooms`, one per plan.
  func parse(_ plans: [ColumnPlan], into rooms: [ColumnRoom]) throws -> [ChunkParsing] {
    try Parallel.map(count: layout.ranges.count, threads: threads) { chunk in
      text.bytes.withUnsafeBufferPointer { buffer in
        let (base, range) = (buffer.baseAddress!, layout.ranges[chunk])
        switch text.format {
        case .delimited(let dialect):
          return ChunkParsing(
            FieldScanner(base, range, delimiter: dialect.delimiter), base, plans: plans, rooms: rooms,
            firstRow: firstRows[chunk])
        case .jsonLines(let keys):
          return ChunkParsing(
            JSONFieldScanner(base, range, keys: keys), base, plans: plans, rooms: rooms,
            firstRow: firstRows[chunk])
        }
      }
    }
  }
}
