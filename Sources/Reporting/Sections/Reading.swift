internal import Evaluation

/// What a score says, in words.
enum Reading {
  /// What the score lacks beyond what chance takes from fresh rows of the real table's source, in one word or two.
  ///
  /// Up to 0.002, or where the score's interval reaches what they are expected to score: within chance; to 0.01: very
  /// close; 0.03: close; 0.08: visible differences; else far off.
  static func verdict(_ score: ReferencedScore) -> String {
    if isNearerThanChance(score) { return "nearer than chance" }
    if isWithinChance(score) { return "within chance" }
    let excess = (score.fresh ?? 1) - score.value
    switch excess {
    case ...0.002: return "identical"
    case ...0.01: return "very close"
    case ...0.03: return "close"
    case ...0.08: return "visible differences"
    default: return "far off"
    }
  }

  /// Whether it lacks less than half of what chance takes from fresh rows: as copies do.
  private static func isNearerThanChance(_ score: ReferencedScore) -> Bool {
    score.fresh.map { 1 - score.value < (1 - $0) / 2 } ?? false
  }

  private static func isWithinChance(_ score: ReferencedScore) -> Bool {
    score.fresh.map { $0 - score.value <= 0.002 || (score.high ?? 0) >= $0 } ?? false
  }

  static func sentence(_ score: ReferencedScore) -> String {
    var words: [String] = []
    let lost = NumberText.fixed(1 - score.value, 3)
    if isNearerThanChance(score) {
      words.append(
        "It is nearer than fresh rows of the real table’s source would be. Shares taken from the real rows reach that, and so do copies: see nearness."
      )
    } else if let fresh = score.fresh, isWithinChance(score) {
      words.append(
        score.value >= fresh - 0.002
          ? "It lacks \(lost), no more than chance (\(NumberText.fixed(1 - fresh, 3)))."
          : "It lacks \(lost), which chance (\(NumberText.fixed(1 - fresh, 3)) on average) may explain.")
    } else if let fresh = score.fresh, let independent = score.independent,
      fresh - independent > 0.01
    {
      let share = (score.value - independent) / (fresh - independent)
      if share < 0 {
        words.append("Columns drawn independently of each other would do better.")
      } else {
        words.append(
          "It covers \(NumberText.percent(share, 0)) of the way from independent columns to fresh rows of the real table’s source."
        )
      }
    } else if let fresh = score.fresh {
      words.append("It lacks \(lost); chance alone takes \(NumberText.fixed(1 - fresh, 3)).")
    } else {
      words.append("It lacks \(lost) of identity.")
    }
    if let holdout = score.holdout { words.append("Held-out real rows score \(NumberText.score(holdout)).") }
    return words.joined(separator: " ")
  }

  static func scale(_ score: ReferencedScore, title: String) -> ScoreScale {
    var marks = [ScoreScale.Mark(.synthetic, score.value, "synthetic", low: score.low, high: score.high)]
    if let holdout = score.holdout { marks.append(.init(.holdout, holdout, "held out")) }
    // Where relations do not count, columns without any are what chance leaves: one mark for both.
    if let fresh = score.fresh, let independent = score.independent, abs(fresh - independent) < 0.0005 {
      marks.append(.init(.chance, fresh, "chance, independent"))
      return ScoreScale(title: title, ends: ("unlike", "identical"), range: nil, marks: marks)
    }
    if let fresh = score.fresh { marks.append(.init(.chance, fresh, "chance")) }
    if let independent = score.independent { marks.append(.init(.independent, independent, "independent")) }
    return ScoreScale(title: title, ends: ("unlike", "identical"), range: nil, marks: marks)
  }

  /// References in a few words, for small places.
  static func references(_ score: ReferencedScore) -> String {
    [
      score.fresh.map { "chance \(NumberText.score($0))" },
      score.holdout.map { "held out \(NumberText.score($0))" },
      score.independent.map { "independent \(NumberText.score($0))" },
    ].compactMap { $0 }.joined(separator: " · ")
  }

  static func interval(_ auc: AreaUnderCurve) -> String {
    "\(NumberText.score(auc.value)) (\(NumberText.fixed(auc.low, 3)) to \(NumberText.fixed(auc.high, 3)))"
  }
}
