import Foundation
import Privacy
import Tabular
import Testing

/// Releases of the local mechanisms, drawn with real random bits, against their distributions.
@Suite struct LocalStatisticalTests {
  /// 4.9 standard deviations: once in a million.
  private let limit = 4.9

  @Test(arguments: [(2, 0.5), (5, 1.0), (12, 2.0)]) func responses(_ levels: Int, _ epsilon: Double) throws {
    let mechanism = try RandomizedResponse(levelCount: levels, epsilon: epsilon)
    let rows = 200_000
    for truth in [0, levels - 1, -1] {
      var codes = [Int32](repeating: Int32(truth), count: rows)
      var bits = SecureRandom()
      codes.withUnsafeMutableBufferPointer { mechanism.randomize($0, using: &bits) }
      var counts = [Int](repeating: 0, count: levels)
      for code in codes { counts[Int(code)] += 1 }
      let probabilities = (0..<levels).map {
        truth < 0 ? 1 / Double(levels) : $0 == truth ? mechanism.truth : mechanism.other
      }
      #expect(chiSquareDeviation(counts, probabilities) < limit, "level \(truth)")
    }
  }

  @Test(arguments: [(Int64(1), 1.0), (3, 0.7), (40, 2.0)]) func laplaceOfIntegers(
    _ width: Int64, _ epsilon: Double
  )
    throws
  {
    let mechanism = try LaplaceMechanism(
      bounds: .integers(minimum: 10, maximum: 10 + width), epsilon: epsilon)
    let rows = 200_000
    var values = [Int64](repeating: 11, count: rows)
    var bits = SecureRandom()
    values.withUnsafeMutableBufferPointer { mechanism.randomize($0, isMissing: nil, using: &bits) }
    let scale = Double(width) / epsilon
    let a = exp(-1 / scale)
    // Cells -reach ... reach, with all beyond in the outermost ones.
    let reach = Int(5 * scale) + 1
    var counts = [Int](repeating: 0, count: 2 * reach + 1)
    for value in values { counts[min(max(Int(value) - 11, -reach), reach) + reach] += 1 }
    let probabilities = (-reach...reach).map { cell in
      abs(cell) == reach ? pow(a, Double(reach)) / (1 + a) : (1 - a) / (1 + a) * pow(a, Double(abs(cell)))
    }
    #expect(chiSquareDeviation(counts, probabilities) < limit)
    let mean = Double(values.reduce(0, +)) / Double(rows)
    #expect(abs(mean - 11) < limit * mechanism.standardDeviation / Double(rows).squareRoot())
  }

  @Test func laplaceOfReals() throws {
    let mechanism = try LaplaceMechanism(bounds: .reals(minimum: -1, maximum: 1), epsilon: 0.5)
    let rows = 200_000
    var values = [Double](repeating: 0.25, count: rows)
    var bits = SecureRandom()
    values.withUnsafeMutableBufferPointer { mechanism.randomize($0, isMissing: nil, using: &bits) }
    // Twenty cells of equal probability under the continuous distribution of scale 4; the grid is 2^-10 of it.
    var counts = [Int](repeating: 0, count: 20)
    for value in values {
      let z = (value - 0.25) / mechanism.scaleInUnits
      let share = z < 0 ? exp(z) / 2 : 1 - exp(-z) / 2
      counts[min(19, Int(share * 20))] += 1
    }
    // A cell's share is off by at most a step of the grid: 2^-11, far above the sampling error if it were all one way.
    let deviations = counts.map { (Double($0) - 10_000) / (10_000.0 * 0.95).squareRoot() }
    #expect(deviations.allSatisfy { abs($0) < limit + 1 })
    let mean = values.reduce(0, +) / Double(rows)
    #expect(
      abs(mean - 0.25)
        < limit * mechanism.standardDeviation / Double(rows).squareRoot() + mechanism.spacing / 2)
  }

  /// Estimates of shares lie where their standard error says, and so do those of unary encoding and of pairs.
  @Test func estimates() throws {
    let rows = 120_000
    let truth = (0..<rows).map { Int32($0 % 10 < 5 ? 0 : $0 % 10 < 8 ? 1 : 2) }
    let shares = [0.5, 0.3, 0.2]
    let mechanism = try RandomizedResponse(levelCount: 3, epsilon: 1)
    func released() -> [Int32] {
      var codes = truth
      var bits = SecureRandom()
      codes.withUnsafeMutableBufferPointer { mechanism.randomize($0, using: &bits) }
      return codes
    }
    let (first, second) = (released(), released())
    var counts = [Int](repeating: 0, count: 3)
    var pairs = [Int](repeating: 0, count: 9)
    for (a, b) in zip(first, second) {
      counts[Int(a)] += 1
      pairs[Int(a) * 3 + Int(b)] += 1
    }
    let estimate = mechanism.estimate(counts: counts)
    for level in 0..<3 {
      #expect(abs(estimate.shares[level] - shares[level]) < limit * estimate.standardErrors[level])
    }
    let joint = mechanism.jointEstimate(with: mechanism, table: pairs)
    for cell in 0..<9 {
      let expected = cell / 3 == cell % 3 ? shares[cell / 3] : 0
      #expect(abs(joint.shares[cell] - expected) < limit * joint.standardErrors[cell])
    }

    let encoding = try OptimizedUnaryEncoding(levelCount: 3, epsilon: 1)
    let sample = truth[..<20_000]
    let (ones, total) = encoding.counts(of: sample.lazy.map { encoding.release(Int($0)) })
    let unary = encoding.estimate(ones: ones, total: total)
    for level in 0..<3 {
      #expect(abs(unary.shares[level] - shares[level]) < limit * unary.standardErrors[level])
      let expected = encoding.variance(count: shares[level] * Double(total), total: Double(total))
      #expect(abs(unary.variances[level] / expected - 1) < 0.1)
    }
  }

  /// Missing values: as likely as any other level under randomised response, in the middle under Laplace noise.
  @Test func missingValues() throws {
    let schema = Schema([
      Field(name: "x", type: .int64, missing: "", domain: .integers(minimum: 0, maximum: 10)),
      Field(name: "c", type: .categorical, missing: "", domain: .levels(values: ["a", "b"], ordered: false)),
    ])
    let rows = 100_000
    let none = Bitmap(repeating: false, count: rows)
    let randomizer = try RowRandomizer(schema, choices: [.laplace, .randomizedResponse], epsilon: 2)
    let released = randomizer.randomized(
      Table(
        schema: schema, rowCount: rows,
        columns: [
          Column(.int64([Int64](repeating: 0, count: rows)), validity: none),
          Column(.codes([Int32](repeating: 0, count: rows), levels: StringArray(["a"])), validity: none),
        ]), threads: 2)
    guard case .int64(let values) = released.columns[0].values,
      case .laplace(let mechanism) = randomizer.columns[0].mechanism
    else { return }
    let mean = Double(values.reduce(0, +)) / Double(rows)
    #expect(abs(mean - 5) < limit * mechanism.standardDeviation / Double(rows).squareRoot())
    let estimate = try #require(randomizer.estimates(from: released)[1])
    #expect(abs(estimate.shares[2] - 1) < limit * estimate.standardErrors[2])
    #expect(abs(estimate.shares[0]) < limit * estimate.standardErrors[0])
  }
}
