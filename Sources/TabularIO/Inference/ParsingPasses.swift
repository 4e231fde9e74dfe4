internal import Scheduling
internal import Synchronization

/// The passes over all chunks, and the rows that each chunk holds: one pass that classifies and reads, as far as
/// the text and the plans allow; else two.
struct ParsingPasses: Sendable {
  let text: TableText
  let threads: Int
  private(set) var layout: RecordLayout
  /// The number of rows ahead of each chunk, and of all rows, last.
  private(set) var firstRows: [Int] = [0]
  private(set) var summaries: [ColumnSummary] = []
  /// By column: how often each missing spelling occurs.
  private(set) var missing: [[Int]] = []
  /// `nil` as long as it is not due.
  private(set) var sha256: String?
  private let digests: Bool
  /// Whether a column may be without any value; where no type is given, it is then one of levels, without any.
  let allowsEmptyColumns: Bool
  /// What becomes of values that do not fit given types.
  let misfits: ColumnPlan.Misfits
  /// The columns that are read; `nil`: all. Of the others, only the fields are cut.
  let wanted: [Bool]?

  /// - Parameter layout: where records begin; for delimited text, only as far as its quotes stand where they
  ///   should.
  /// - Parameter digests: whether the first pass computes the text's digest, too.
  init(
    text: TableText, layout: RecordLayout, threads: Int, digests: Bool, allowsEmptyColumns: Bool = false,
    misfits: ColumnPlan.Misfits = .refused, wanted: [Bool]? = nil
  ) {
    self.misfits = misfits
    self.wanted = wanted
    self.allowsEmptyColumns = allowsEmptyColumns
    self.text = text
    self.layout = layout
    self.threads = threads
    self.digests = digests
  }

  var rowCount: Int { firstRows[firstRows.count - 1] }

  /// The first pass. Where the quick way to find records fails, one walk through the whole text decides.
  mutating func classify(spellings: [MissingSpellings], chunkSize: Int) throws {
    var chunks = try classifications(spellings, trusted: false)
    if chunks.contains(where: \.isSuspicious) {
      layout = try text.walked(chunkSize: chunkSize)
      chunks = try classifications(spellings, trusted: true)
    }
    combine(chunks, spellings)
  }

  private mutating func combine(_ chunks: [ChunkClassification], _ spellings: [MissingSpellings]) {
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

  func isWanted(_ column: Int) -> Bool { wanted?[column] ?? true }

  /// The only pass, if the records have been counted: fills `rooms`, one per plan that is wanted, and classifies.
  /// - Returns: `nil` if the quick way to find records fails. Nothing is known then.
  mutating func readOnce(
    _ plans: [ColumnPlan], spellings: [MissingSpellings], into rooms: [ColumnRoom?]
  ) throws -> [ChunkParsing]? {
    guard let rows = layout.rows, case .delimited(let dialect) = text.format else { return nil }
    var firstRow = 0
    let chunks = rows.indices.map { index in
      defer { firstRow += rows[index] }
      return ChunkReading.Chunk(
        range: layout.ranges[index], hasQuotes: layout.hasQuotes[index], firstRow: firstRow,
        rows: rows[index])
    }
    let readings = try besideDigest(count: chunks.count) { [text] index in
      text.bytes.withUnsafeBufferPointer {
        ChunkReading(
          $0, chunks[index], delimiter: dialect.delimiter, plans: plans, spellings: spellings, rooms: rooms)
      }
    }
    if readings.contains(where: \.classification.isSuspicious) { return nil }
    combine(readings.map(\.classification), spellings)
    return readings.map(\.parsing)
  }

  private mutating func classifications(
    _ spellings: [MissingSpellings], trusted: Bool
  ) throws -> [ChunkClassification] {
    try besideDigest(count: layout.ranges.count) { [text, layout] chunk in
      text.bytes.withUnsafeBufferPointer { buffer in
        let (base, range) = (buffer.baseAddress!, layout.ranges[chunk])
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
    }
  }

  /// `pass` of each chunk. If the digest of the text is still due, it is computed beside: it is one long chain of
  /// work, and the chunks fill the other threads meanwhile.
  private mutating func besideDigest<Value: Sendable>(
    count: Int, _ pass: @Sendable (Int) throws -> Value
  ) throws -> [Value] {
    guard digests, sha256 == nil else { return try Parallel.map(count: count, threads: threads, pass) }
    let digest = Mutex("")
    let values = try Parallel.map(count: count + 1, threads: threads) { [text] task -> Value? in
      if task > 0 { return try pass(task - 1) }
      let hex = SHA256Digest.hex(of: text.bytes)
      digest.withLock { $0 = hex }
      return nil
    }
    sha256 = digest.withLock { $0 }
    return values.compactMap(\.self)
  }

  /// The second pass; values are written to `rooms`, one per plan, or none for a column that is not to be read.
  func parse(_ plans: [ColumnPlan], into rooms: [ColumnRoom?]) throws -> [ChunkParsing] {
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
