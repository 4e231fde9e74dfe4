internal import Scheduling
public import Tabular

/// Columns of texts some of whose pieces stand in the real table word for word.
public struct SpanReport: Sendable, Hashable, Encodable {
  public struct Column: Sendable, Hashable, Encodable {
    public var column: String
    /// Distinct texts that are long enough to hold a piece.
    public var texts: Int
    /// Of those, how many hold a piece that exactly one real text has.
    public var copied: Int
    public var share: Double
    /// The same for held-out texts that take the synthetic ones' place: how often people write the same.
    public var holdoutTexts: Int?
    public var holdoutCopied: Int?
    public var holdoutShare: Double?
    /// Bytes of the longest piece.
    public var longest: Int
    /// The first rows with such a piece, from 1.
    public var firstRows: [Int]
    /// Whether it is more than held-out texts show (or anything, without held-out texts).
    public var isFlagged: Bool
  }

  public var leastLength: Int
  public var leastWords: Int
  public var columns: [Column]

  public var isFlagged: Bool { columns.contains(where: \.isFlagged) }

  /// Compares the texts of columns of the same name.
  ///
  /// - Complexity: O(bytes), memory for the real table's distinct long texts and their fingerprints.
  public init(
    synthetic: Table, real: Table, holdout: Table?, leastLength: Int = 50, leastWords: Int = 10, threads: Int
  ) {
    self.leastLength = leastLength
    self.leastWords = leastWords
    var columns: [Column] = []
    for (index, field) in synthetic.schema.fields.enumerated() {
      guard let place = real.schema.index(of: field.name) else { continue }
      let (own, known) = (
        LongTexts(synthetic.columns[index], leastLength), LongTexts(real.columns[place], leastLength)
      )
      guard !own.texts.isEmpty, !known.texts.isEmpty else { continue }
      let spans = TextSpans(of: known.texts, leastLength: leastLength, threads: threads)
      let found = Self.lengths(own.texts, spans, leastWords, threads)
      let copied = found.count { $0 > 0 }
      var column = Column(
        column: field.name, texts: own.texts.count, copied: copied,
        share: Double(copied) / Double(own.texts.count), longest: found.max() ?? 0,
        firstRows: zip(found, own.rows).filter { $0.0 > 0 }.map { $0.1 + 1 }.sorted().prefix(5).map { $0 },
        isFlagged: copied > 0)
      if let holdout, let place = holdout.schema.index(of: field.name) {
        let held = LongTexts(holdout.columns[place], leastLength)
        let heldCopied = Self.lengths(held.texts, spans, leastWords, threads).count { $0 > 0 }
        column.holdoutTexts = held.texts.count
        column.holdoutCopied = heldCopied
        if !held.texts.isEmpty {
          let (p, q) = (column.share, Double(heldCopied) / Double(held.texts.count))
          column.holdoutShare = q
          // Five standard errors of the difference, the rates smoothed by one text each.
          func variance(_ count: Int, _ of: Int) -> Double {
            let rate = Double(count + 1) / Double(of + 2)
            return rate * (1 - rate) / Double(of)
          }
          let error = (variance(copied, own.texts.count) + variance(heldCopied, held.texts.count))
            .squareRoot()
          column.isFlagged = p - q > 5 * error
        }
      }
      columns.append(column)
    }
    self.columns = columns
  }

  /// The longest piece of each text, 0 if there is none.
  private static func lengths(_ texts: [[UInt8]], _ spans: TextSpans, _ leastWords: Int, _ threads: Int)
    -> [Int]
  {
    let plan = ChunkPlan(rows: 0..<texts.count, chunkRows: 1024)
    let found = try? Parallel.map(count: plan.count, threads: threads) { chunk in
      plan[chunk].map { spans.longest(in: texts[$0], leastWords: leastWords)?.count ?? 0 }
    }
    return Array(found!.joined())
  }
}

/// The distinct texts of a column that are long enough, and the first row of each.
private struct LongTexts {
  var texts: [[UInt8]] = []
  var rows: [Int] = []

  init(_ column: Tabular.Column, _ least: Int) {
    func isPresent(_ row: Int) -> Bool { column.validity.map { $0[row] } ?? true }
    switch column.values {
    case .int64, .float64: break
    case .strings(let strings):
      for row in strings.indices where isPresent(row) && strings[row].count >= least {
        texts.append(Array(strings[row]))
        rows.append(row)
      }
    case .codes(let codes, let levels):
      guard levels.indices.contains(where: { levels[$0].count >= least }) else { return }
      var seen = [Bool](repeating: false, count: levels.count)
      for (row, code) in codes.enumerated() where !seen[Int(code)] && isPresent(row) {
        seen[Int(code)] = true
        guard levels[Int(code)].count >= least else { continue }
        texts.append(Array(levels[Int(code)]))
        rows.append(row)
      }
    }
  }
}
