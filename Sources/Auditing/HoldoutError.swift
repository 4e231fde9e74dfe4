internal import Privacy

/// Held-out rows that cannot be unseen: an audit against them would say that nothing leaks, whatever does.
///
/// If the two tables are draws of one source, every choice of which rows are the held-out ones is as probable as any
/// other. So of the records that occur twice in both tables together, once in either table have about 2 n m / (N (N - 1)),
/// with n real, m held-out and N = n + m rows; too many of them are refused. People who are alike, however many, are no
/// reason, nor are rows that the real table itself repeats. Repeats that were left out of each table by itself are: then
/// all that is left occurs once in either.
public struct HoldoutError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Records that occur once in the real table and once in the holdout.
  public var shared: Int
  /// Records that occur twice, wherever.
  public var pairs: Int

  public var description: String {
    "Held-out rows stand in the real table: of \(pairs) records that occur twice, \(shared) occur once in either table, more than chance explains. The holdout must be rows that the generator has not seen. (Leave repeated rows out before the tables are split, not of each table by itself.)"
  }

  /// The probability at which rows are refused by chance.
  static let level = 0.0001

  /// - Parameters:
  ///   - real, holdout: how often each record occurs, by the first row that has it; 0 at its other rows.
  ///   - shared: for each held-out row the first real row that equals it, or -1.
  static func check(real: [Int], holdout: [Int], shared: [Int32]) throws(HoldoutError) {
    var isShared = [Bool](repeating: false, count: real.count)
    var (once, pairs) = (0, 0)
    for row in holdout.indices where holdout[row] > 0 {
      let twin = Int(shared[row])
      if twin >= 0 {
        isShared[twin] = true
        if holdout[row] == 1 && real[twin] == 1 { once += 1 }
      } else if holdout[row] == 2 {
        pairs += 1
      }
    }
    pairs += once + real.indices.count { real[$0] == 2 && !isShared[$0] }
    let (n, m) = (Double(real.count), Double(holdout.count))
    guard once > 0 else { return }
    let share = min(1, 2 * n * m / ((n + m) * (n + m - 1)))
    if BinomialTail(trials: pairs, probability: share).atLeast(once) <= level {
      throw HoldoutError(shared: once, pairs: pairs)
    }
  }
}
