/// Whether the synthetic table repeats records of the real table more often than records that the generator has never
/// seen.
public struct CopyReport: Sendable, Hashable, Encodable {
  /// Records are equal in every compared column.
  public var exact: Excess?
  /// All levels are equal, the same cells are missing, and the numbers differ by at most `tolerance` of their columns'
  /// ranges on average.
  public var near: Excess?
  public var tolerance: Double
  /// Synthetic rows that equal any real row, all rows counted, common ones too.
  public var syntheticRowsEqualToReal: Int
  /// Synthetic rows that equal any held-out row.
  public var syntheticRowsEqualToHoldout: Int
  /// The share of synthetic rows that equal one of the real rows, and one of as many held-out rows, with as many drawn
  /// of the larger table as the smaller one has.
  public var equalSizes: EqualSizes

  /// How much nearer synthetic rows are to real rows than to held-out ones; shown as a check of sanity only.
  public var nearness: SampleNearness?

  public struct EqualSizes: Sendable, Hashable, Encodable {
    public var referenceRows: Int
    public var shareOfReal: Double
    public var shareOfHoldout: Double
  }

  /// Records that the synthetic table has, of those that are like no other real or held-out record. What many people
  /// share is no evidence.
  public struct Excess: Sendable, Hashable, Encodable {
    /// Of the distinctive real records: how many there are, and how many the synthetic table has.
    public var real: ProportionInterval
    public var holdout: ProportionInterval
    /// The one share less the other, with its 95 % interval.
    public var excess: ProportionDifference
    /// The probability of so many copies of real records, or more, given how many there are of both kinds, if the
    /// generator has stored none: Fisher's exact test, whatever the sizes of the tables. Where it is at most 0.0005 the
    /// copies are flagged.
    public var chance: Double
    /// The least excess that is likely: the lower exact bound of the one share less the upper one of the other, which hold
    /// together with 99.95 %. Above 1 % the risk of flagged copies is high.
    public var ruleLow: Double
    /// The least share of the distinctive real records whose copies would be flagged, given what held-out ones show; nil
    /// where not even copies of all would be: the tables are too small.
    public var leastFlagged: Double?

    /// Whether chance is no explanation.
    var isFlagged: Bool { chance <= copyLevel }

    /// nil if there is no record of either kind.
    init?(real: (count: Int, trials: Int), holdout: (count: Int, trials: Int)) {
      if real.trials == 0 || holdout.trials == 0 { return nil }
      self.real = .clopperPearson(real.count, of: real.trials, confidence: shownConfidence)
      self.holdout = .clopperPearson(holdout.count, of: holdout.trials, confidence: shownConfidence)
      excess = ProportionDifference(real, holdout, confidence: shownConfidence)
      func chance(_ count: Int) -> Double {
        Exchangeability.atLeast(
          count, marked: count + holdout.count, first: real.trials, second: holdout.trials)
      }
      self.chance = chance(real.count)
      ruleLow =
        ProportionInterval.lowerBound(real.count, of: real.trials, tail: copyLevel / 2)
        - ProportionInterval.upperBound(holdout.count, of: holdout.trials, tail: copyLevel / 2)
      // The more copies of real records, the less probable.
      var (unseen, seen) = (-1, real.trials)
      while seen - unseen > 1 {
        let middle = (unseen + seen) / 2
        if chance(middle) <= copyLevel { seen = middle } else { unseen = middle }
      }
      leastFlagged = chance(seen) <= copyLevel ? Double(seen) / Double(real.trials) : nil
    }
  }
}
