internal import Evaluation

/// What a score says, in words.
enum Reading {
  /// What the score lacks beyond what chance takes from real rows, in one word or two.
  ///
  /// Up to 0.002: within chance; 0.01: very close; 0.03: close; 0.08: visible differences; else far off.
  static func verdict(_ score: ReferencedScore) -> String {
    if isNearerThanChance(score) { return "nearer than chance" }
    let excess = (score.resample ?? 1) - score.value
    switch excess {
    case ...0.002: return score.resample == nil ? "identical" : "within chance"
    case ...0.01: return "very close"
    case ...0.03: return "close"
    case ...0.08: return "visible differences"
    default: return "far off"
    }
  }

  /// Whether it lacks less than half of what chance takes from real rows: as copies do.
  private static func isNearerThanChance(_ score: ReferencedScore) -> Bool {
    score.resample.map { 1 - score.value < (1 - $0) / 2 } ?? false
  }

  static func sentence(_ score: ReferencedScore) -> String {
    var words: [String] = []
    let lost = NumberText.fixed(1 - score.value, 3)
    if isNearerThanChance(score) {
      words.append("It is nearer than real rows drawn again would be. Copies reach that: see nearness.")
    } else if let resample = score.resample, let independent = score.independent,
      resample - independent > 0.01
    {
      let share = (score.value - independent) / (resample - independent)
      if share < 0 {
        words.append("Columns drawn independently of each other would do better.")
      } else if share < 1 {
        words.append(
          "It covers \(NumberText.percent(share, 0)) of the way from independent columns to real rows drawn again."
        )
      } else {
        words.append("It does as well as real rows drawn again.")
      }
    } else if let resample = score.resample {
      let chance = NumberText.fixed(1 - resample, 3)
      words.append(
        score.value >= resample
          ? "It lacks \(lost), no more than chance (\(chance))."
          : "It lacks \(lost); chance alone takes \(chance).")
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
    if let resample = score.resample, let independent = score.independent,
      abs(resample - independent) < 0.0005
    {
      marks.append(.init(.chance, resample, "chance, independent"))
      return ScoreScale(title: title, ends: ("unlike", "identical"), range: nil, marks: marks)
    }
    if let resample = score.resample { marks.append(.init(.chance, resample, "chance")) }
    if let independent = score.independent { marks.append(.init(.independent, independent, "independent")) }
    return ScoreScale(title: title, ends: ("unlike", "identical"), range: nil, marks: marks)
  }

  /// References in a few words, for small places.
  static func references(_ score: ReferencedScore) -> String {
    [
      score.resample.map { "chance \(NumberText.score($0))" },
      score.holdout.map { "held out \(NumberText.score($0))" },
      score.independent.map { "independent \(NumberText.score($0))" },
    ].compactMap { $0 }.joined(separator: " · ")
  }

  static func interval(_ auc: AreaUnderCurve) -> String {
    "\(NumberText.score(auc.value)) (\(NumberText.fixed(auc.low, 3)) to \(NumberText.fixed(auc.high, 3)))"
  }
}
