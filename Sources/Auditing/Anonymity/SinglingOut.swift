internal import Evaluation
internal import Randomness
internal import Scheduling

/// Guesses that exactly one person has certain properties.
///
/// A predicate that exactly one synthetic row fulfils is a guess; it is right if exactly one row of the attacked table
/// does. Univariate predicates are the least and the greatest number of a column, values and levels that occur once, and
/// a lone missing cell. Multivariate ones take a synthetic row and three of its columns (all, if there are fewer): a
/// number is at least (from the median on) or at most what the row has, a level is equal. The attacked samples, real and
/// held out, have equal sizes, so that no correction for the size is needed.
struct SinglingOut: Sendable {
  private let synthetic: ColumnRows
  private let attempts: Int
  private let seed: UInt64
  private let random: Philox4x32

  init(_ synthetic: ColumnRows, attempts: Int, seed: UInt64) {
    (self.synthetic, self.attempts, self.seed) = (synthetic, attempts, seed)
    random = Philox4x32(seed: Seed(seed))
  }

  /// A number in 0..<bound.
  private func draw(_ bound: Int, _ attempt: Int, _ what: Int) -> Int {
    let bits = random.bits(
      stream: .evaluation, latent: RowPurpose.auditPredicates.rawValue << 24 | UInt32(what),
      row: UInt64(attempt))
    return Int(bits.multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// All of them, or some drawn at random.
  func univariate() -> [Predicate] {
    var found: [Predicate] = []
    for (index, column) in synthetic.columns.enumerated() {
      func add(_ comparison: Predicate.Operator, _ value: Double) {
        found.append(Predicate(conditions: [.init(column: index, comparison: comparison, value: value)]))
      }
      let present = column.values.filter { !$0.isNaN }.sorted()
      if column.values.count - present.count == 1 { add(.isMissing, 0) }
      for (place, value) in present.enumerated() {
        let repeats =
          place > 0 && present[place - 1] == value || place + 1 < present.count && present[place + 1] == value
        if repeats { continue }
        add(.equal, value)
        if column.isNumber && place == 0 { add(.atMost, value) }
        if column.isNumber && place == present.count - 1 { add(.atLeast, value) }
      }
    }
    let kept = RowDraw.shuffled(found.count, purpose: .auditPredicates, seed: seed).prefix(attempts)
    return kept.map { found[Int($0)] }
  }

  /// - Parameter isRandom: Whether every column's value is another row's, and the comparison drawn: a guess that knows
  ///   single columns only.
  func multivariate(isRandom: Bool, threads: Int) throws -> [Predicate] {
    let width = synthetic.columns.count
    let medians = synthetic.columns.map { column in
      let present = column.values.filter { !$0.isNaN }.sorted()
      return present.isEmpty ? 0 : present[present.count / 2]
    }
    @Sendable func predicate(_ attempt: Int) -> Predicate {
      var free = Array(0..<width)
      let row = draw(synthetic.count, attempt, 0)
      let conditions = (0..<min(3, width)).map { place -> Predicate.Condition in
        let column = free.remove(at: draw(free.count, attempt, 1 + place))
        let own = isRandom ? draw(synthetic.count, attempt, 4 + place) : row
        let value = synthetic.columns[column].values[own]
        if value.isNaN { return .init(column: column, comparison: .isMissing, value: 0) }
        guard synthetic.columns[column].isNumber else {
          return .init(column: column, comparison: .equal, value: value)
        }
        let isHigh = isRandom ? draw(2, attempt, 7 + place) == 1 : value >= medians[column]
        return .init(column: column, comparison: isHigh ? .atLeast : .atMost, value: value)
      }
      return Predicate(conditions: conditions)
    }
    if isRandom { return (0..<attempts).map(predicate) }
    var (found, known): ([Predicate], Set<Predicate>) = ([], [])
    let batch = 500
    for start in stride(from: 0, to: 10 * attempts, by: batch) where found.count < attempts {
      let tried = try Parallel.map(count: batch, threads: threads) { place in
        let guess = predicate(start + place)
        return guess.isUnique(in: synthetic) ? guess : nil
      }
      for guess in tried.compactMap({ $0 }) where found.count < attempts && known.insert(guess).inserted {
        found.append(guess)
      }
    }
    return found
  }

  /// How many of the predicates exactly one row fulfils.
  static func successes(_ predicates: [Predicate], in rows: ColumnRows, threads: Int) throws -> Int {
    try Parallel.map(count: predicates.count, threads: threads) { predicates[$0].isUnique(in: rows) ? 1 : 0 }
      .reduce(0, +)
  }
}
