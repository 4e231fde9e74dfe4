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

/// Looks for splits in the sums of gradients over a node's bins.
///
/// Source: Chen, Guestrin, "XGBoost: a scalable tree boosting system", KDD 2016, for gain and leaf values and for
/// sending missing values to the better side; Fisher, "On grouping for maximum homogeneity", JASA 53 (1958), for
/// levels: an optimal division in two is one of those that cut the levels sorted by their mean.
struct SplitSearch {
  let features: [BinnedRows.Feature]
  /// Where the bins of each feature begin.
  let offsets: [Int]
  let l2: Double
  let minimumWeight: Double
  /// What is added to a level's weight before levels are sorted by their means: the mean of few rows is mostly noise.
  let levelSmoothing: Double

  /// The best split by one of `candidates`; nil if none gains. Among equals the first feature and cut wins.
  func best(
    _ histogram: UnsafeBufferPointer<Int64>, total: Int64, gradients: Gradients, candidates: [Int]
  ) -> Split? {
    let (g, h) = gradients.sums(total)
    let score = g * g / (h + l2)
    // What rounding alone can make of a division that gains nothing.
    var best = Candidate(gain: score + 1e-9 * score.magnitude + 1e-300)
    for feature in candidates {
      let bins = UnsafeBufferPointer(
        rebasing: histogram[offsets[feature]...].prefix(features[feature].binCount))
      if features[feature].isOrdered {
        searchOrdered(bins, feature, total, gradients, &best)
      } else {
        searchLevels(bins, feature, total, gradients, &best)
      }
    }
    guard let feature = best.feature else { return nil }
    return split(feature, best, histogram, total, gradients, score: score)
  }

  private struct Candidate {
    var gain: Double
    var feature: Int?
    /// Ordered: the last bin of the first child. Levels: how many of the sorted levels it holds.
    var position = 0
    var missingFirst = false
    var sum: Int64 = 0
  }

  private func consider(
    _ sum: Int64, _ total: Int64, _ gradients: Gradients, feature: Int, position: Int, missingFirst: Bool,
    _ best: inout Candidate
  ) {
    let (firstG, firstH) = gradients.sums(sum)
    let (secondG, secondH) = gradients.sums(total - sum)
    if firstH < minimumWeight || secondH < minimumWeight { return }
    let gain = firstG * firstG / (firstH + l2) + secondG * secondG / (secondH + l2)
    if gain > best.gain {
      best = Candidate(gain: gain, feature: feature, position: position, missingFirst: missingFirst, sum: sum)
    }
  }

  private func searchOrdered(
    _ bins: UnsafeBufferPointer<Int64>, _ feature: Int, _ total: Int64, _ gradients: Gradients,
    _ best: inout Candidate
  ) {
    let missing = bins[0]
    var sum: Int64 = 0
    for bin in 1..<bins.count where bins[bin] != 0 {
      sum += bins[bin]
      consider(sum, total, gradients, feature: feature, position: bin, missingFirst: false, &best)
      if missing != 0 {
        consider(sum + missing, total, gradients, feature: feature, position: bin, missingFirst: true, &best)
      }
    }
  }

  private func searchLevels(
    _ bins: UnsafeBufferPointer<Int64>, _ feature: Int, _ total: Int64, _ gradients: Gradients,
    _ best: inout Candidate
  ) {
    var sum: Int64 = 0
    for (position, level) in sortedLevels(bins, gradients).dropLast().enumerated() {
      sum += bins[level]
      consider(sum, total, gradients, feature: feature, position: position + 1, missingFirst: false, &best)
    }
  }

  /// The levels that have rows, by their mean gradient.
  private func sortedLevels(_ bins: UnsafeBufferPointer<Int64>, _ gradients: Gradients) -> [Int] {
    let means = bins.map { pair in
      let (g, h) = gradients.sums(pair)
      return g / (h + levelSmoothing)
    }
    return bins.indices.filter { bins[$0] != 0 }.sorted { (means[$0], $0) < (means[$1], $1) }
  }

  /// Bins without rows go to the heavier child.
  private func split(
    _ feature: Int, _ best: Candidate, _ histogram: UnsafeBufferPointer<Int64>, _ total: Int64,
    _ gradients: Gradients, score: Double
  ) -> Split {
    let bins = UnsafeBufferPointer(
      rebasing: histogram[offsets[feature]...].prefix(features[feature].binCount))
    let heavierIsSecond = gradients.sums(total - best.sum).second > gradients.sums(best.sum).second
    var second = CodeSet()
    if features[feature].isOrdered {
      for bin in 1..<256 where bin > best.position { second.insert(bin) }
      if bins[0] == 0 ? heavierIsSecond : !best.missingFirst { second.insert(0) }
    } else {
      for code in 0..<256 where heavierIsSecond && (code >= bins.count || bins[code] == 0) {
        second.insert(code)
      }
      for level in sortedLevels(bins, gradients).dropFirst(best.position) { second.insert(level) }
    }
    return Split(feature: feature, gain: best.gain - score, second: second, firstSum: best.sum)
  }
}
