/// What an audit may choose.
public struct AuditOptions: Sendable, Hashable {
  /// Decides every draw of rows. The report is a function of tables and options.
  public var seed: UInt64
  /// The result does not depend on it.
  public var threads: Int
  /// The most real rows, and the most held-out rows, that attacks are aimed at.
  public var targetLimit: Int
  /// The most attempts at singling out, and the most rows that linkage and inference are tried on.
  public var attempts: Int
  /// Columns whose values are inferred, by their names; nil for each column that is compared.
  public var secrets: [String]?
  /// Whether the known test of membership by the nearest distance is made, too.
  public var classic: Bool
  /// The delta that lower bounds on epsilon are for, in 0..<1.
  public var delta: Double

  public init(
    seed: UInt64 = 0, threads: Int, targetLimit: Int = 10_000, attempts: Int = 2000,
    secrets: [String]? = nil, classic: Bool = false, delta: Double = 0
  ) {
    precondition(0 <= delta && delta < 1)
    (self.seed, self.threads, self.targetLimit, self.attempts) = (seed, threads, targetLimit, attempts)
    (self.secrets, self.classic, self.delta) = (secrets, classic, delta)
  }
}

/// The confidence of intervals that are shown.
let shownConfidence = 0.95
/// The probability at which copies are flagged by chance, exact copies and near ones each.
let copyLevel = 0.0005
/// The confidence of the intervals of membership that decide the risk word, divided among all of them: so high that
/// chance, with what else it has to try, flags fewer than one table in a hundred.
let ruleConfidence = 0.999
/// Beyond this success rate on held-out rows an attack cannot tell a leak.
let mostControlRate = 0.95
