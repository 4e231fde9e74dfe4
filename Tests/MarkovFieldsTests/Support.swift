import Kernels
import MarkovFields

/// The instruction sets that this machine runs.
let everyKernelSet = [InstructionSet.baseline, .v3, .v4].compactMap { KernelSet($0) }

/// A chain of three variables, 4, 2 and 3 states, its pairs' shares, the last pair's by the chain; 0 and 2 are independent given 1.
enum Chain {
  static let first = [0.4, 0.3, 0.2, 0.1]
  static let second = [[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.5, 0.5]]
  static let third = [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]]

  static let joint: [Double] = {
    var shares: [Double] = []
    for x in 0..<4 {
      for y in 0..<2 { for z in 0..<3 { shares.append(first[x] * second[x][y] * third[y][z]) } }
    }
    return shares
  }()

  static func margin(_ cell: (_ x: Int, _ y: Int, _ z: Int) -> Int, cells: Int) -> [Double] {
    var shares = [Double](repeating: 0, count: cells)
    for x in 0..<4 {
      for y in 0..<2 { for z in 0..<3 { shares[cell(x, y, z)] += joint[(x * 2 + y) * 3 + z] } }
    }
    return shares
  }

  static let shares = [
    margin({ x, _, _ in x }, cells: 4), margin({ _, y, _ in y }, cells: 2),
    margin({ _, _, z in z }, cells: 3),
  ]
  static let pairs = [
    margin({ x, y, _ in x * 2 + y }, cells: 8), margin({ x, _, z in x * 3 + z }, cells: 12),
    margin({ _, y, z in y * 3 + z }, cells: 6),
  ]

  static func field(blockRows: Int = 5000) -> PairwiseField {
    PairwiseField(blockRows: blockRows, shares: shares, pairShares: pairs)
  }

  /// Of `total` rows, without the pair of the outer variables.
  static func measurements(total: Double, deviation: Double) -> FieldMeasurements {
    FieldMeasurements(
      total: total, shares: shares, deviations: [deviation, deviation, deviation],
      pairs: [
        .init(first: 0, second: 1, counts: pairs[0].map { $0 * total }, deviation: deviation),
        .init(first: 1, second: 2, counts: pairs[2].map { $0 * total }, deviation: deviation),
      ])
  }
}

func totalVariation(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { $0 + abs($1.0 - $1.1) } / 2
}

/// The states that a block's normals say.
func drawnStates(_ block: FieldBlock, _ variable: Int, of field: PairwiseField) -> [Int] {
  let cuts = field.cuts(variable)
  return block.withNormals(variable) { normals in
    normals.map { z in
      let u = StandardNormal.cdf(z)
      return cuts.dropFirst().dropLast().count { $0 <= u }
    }
  }
}

func shares(_ states: [Int], cells: Int) -> [Double] {
  var shares = [Double](repeating: 0, count: cells)
  for state in states { shares[state] += 1 / Double(states.count) }
  return shares
}
