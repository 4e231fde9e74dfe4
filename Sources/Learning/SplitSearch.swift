/// The best way to divide a node's rows in two by one feature.
struct Split {
  var feature: Int
  /// How much the loss falls: G_L² / (H_L + l2) + G_R² / (H_R + l2) - G² / (H + l2), twice the second-order estimate.
  var gain: Double
  /// The codes that go to the second child.
  var second: CodeSet
  /// The sum of the first child's pairs.
  var firstSum: Int64
}

/// Looks for splits in the sums of gradients over a node's bins. Sums are taken in units of ``Gradients``, and the
/// options with them.
///
/// Sources: Chen, Guestrin, "XGBoost: a scalable tree boosting system", KDD 2016, for gain and leaf values and for
/// sending missing values to the better side; Fisher, "On grouping for maximum homogeneity", JASA 53 (1958), for
/// levels: the best division in two is one of those that cut the levels in the order of their means.
struct SplitSearch {
  private let features: [BinnedRows.Feature]
  private let offsets: [UInt32]
  private let l2: Double
  private let minimumWeight: Double
  private let levelSmoothing: Double
  /// What a gain in units is multiplied with.
  private let gainUnit: Double

  /// The second derivative that a level is given on top of its own, with none of the first, before levels are sorted
  /// by their means: the mean of a few rows is mostly noise.
  private static let smoothing = 1.0
  /// By how much of itself a gain has to be higher for another cut to win: more than rounding.
  private static let tolerance = 1 + 1e-12

  /// `offsets`: where the bins of each feature begin.
  init(
    _ features: [BinnedRows.Feature], offsets: [UInt32], gradients: Gradients, l2: Double,
    minimumWeight: Double
  ) {
    self.features = features
    self.offsets = offsets
    self.l2 = l2 / gradients.secondUnit
    self.minimumWeight = minimumWeight / gradients.secondUnit
    levelSmoothing = Self.smoothing / gradients.secondUnit
    gainUnit = gradients.firstUnit * gradients.firstUnit / gradients.secondUnit
  }

  private struct Candidate {
    /// The gain that has to be surpassed, but for the loss of the undivided node.
    var bound: Double
    var gain = 0.0
    var feature = -1
    /// Ordered: the last bin of the first child. Levels: how many of the sorted levels it holds.
    var position = 0
    var missingFirst = false
    var sum: Int64 = 0
  }

  /// The best split by one of `candidates`; nil if none gains. Among equals the first feature and cut wins.
  func best(_ sums: UnsafePointer<Int64>, total: Int64, candidates: [Int]) -> Split? {
    let (g, h) = Gradients.parts(total)
    let score = g * g / (h + l2)
    // What rounding alone can make of a division that gains nothing is no gain.
    var best = Candidate(bound: score * (1 + 1e-9) + 1e-300)
    for feature in candidates {
      let bins = UnsafeBufferPointer(start: sums + Int(offsets[feature]), count: features[feature].binCount)
      if features[feature].isOrdered {
        searchOrdered(bins, feature, total, &best)
      } else {
        searchLevels(bins, feature, total, &best)
      }
    }
    if best.feature < 0 { return nil }
    let bins = UnsafeBufferPointer(
      start: sums + Int(offsets[best.feature]), count: features[best.feature].binCount)
    return Split(
      feature: best.feature, gain: (best.gain - score) * gainUnit, second: secondSide(best, bins, total),
      firstSum: best.sum)
  }

  @inline(__always)
  private func consider(
    _ sum: Int64, _ total: Int64, _ feature: Int, _ position: Int, missingFirst: Bool, _ best: inout Candidate
  ) {
    let (firstG, firstH) = Gradients.parts(sum)
    let (secondG, secondH) = Gradients.parts(total &- sum)
    // Two fractions with one denominator, and no division until there is a better one.
    let (first, second) = (firstH + l2, secondH + l2)
    let numerator = firstG * firstG * second + secondG * secondG * first
    let denominator = first * second
    guard numerator > best.bound * denominator, firstH >= minimumWeight, secondH >= minimumWeight else {
      return
    }
    let gain = numerator / denominator
    best = Candidate(
      bound: gain * Self.tolerance, gain: gain, feature: feature, position: position,
      missingFirst: missingFirst,
      sum: sum)
  }

  private func searchOrdered(
    _ bins: UnsafeBufferPointer<Int64>, _ feature: Int, _ total: Int64, _ best: inout Candidate
  ) {
    let missing = bins[0]
    var sum: Int64 = 0
    if missing == 0 {
      for bin in 1..<bins.count where bins[bin] != 0 {
        sum &+= bins[bin]
        consider(sum, total, feature, bin, missingFirst: false, &best)
      }
    } else {
      for bin in 1..<bins.count where bins[bin] != 0 {
        sum &+= bins[bin]
        consider(sum, total, feature, bin, missingFirst: false, &best)
        consider(sum &+ missing, total, feature, bin, missingFirst: true, &best)
      }
    }
  }

  private func searchLevels(
    _ bins: UnsafeBufferPointer<Int64>, _ feature: Int, _ total: Int64, _ best: inout Candidate
  ) {
    withSortedLevels(bins) { levels in
      var sum: Int64 = 0
      for position in 0..<max(0, levels.count - 1) {
        sum &+= bins[levels[position].code]
        consider(sum, total, feature, position + 1, missingFirst: false, &best)
      }
    }
  }

  private struct Level {
    var mean: Double
    var code: Int
  }

  /// The levels that have rows, missing values being one, by their mean gradient; equal ones by their codes.
  private func withSortedLevels<Value>(
    _ bins: UnsafeBufferPointer<Int64>, _ body: (UnsafeMutableBufferPointer<Level>) -> Value
  ) -> Value {
    withUnsafeTemporaryAllocation(of: Level.self, capacity: bins.count) { levels in
      var count = 0
      for code in bins.indices where bins[code] != 0 {
        let (g, h) = Gradients.parts(bins[code])
        let mean = g / (h + levelSmoothing)
        // By insertion: few levels, most of them in the parent's order.
        var place = count
        while place > 0 && levels[place - 1].mean > mean {
          levels[place] = levels[place - 1]
          place -= 1
        }
        levels[place] = Level(mean: mean, code: code)
        count += 1
      }
      return body(UnsafeMutableBufferPointer(rebasing: levels[..<count]))
    }
  }

  /// Bins without rows go to the heavier child.
  private func secondSide(_ best: Candidate, _ bins: UnsafeBufferPointer<Int64>, _ total: Int64) -> CodeSet {
    let heavierIsSecond = Gradients.parts(total &- best.sum).second > Gradients.parts(best.sum).second
    var second = CodeSet()
    if features[best.feature].isOrdered {
      for bin in (best.position + 1)..<256 { second.insert(bin) }
      if bins[0] == 0 ? heavierIsSecond : !best.missingFirst { second.insert(0) }
    } else {
      for code in 0..<256 where heavierIsSecond && (code >= bins.count || bins[code] == 0) {
        second.insert(code)
      }
      withSortedLevels(bins) { levels in
        for level in levels.dropFirst(best.position) { second.insert(level.code) }
      }
    }
    return second
  }
}
