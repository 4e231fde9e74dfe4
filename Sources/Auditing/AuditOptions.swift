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

  public init(
    seed: UInt64 = 0, threads: Int, targetLimit: Int = 10_000, attempts: Int = 2000,
    secrets: [String]? = nil, classic: Bool = false
  ) {
    (self.seed, self.threads, self.targetLimit, self.attempts) = (seed, threads, targetLimit, attempts)
    (self.secrets, self.classic) = (secrets, classic)
  }
}

/// The confidence of intervals that are shown.
let shownConfidence = 0.95
/// The confidence of intervals that decide the risk word: so high that chance, which has several of them to try, flags
/// fewer than one table in a hundred.
let ruleConfidence = 0.999
