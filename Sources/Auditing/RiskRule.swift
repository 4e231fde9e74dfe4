/// Which word the findings deserve, and why.
///
/// Two findings decide, each of which chance produces in fewer than one table in a hundred:
/// - excess copies: the share of distinctive real records that the synthetic table has, less that of held-out ones;
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
    "high: copies of distinctive real records exceed those of held-out ones by more than 1 % of the records, or an attack at 0.1 % or 1 % false positives finds members more than 5 times as often as others; medium: any excess above 0 of either; low: neither. By the unfavourable ends of 99.9 % intervals."

  private(set) var risk = PrivacyReport.Risk.low
  private(set) var reasons: [String] = []

  init(_ copies: CopyReport?, _ membership: MembershipReport?) {
    if let copies {
      judge(copies.exact, "exact copies")
      judge(copies.near, "near copies")
    }
    if let membership {
      judge(membership.random, "rows drawn at random")
      if let vulnerable = membership.vulnerable { judge(vulnerable, "the rows farthest from others") }
    }
  }

  private mutating func raise(_ risk: PrivacyReport.Risk, _ reason: String) {
    self.risk = max(self.risk, risk)
    reasons.append(reason)
  }

  private mutating func judge(_ excess: CopyReport.Excess?, _ what: String) {
    guard let excess, excess.ruleLow > 0 else { return }
    raise(
      excess.ruleLow > RiskRule.highExcess ? .high : .medium,
      "Of \(excess.real.trials) distinctive real records \(excess.real.count) have \(what), of \(excess.holdout.trials) held-out ones \(excess.holdout.count)."
    )
  }

  private mutating func judge(_ group: MembershipReport.Group, _ what: String) {
    for point in group.lowFalsePositives where point.ruleTruePositives > point.ruleFalsePositives {
      let ratio = point.ruleTruePositives / point.ruleFalsePositives
      raise(
        ratio > RiskRule.highRatio ? .high : .medium,
        "Among \(what) the attack \"\(point.attack.rawValue)\" finds \(point.truePositives.count) of \(point.truePositives.trials) members and takes \(point.falsePositives.count) of as many non-members for some."
      )
    }
  }
}
