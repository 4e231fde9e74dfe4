package import Privacy

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// What noise a part of the budget buys.
package struct NoisePrice: Sendable, Hashable {
  /// Laplace noise and ε, not Gaussian noise and ρ.
  let isPure: Bool
  /// By how much a histogram moves with one unit: L1 (Laplace) or L2 (Gaussian).
  let sensitivity: Double

  package init(isPure: Bool, sensitivity: Double) {
    self.isPure = isPure
    self.sensitivity = sensitivity
  }

  package init(_ parameters: PrivacyParameters) {
    let isPure = parameters.delta == 0
    let rows = Double(parameters.maximumRows)
    let replacing = parameters.neighbouring == .replaceOne
    self.init(isPure: isPure, sensitivity: rows * (replacing ? (isPure ? 2 : 2.0.squareRoot()) : 1))
  }

  /// The standard deviation of the noise of a histogram that costs `cost`.
  package func deviation(_ cost: Double) -> Double {
    isPure ? 2.0.squareRoot() * sensitivity / cost : sensitivity / (2 * cost).squareRoot()
  }

  /// Histograms of n cells that share a cost have the least noise in all if each has a part in proportion to n to this
  /// power: 2/3 where the deviation falls with the root of the cost, 1/2 where it falls with the cost.
  var exponent: Double { isPure ? 1.0 / 2 : 2.0 / 3 }

  /// Parts of a cost for histograms of these sizes.
  package func weights(_ cells: [Double]) -> [Double] { cells.map { pow($0, exponent) } }
}

/// How a budget is shared out between the rounds, and how fine the columns' states may be: from public and released numbers only.
package struct PairwisePlan: Sendable, Hashable {
  /// Parts for the one-way histograms, the pairs' scores and the two-way tables; they sum to 1.
  package let oneWay: Double
  package let scores: Double
  package let twoWay: Double
  /// A state of an ordered column holds at least one of this many parts of the rows.
  package let states: Double
  /// How much of a table's expected error counts when pairs are chosen.
  package let caution: Double
  /// The noise to expect in a two-way table.
  package let deviation: Double

  /// Part of the budget that buys the number of rows.
  static let rowCount = 0.005
  /// The least parts of the rest, whatever is released.
  static let leastOneWay = 0.2
  static let leastScores = 0.03
  static let leastTwoWay = 0.4

  /// - Parameters:
  ///   - rows: The released number of rows.
  ///   - columns: Variables.
  ///   - cost: What is left of the budget.
  package init(rows: Double, columns: Int, cost: Double, price: NoisePrice) {
    let d = Double(columns)
    // The rows that one unit of a single histogram's noise is worth, as Gaussian noise would have it.
    let root =
      price.isPure
      ? cost / (2 * d.squareRoot() * price.sensitivity) : cost.squareRoot() / price.sensitivity
    let x = log10(max(rows * root, 1) / 430)
    oneWay = min(0.5, max(Self.leastOneWay, 0.5 - 0.17 * x))
    scores = min(0.1, max(Self.leastScores, 0.1 - 0.05 * x))
    twoWay = 1 - oneWay - scores
    deviation = price.deviation(twoWay * cost / (price.isPure ? d : 2 * d))
    states = min(48, max(8, (max(rows, 1) / deviation).squareRoot().rounded(.toNearestOrEven)))
    caution = min(1, max(0.7, 1 - 0.15 * x))
  }

  /// As how many cells a histogram of ordered cells counts when the budget is shared out.
  ///
  /// Seen in s parts of K/s cells each, its error is s √(K/s) deviations, not K.
  package func resolution(of cells: Int) -> Double {
    (Double(cells) * min(Double(cells), states)).squareRoot()
  }
}
