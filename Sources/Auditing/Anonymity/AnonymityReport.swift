/// The three risks of the European data protection authorities (opinion 05/2014): that a record can be singled out, that
/// records can be linked, that values can be inferred; each measured by an attack on real rows, the same attack on
/// held-out rows, and guesses without the synthetic table.
public struct AnonymityReport: Sendable, Hashable, Encodable {
  public var singlingOut: [AttackOutcome]
  public var linkability: [AttackOutcome]
  /// One for each secret, the riskiest first; last those that have no power.
  public var inference: [AttackOutcome]
  /// Columns that could have been a secret and were not tried.
  public var untriedSecrets: Int
  /// The attacks tried, whose intervals hold together with 95 %.
  public var tried: Int
}

/// What one attack achieved.
public struct AttackOutcome: Sendable, Hashable, Encodable {
  /// What was attacked: `univariate`, `multivariate`, `halves`, or the name of the secret's column.
  public var name: String
  /// Whether the attacked rows are those that lie farthest from others.
  public var vulnerable: Bool
  /// Attempts on real rows, and as many on held-out rows.
  public var attempts: Int
  public var successes: Int
  public var controlAttempts: Int
  public var controlSuccesses: Int
  /// The success rate of guesses that do not use the synthetic table's rows as the attack does.
  public var baselineRate: Double?
  /// Wilson's estimates.
  public var rate: Double
  public var controlRate: Double
  /// What the attack gains over the control. The interval is so wide that those of all attacks tried hold together with
  /// 95 %.
  public var risk: AttackRisk
  /// Whether the attack did better than guesses: otherwise a low risk says only that the attack is a poor one.
  public var beatsBaseline: Bool?
  /// Whether the attack fails on held-out rows often enough to tell a leak: if it succeeds in more than 95 % of the
  /// attempts there, a low risk says nothing, and a high one is that of a few rows.
  public var hasPower: Bool

  init(
    _ name: String, vulnerable: Bool = false, real: (successes: Int, attempts: Int),
    holdout: (successes: Int, attempts: Int), baseline: Double?
  ) {
    (self.name, self.vulnerable, baselineRate) = (name, vulnerable, baseline)
    (successes, attempts) = real
    (controlSuccesses, controlAttempts) = holdout
    let attack = WilsonRate(successes, of: attempts, confidence: shownConfidence)
    let control = WilsonRate(controlSuccesses, of: controlAttempts, confidence: shownConfidence)
    (rate, controlRate) = (attack.value, control.value)
    risk = AttackRisk(attack: attack, control: control)
    hasPower = Double(controlSuccesses) <= mostControlRate * Double(controlAttempts)
    beatsBaseline = baseline.map { attempts > 0 && Double(successes) / Double(attempts) > $0 }
  }

  /// The same with an interval that holds together with those of other attacks, `tried` in all.
  func widened(tried: Int) -> AttackOutcome {
    let confidence = 1 - (1 - shownConfidence) / Double(max(1, tried))
    let wide = AttackRisk(
      attack: WilsonRate(successes, of: attempts, confidence: confidence),
      control: WilsonRate(controlSuccesses, of: controlAttempts, confidence: confidence))
    var outcome = self
    // Wilson's centres move with the confidence; the estimate does not.
    outcome.risk.low = min(risk.low, wide.low)
    outcome.risk.high = max(risk.high, wide.high)
    return outcome
  }
}
