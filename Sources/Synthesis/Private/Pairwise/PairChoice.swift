#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Decides which pairs of columns are worth a two-way table.
///
/// A pair that is left out costs its distance from independence; one that is bought costs the error that noise leaves in its
/// table, which grows with every further pair. The pairs are ranked by score, and the prefix with the least sum is taken.
package struct PairChoice {
  /// Expected counts of a pair's cells under independence: how many cells have about which count.
  package struct Cells: Sendable {
    var counts: [Double] = []
    var weights: [Double] = []
    /// Cells in all.
    let number: Int

    /// - Parameter first, second: Shares of the two columns' states.
    package init(_ first: [Double], _ second: [Double], total: Double) {
      number = first.count * second.count
      // Counts within an eighth of a doubling lie together, as their mean.
      var bins: [Int: (sum: Double, cells: Double)] = [:]
      for p in first {
        for q in second {
          let count = total * p * q
          let bin = Int((8 * log2(max(count, 1e-9))).rounded(.down))
          let before = bins[bin] ?? (0, 0)
          bins[bin] = (before.sum + count, before.cells + 1)
        }
      }
      for bin in bins.keys.sorted() {
        let (sum, cells) = bins[bin]!
        counts.append(sum / cells)
        weights.append(cells)
      }
    }

    /// The L1 distance between a sample's table and its expectation: √(2/π) Σ min(√m, 2m).
    package var samplingDistance: Double {
      (2 / Double.pi).squareRoot()
        * zip(counts, weights).reduce(0) { $0 + min($1.0.squareRoot(), 2 * $1.0) * $1.1 }
    }

    /// The L1 error to expect of a table with noise of this deviation, each cell shrunk towards its expectation by a
    /// prior of variance m + m² / 4.
    package func error(deviation: Double) -> Double {
      let noise = deviation * deviation
      var sum = 0.0
      for (count, weight) in zip(counts, weights) {
        let variance = count + PairChoice.spread * count * count
        sum += weight * (variance * noise / (variance + noise)).squareRoot()
      }
      return (2 / Double.pi).squareRoot() * sum
    }
  }

  static let spread = 0.25
  /// Up to so many pairs every number of them is tried, beyond that every 64th part.
  static let mostTried = 256

  let price: NoisePrice
  /// What the tables may cost together.
  let cost: Double
  let caution: Double

  package init(price: NoisePrice, cost: Double, caution: Double) {
    self.price = price
    self.cost = cost
    self.caution = caution
  }

  /// - Parameters:
  ///   - scores: Of each pair: its distance from independence.
  /// - Returns: Positions of the pairs, best first.
  /// - Complexity: O(pairs) expected errors, fewer where noise ends the list early.
  package func chosen(scores: [Double], cells: [Cells]) -> [Int] {
    let order = scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }.filter { scores[$0] > 0 }
    let weights = price.weights(cells.map { Double($0.number) })
    var left = order.reduce(0) { $0 + scores[$1] }
    var (best, length) = (left, 0)
    var weight = 0.0
    for (position, pair) in order.enumerated() {
      left -= scores[pair]
      weight += weights[pair]
      let isTried = position < Self.mostTried || (position + 1) % (position >> 6) == 0
      guard isTried || position == order.count - 1 else { continue }
      var bought = 0.0
      for pair in order[...position] {
        bought += cells[pair].error(deviation: price.deviation(cost * weights[pair] / weight))
      }
      bought *= caution
      if left + bought < best { (best, length) = (left + bought, position + 1) }
      // What is bought only grows.
      if bought > best { break }
    }
    return Array(order[..<length])
  }
}
