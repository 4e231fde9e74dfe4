/// Which word the findings deserve, and why.
///
/// Two findings decide, which chance together produces in fewer than one table in a hundred:
/// - excess copies: more distinctive real records have a copy in the synthetic table than held-out ones do;
/// - membership at a low false positive rate: more members than non-members are found where at most 0.1 % or 1 % of the
///   non-members were to be taken for members.
///
/// Areas under curves, medians of distances and the three risks of anonymity are shown and do not decide: they hardly
/// move where one real row in a hundred is repeated.
struct RiskRule {
  /// The excess from which on it is high.
  static let highExcess = 0.01
  /// How many times the false positive rate the true positive rate must be to make it high.
  static let highRatio = 5.0

  static let text =
    "high: distinctive real records are copied more often than held-out ones by more than 1 % of the records, or an attack at 0.1 % or 1 % false positives finds members more than 5 times as often as others; medium: more copies, or more members, than chance explains; low: neither. Chance: a probability of 0.0005 for copies, exact and near each; 99.9 % intervals for members."

  private(set) var risk = PrivacyReport.Risk.low
  private(set) var reasons: [String] = []
  /// Whether there is any finding that would have raised the risk.
  private(set) var isMeasurable = false

  init(_ copies: CopyReport?, _ membership: MembershipReport?) {
    if let copies {
      judge(copies.exact, "exact copies")
      judge(copies.near, "near copies")
    }
    if let membership {
      judge(membership.random, "rows drawn at random")
      if let vulnerable = membership.vulnerable { judge(vulnerable, "the rows farthest from others") }
    }
    if !isMeasurable {
      reasons = [
        "Not measurable: with so few rows that are unlike others not even copies of all real rows would be told from chance."
      ]
    }
  }

  private mutating func raise(_ risk: PrivacyReport.Risk, _ reason: String) {
    self.risk = max(self.risk, risk)
    reasons.append(reason)
  }

  private mutating func judge(_ excess: CopyReport.Excess?, _ what: String) {
    guard let excess else { return }
    if excess.leastFlagged != nil { isMeasurable = true }
    guard excess.isFlagged else { return }
    raise(
      excess.ruleLow > RiskRule.highExcess ? .high : .medium,
      "Of \(excess.real.trials) distinctive real records \(excess.real.count) have \(what), of \(excess.holdout.trials) held-out ones \(excess.holdout.count)."
    )
  }

  /// The worse of a group's points speaks for it.
  private mutating func judge(_ group: MembershipReport.Group, _ what: String) {
    if group.isMeasurable { isMeasurable = true }
    func ratio(_ point: MembershipReport.LowFalsePositive) -> Double {
      point.ruleTruePositives / point.ruleFalsePositives
    }
    let flagged = group.lowFalsePositives.filter { $0.ruleTruePositives > $0.ruleFalsePositives }
    guard let worst = flagged.max(by: { ratio($0) < ratio($1) }) else { return }
    raise(
      ratio(worst) > RiskRule.highRatio ? .high : .medium,
      "Among \(what) the attack \"\(worst.attack.rawValue)\", aimed at \(worst.rate < 0.005 ? "0.1 %" : "1 %") false positives, finds \(worst.truePositives.count) of \(worst.truePositives.trials) members and takes \(worst.falsePositives.count) of \(worst.falsePositives.trials) others for members."
    )
  }
}
