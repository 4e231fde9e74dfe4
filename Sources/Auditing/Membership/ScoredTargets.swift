internal import Evaluation
internal import Privacy

/// The scores that one attack gives to members and non-members: a higher one speaks for a member.
struct ScoredTargets: Sendable {
  let attack: MembershipReport.Attack
  let members: [Double]
  let nonMembers: [Double]

  func rows(_ members: [Int], _ nonMembers: [Int]) -> ScoredTargets {
    ScoredTargets(
      attack: attack, members: members.map { self.members[$0] },
      nonMembers: nonMembers.map { self.nonMembers[$0] }
    )
  }

  /// The least threshold that at most `rate` of the non-members exceed.
  func threshold(_ rate: Double) -> Double {
    let sorted = nonMembers.sorted(by: >)
    return sorted[min(Int(rate * Double(sorted.count)), sorted.count - 1)]
  }

  func counts(above threshold: Double) -> (members: Int, nonMembers: Int) {
    (members.count { $0 > threshold }, nonMembers.count { $0 > threshold })
  }
}

extension MembershipReport.Group {
  /// False positive rates that thresholds are looked for at.
  private static let rates = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5]

  /// - Parameters:
  ///   - scores: of all attacks; as many members as non-members, two at least.
  ///   - order: of the rows, at random: the first half chooses, the second half judges.
  ///   - groups: among how many groups of targets the confidence is divided.
  ///   - delta: that bounds on epsilon are for.
  init(_ scores: [ScoredTargets], order: [Int32], groups: Int, delta: Double) {
    rows = order.count
    let middle = order.count / 2
    let (first, second) = (order[..<middle].map(Int.init), order[middle...].map(Int.init))
    let choosing = scores.map { $0.rows(first, first) }
    let judging = scores.map { $0.rows(second, second) }
    let judged = second.count

    func interval(_ count: Int, _ confidence: Double = shownConfidence) -> ProportionInterval {
      .clopperPearson(count, of: judged, confidence: confidence)
    }
    func epsilon(_ counts: (members: Int, nonMembers: Int), _ rows: Int, _ confidence: Double) -> Double {
      PrivacyLossBound.epsilon(
        truePositives: counts.members, members: rows, falsePositives: counts.nonMembers, nonMembers: rows,
        delta: delta, confidence: confidence)
    }
    func oneRun(_ counts: (members: Int, nonMembers: Int), _ confidence: Double) -> Double {
      OneRunAudit(
        canaries: 2 * judged, guesses: counts.members + counts.nonMembers, correct: counts.members
      ).epsilonLowerBound(delta: delta, confidence: confidence)
    }
    let (ofGroup, ofAttack) = (
      1 - (1 - shownConfidence) / Double(groups), 1 - (1 - shownConfidence) / Double(groups * scores.count)
    )
    /// The threshold with the best bound on the choosing half, and that bound.
    let thresholds = choosing.map { scored -> (threshold: Double, epsilon: Double) in
      var best = (threshold: scored.threshold(Self.rates[0]), epsilon: -1.0)
      for rate in Self.rates {
        let threshold = scored.threshold(rate)
        let bound = epsilon(scored.counts(above: threshold), first.count, shownConfidence)
        if bound > best.epsilon { best = (threshold, bound) }
      }
      return best
    }
    attacks = scores.indices.map { index in
      let scored = scores[index]
      let counts = judging[index].counts(above: thresholds[index].threshold)
      let curve = ROCCurve(positives: scored.members, negatives: scored.nonMembers)!
      let error = 1.959963984540054 * curve.variance.squareRoot()
      func truePositives(_ rate: Double) -> ProportionInterval {
        .clopperPearson(
          scored.counts(above: scored.threshold(rate)).members, of: order.count, confidence: shownConfidence)
      }
      return MembershipReport.Outcome(
        attack: scored.attack, auc: curve.area, aucLow: max(0, curve.area - error),
        aucHigh: min(1, curve.area + error), truePositivesAtTenthPercent: truePositives(0.001),
        truePositivesAtOnePercent: truePositives(0.01),
        epsilonLow: epsilon(counts, judged, ofAttack), oneRunEpsilonLow: oneRun(counts, ofAttack))
    }
    let chosen = thresholds.indices.max { (thresholds[$0].epsilon, $1) < (thresholds[$1].epsilon, $0) }!
    let counts = judging[chosen].counts(above: thresholds[chosen].threshold)
    best = MembershipReport.Bound(
      attack: scores[chosen].attack, truePositives: interval(counts.members),
      falsePositives: interval(counts.nonMembers), epsilonLow: epsilon(counts, judged, ofGroup),
      oneRunEpsilonLow: oneRun(counts, ofGroup))
    let shares = 1 - (1 - ruleConfidence) / Double(2 * groups)
    isMeasurable = interval(judged, shares).low > interval(0, shares).high
    lowFalsePositives = [0.001, 0.01].map { rate in
      let found = choosing.map { $0.counts(above: $0.threshold(rate)).members }
      let chosen = found.indices.max { (found[$0], $1) < (found[$1], $0) }!
      let counts = judging[chosen].counts(above: choosing[chosen].threshold(rate))
      return MembershipReport.LowFalsePositive(
        rate: rate, attack: scores[chosen].attack, truePositives: interval(counts.members),
        falsePositives: interval(counts.nonMembers), ruleTruePositives: interval(counts.members, shares).low,
        ruleFalsePositives: interval(counts.nonMembers, shares).high)
    }
  }
}
