/// How well attacks tell rows that the generator was trained on from others of the same source.
public struct MembershipReport: Sendable, Hashable, Encodable {
  /// Rows of either kind in `random`.
  public var targets: Int
  /// Held-out rows that the attacker knows the source by; they are no targets.
  public var referenceRows: Int
  /// The delta that the bounds on epsilon are for.
  public var delta: Double
  public var random: Group
  /// The targets that are farthest from others.
  public var vulnerable: Group?

  public enum Attack: String, Sendable, Hashable, Codable, CaseIterable {
    /// Less the distance to the nearest synthetic row.
    case nearest
    /// ln(distance to the nearest reference row / distance to the nearest synthetic row).
    case calibrated
    /// The mean over pairs of columns of ln(their joint share in the synthetic table / that in the reference).
    case pairs
    /// The log ratio of two Gaussian copula densities with common marginals, one of the synthetic table, one of the
    /// reference.
    case copula
    /// The probability of being synthetic, by trees that learnt to tell synthetic rows from reference rows.
    case classifier
  }

  public struct Group: Sendable, Hashable, Encodable {
    /// Rows of either kind.
    public var rows: Int
    public var attacks: [Outcome]
    /// The attack and threshold that did best on one half of the rows, on the other half; the bounds at 95 % for all groups
    /// together.
    public var best: Bound
    /// At false positive rates of at most 0.1 % and 1 %: the attack and threshold chosen on one half of the rows, tried
    /// on the other.
    public var lowFalsePositives: [LowFalsePositive]
    /// Whether there are so many rows that finding all members, and them only, would be told from chance.
    var isMeasurable: Bool

    private enum CodingKeys: String, CodingKey { case rows, attacks, best, lowFalsePositives }
  }

  public struct Outcome: Sendable, Hashable, Encodable {
    public var attack: Attack
    /// The area under the ROC curve, with DeLong's 95 % interval; 1/2 is guessing.
    public var auc: Double
    public var aucLow: Double
    public var aucHigh: Double
    /// The share of members found where at most so many non-members are taken for members, with its 95 % interval for
    /// a threshold given in advance.
    public var truePositivesAtTenthPercent: ProportionInterval
    public var truePositivesAtOnePercent: ProportionInterval
    /// A lower estimate of epsilon as in `Bound`, the threshold chosen on one half of the rows and tried on the other, at
    /// 95 % for all attacks on all groups together.
    public var epsilonLow: Double
    /// The lower bound of one run as in `Bound`, at 95 % for all attacks on all groups together.
    public var oneRunEpsilonLow: Double
  }

  public struct Bound: Sendable, Hashable, Encodable {
    public var attack: Attack
    public var truePositives: ProportionInterval
    public var falsePositives: ProportionInterval
    /// ln((TPR - delta) / FPR) by the unfavourable ends of Clopper's and Pearson's intervals. They take the rows for
    /// independent trials, which they are not quite: all share one run of the generator. An estimate, as it is usual.
    public var epsilonLow: Double
    /// What the one run shows by `Privacy.OneRunAudit`: the rows taken for members are the guesses, the members among them
    /// the right ones. A mechanism that is (epsilon, delta)-private for less lets so many be right in at most one of 20
    /// runs, provided that each row was a member with probability 1/2, independently of the others; here as many are
    /// members as not, drawn at random.
    public var oneRunEpsilonLow: Double
  }

  public struct LowFalsePositive: Sendable, Hashable, Encodable {
    /// The false positive rate aimed at.
    public var rate: Double
    public var attack: Attack
    public var truePositives: ProportionInterval
    public var falsePositives: ProportionInterval
    /// The least true positive rate and the greatest false positive rate by which the risk is judged: those of 99.9 %
    /// intervals, divided among all such points.
    public var ruleTruePositives: Double
    public var ruleFalsePositives: Double
  }
}
