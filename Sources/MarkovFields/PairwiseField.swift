/// A table's distribution by its one-way and two-way margins: a pairwise Markov random field over columns of few states.
///
/// Rows are drawn in blocks: see ``FieldSampler``.
public struct PairwiseField: Sendable, Hashable {
  /// Rows drawn together: within a block the counts are held to the expected ones, so that its margins vary far less
  /// than those of independent rows would.
  public let blockRows: Int
  /// Expected shares of each variable's states: positive, whole numbers of `unit`, summing to 1.
  public let shares: [[Double]]
  /// Expected shares of each pair's states, row-major, pairs (0,1), (0,2), ..., (1,2), ...; whole numbers of `unit`, summing
  /// to 1.
  public let pairShares: [[Double]]

  /// What shares are rounded to.
  public static let unit = 1e-7
  static let units: Int64 = 10_000_000
  /// The most rows of a block; of many variables fewer, so that a block holds at most `mostBlockValues` numbers.
  public static let mostBlockRows = 32_768
  static let mostBlockValues = 1 << 19
  public static let mostVariables = 1024
  /// The most states of a variable.
  public static let mostStates = 256
  /// The most cells of all pairs together: what a block needs memory for, twice, in single precision.
  public static let mostCells = 1 << 23

  /// States of each variable.
  public var cardinalities: [Int] { shares.map(\.count) }
  public var dimension: Int { shares.count }

  /// Rounds shares to whole units: those of single states to at least one.
  ///
  /// - Precondition: The cardinalities are possible (``isPossible(cardinalities:)``), shares finite, not negative and with a
  ///   positive sum, a share for each cell of each pair, and 1 to `mostBlockRows` rows in a block, fewer if there are more than
  ///   16 variables.
  public init(blockRows: Int, shares: [[Double]], pairShares: [[Double]]) {
    self.init(
      blockRows: blockRows, units: shares.map { Self.rounded($0, least: 1) },
      pairUnits: pairShares.map { Self.rounded($0, least: 0) })
  }

  init(blockRows: Int, units: [[Int64]], pairUnits: [[Int64]]) {
    let cardinalities = units.map(\.count)
    precondition(Self.isPossible(cardinalities: cardinalities))
    precondition((1...Self.mostRows(dimension: units.count)).contains(blockRows))
    precondition(pairUnits.map(\.count) == Self.cells(of: cardinalities))
    self.blockRows = blockRows
    shares = units.map { $0.map { Double($0) / Double(Self.units) } }
    pairShares = pairUnits.map { $0.map { Double($0) / Double(Self.units) } }
  }

  /// Whether a field may have variables of so many states.
  public static func isPossible(cardinalities: [Int]) -> Bool {
    guard cardinalities.count <= mostVariables, cardinalities.allSatisfy({ (1...mostStates).contains($0) })
    else {
      return false
    }
    let sum = cardinalities.reduce(0, +)
    return (sum * sum - cardinalities.reduce(0) { $0 + $1 * $1 }) / 2 <= mostCells
  }

  /// The most rows that a block of so many variables may have.
  static func mostRows(dimension: Int) -> Int { min(mostBlockRows, mostBlockValues / max(dimension, 1)) }

  /// The cells of each pair.
  static func cells(of cardinalities: [Int]) -> [Int] {
    cardinalities.indices.flatMap { a in
      cardinalities[(a + 1)...].map { cardinalities[a] * $0 }
    }
  }

  /// Shares as whole units that sum to `units`, by largest remainders: each is rounded down, and what that leaves goes to the
  /// largest fractions, a unit each. What `least` takes comes from the largest share.
  static func rounded(_ shares: [Double], least: Int64) -> [Int64] {
    let sum = shares.reduce(0, +)
    precondition(sum > 0 && sum.isFinite && shares.allSatisfy { $0 >= 0 })
    let exact = shares.map { $0 / sum * Double(Self.units) }
    var units = exact.map { max(least, Int64($0.rounded(.down))) }
    let rest = Self.units - units.reduce(0, +)
    if rest > 0 {
      let fractions = exact.map { $0 - $0.rounded(.down) }
      let order = units.indices.sorted { (fractions[$1], $0) < (fractions[$0], $1) }
      for place in 0..<Int(rest) { units[order[place % order.count]] += 1 }
    } else {
      let largest = units.indices.max { units[$0] < units[$1] }!
      units[largest] += rest
    }
    precondition(units.allSatisfy { $0 >= least })
    return units
  }

  /// The place of pair (a, b), a < b, in `pairShares`.
  public func pairIndex(_ a: Int, _ b: Int) -> Int {
    precondition(0 <= a && a < b && b < dimension)
    return a * (2 * dimension - a - 1) / 2 + b - a - 1
  }

  /// Where the states of a variable begin and end in the unit interval: 0, the sums of the shares, 1. The latent uniform of a
  /// row in state g lies between cut g and cut g + 1.
  public func cuts(_ variable: Int) -> [Double] {
    var sum: Int64 = 0
    return [0]
      + shares[variable].map { share in
        sum += Self.inUnits(share)
        return Double(sum) / Double(Self.units)
      }
  }

  static func inUnits(_ share: Double) -> Int64 { Int64((share * Double(units)).rounded()) }
}
