import Tabular
import Testing

@testable import Privacy

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Mechanisms keep what they promise on neighbouring tables, seen from outside; mutants do not. At ε = ln 3.
@Suite struct MechanismStatisticalTests {
  static let epsilon = log(3.0)

  static func parameters(
    _ neighbouring: PrivacyParameters.Neighbouring = .addRemove, rows: Int = 1, pure: Bool = false
  ) throws -> PrivacyParameters {
    try PrivacyParameters(
      epsilon: epsilon, delta: pure ? 0 : 1e-6, neighbouring: neighbouring, unit: rows == 1 ? nil : "id",
      maximumRows: rows)
  }

  /// So many numbers of rows in each of 2^15 cells; each cell is a histogram on its own, so one release is as many samples.
  static let cells = 1 << 15

  static func column(_ count: Int, maximumRows: Int = 1) -> ConfidentialRecords {
    let codes = (0..<(cells * count)).map { UInt16($0 % cells) }
    return ConfidentialRecords(
      names: ["c"], cardinalities: [cells], columns: [CellCodes(codes, cardinality: cells)],
      rowCount: codes.count,
      maximumRows: maximumRows, threads: 2)
  }

  static func samples(
    _ count: Int, _ cost: PrivacyCost, _ parameters: PrivacyParameters, rounds: Int = 4
  ) throws -> [Int] {
    var budget = PrivacyBudget(parameters, unchecked: PrivacyCost(units: 1 << 50))
    let records = column(count, maximumRows: parameters.maximumRows)
    return try (0..<rounds).flatMap { _ in
      try records.histogram(of: 0, spending: cost, from: &budget).counts.map { Int(max(-100, min(100, $0))) }
    }
  }

  static func mutant(_ count: Int, _ noise: NoiseParameter, draws: Int = 4 * cells) -> [Int] {
    var bits = SecureRandom()
    return noise.draw(count: draws, using: &bits).map { Int(max(-100, min(100, $0 + Int64(count)))) }
  }

  @Test func laplaceHistogram() throws {
    let parameters = try Self.parameters(pure: true)
    let cost = PrivacyCost(atMost: Self.epsilon)
    let loss = PrivacyLoss(
      try Self.samples(5, cost, parameters), try Self.samples(6, cost, parameters), epsilon: Self.epsilon)
    #expect(!loss.refutes(delta: 0))
    // As tight as it is said to be: at 0.85 ε it would not hold.
    let tighter = PrivacyLoss(
      try Self.samples(5, cost, parameters), try Self.samples(6, cost, parameters),
      epsilon: Self.epsilon * 0.85)
    #expect(tighter.refutes(delta: 0))
    // A sensitivity 1.375 times what is charged; no noise at all.
    let noise = try #require(NoiseParameter(absolute: 1, epsilon: UInt64(Self.epsilon * 1.375 * 0x1p40)))
    #expect(PrivacyLoss(Self.mutant(5, noise), Self.mutant(6, noise)).refutes(delta: 0))
    #expect(
      PrivacyLoss([Int](repeating: 5, count: 1000), [Int](repeating: 6, count: 1000)).refutes(delta: 0.5))
  }

  @Test func gaussianHistogram() throws {
    let parameters = try Self.parameters()
    let cost = PrivacyCost(units: 1 << 39)
    // σ² = 1 for ρ = 1/2.
    let delta = PrivacyLoss.gaussianDelta(variance: 1, shift: 1)
    #expect(delta <= ConcentratedBound.delta(rho: 0.5, epsilon: Self.epsilon))
    let loss = PrivacyLoss(try Self.samples(5, cost, parameters), try Self.samples(6, cost, parameters))
    #expect(!loss.refutes(delta: delta))
    let noise = try #require(NoiseParameter(squared: 1000, rho: UInt64(1000 * 1.375 * 1.375 * 0x1p39)))
    let mutant = PrivacyLoss(Self.mutant(5, noise), Self.mutant(6, noise))
    #expect(mutant.refutes(delta: delta))
    // A δ of 1.25 times what is charged.
    let more = try #require(
      (1...400).lazy.map { Double($0) / 400 }.first {
        PrivacyLoss.gaussianDelta(variance: $0, shift: 1) <= delta * 1.25
      })
    let loose = try #require(NoiseParameter(squared: UInt128(more * 400), rho: 400 << 39))
    #expect(
      PrivacyLoss(Self.mutant(5, loose, draws: 1 << 21), Self.mutant(6, loose, draws: 1 << 21)).refutes(
        delta: delta))
  }

  /// An exchange moves two cells; m rows move one by m. The pair of cells is one outcome.
  @Test func relations() throws {
    let cost = PrivacyCost(units: 1 << 39)
    for rows in [1, 3] {
      let parameters = try Self.parameters(.replaceOne, rows: rows)
      let variance = Double(2 * rows * rows)
      // Of the difference of the two cells, which is all that distinguishes.
      let delta = PrivacyLoss.gaussianDelta(variance: 2 * variance, shift: 2 * rows)
      func outcomes(_ a: Int, _ b: Int) throws -> [Int] {
        let (x, y) = (try Self.samples(a, cost, parameters), try Self.samples(b, cost, parameters))
        return zip(x, y).map { place(Double($0 - $1), Double(5 - 5), (2 * variance).squareRoot()) }
      }
      let loss = PrivacyLoss(try outcomes(5 + rows, 5), try outcomes(5, 5 + rows))
      #expect(!loss.refutes(delta: delta + 0.002), "\(rows) rows")
      // By the noise of one added row it would be far off.
      let one = try #require(NoiseParameter(squared: 1, rho: 1 << 39))
      let mutant = PrivacyLoss(
        zip(Self.mutant(5 + rows, one), Self.mutant(5, one)).map { $0 - $1 },
        zip(Self.mutant(5, one), Self.mutant(5 + rows, one)).map { $0 - $1 })
      #expect(mutant.refutes(delta: delta + 0.02))
    }
    let parameters = try Self.parameters(rows: 3)
    let loss = PrivacyLoss(try Self.samples(5, cost, parameters), try Self.samples(8, cost, parameters))
    #expect(!loss.refutes(delta: PrivacyLoss.gaussianDelta(variance: 9, shift: 3)))
  }

  /// Distances and products move by large numbers: their noise is wide, so the bound is the continuous one.
  @Test func scoresAndProducts() throws {
    let parameters = try Self.parameters()
    // σ of half the distance, for ρ = 2.
    let cost = PrivacyCost(units: 1 << 41)
    let delta = GaussianBound.delta(sigma: 0.5, epsilon: Self.epsilon)
    let pairs = [(0, 1), (0, 2), (1, 2)]
    let shares = [[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]]
    let scores: [[Int16]] = [[-900, 900], [-900, 900], [-900, 900]]
    let bound: Int64 = 3 * 900 * 900
    var budget = PrivacyBudget(parameters, unchecked: PrivacyCost(units: 1 << 62))
    /// Along the vector by which the row moves the answer, which is all that distinguishes.
    func outcomes(_ rows: [[Int]], _ release: (ConfidentialRecords) throws -> Double) throws -> [Int] {
      let records = records([2, 2, 2], rows)
      return try (0..<4_000).map { _ in Int((try release(records) * 4).rounded(.down)) }
    }
    let distance = { (records: ConfidentialRecords) throws -> Double in
      let noisy = try records.dependenceScores(
        of: pairs, total: 100, shares: shares, spending: cost, from: &budget)
      return noisy.values.reduce(0, +) / (3.0.squareRoot() * noisy.deviation)
    }
    let loss = PrivacyLoss(try outcomes([], distance), try outcomes([[0, 1, 0]], distance))
    #expect(!loss.refutes(delta: delta))
    #expect(loss.refuted > delta - 0.25)
    let product = { (records: ConfidentialRecords) throws -> Double in
      let noisy = try records.scoreProducts(scores, normBound: bound, spending: cost, from: &budget)
      return Double(noisy.counts.reduce(0, +)) / (3.0.squareRoot() * noisy.deviation)
    }
    let products = PrivacyLoss(try outcomes([], product), try outcomes([[1, 1, 1]], product))
    #expect(!products.refutes(delta: delta))
    #expect(products.refuted > delta - 0.25)
    // Without the noise's share of one pair in three: sensitivity 1 for the whole vector, not √3.
    let cheap = { (records: ConfidentialRecords) throws -> Double in
      let counts = records.distances(of: pairs, rows: 100, shares: shares)
      let noise = NoiseParameter(squared: 1 << 32, rho: 1 << 41)!.release(counts)
      return Double(noise.counts.reduce(0, +)) / (3.0.squareRoot() * noise.deviation)
    }
    #expect(
      PrivacyLoss(try outcomes([], cheap), try outcomes([[0, 1, 0]], cheap)).refutes(
        delta: 0.6))
  }

  /// Levels of one row each come out as rarely as δ says, and not for a threshold that is one too low.
  @Test func thresholdedLevels() throws {
    for (rows, neighbouring) in [(1, .addRemove), (2, .addRemove), (1, .replaceOne), (2, .replaceOne)]
      as [(Int, PrivacyParameters.Neighbouring)]
    {
      let parameters = try PrivacyParameters(
        epsilon: 1, delta: 0.9, neighbouring: neighbouring, unit: "id", maximumRows: rows)
      let noise = try PrivateQuery.levels.noise(spending: PrivacyCost(units: 1 << 38), under: parameters)
      let delta = StabilityThreshold.delta(threshold: 5 * Int64(rows), noise: noise, rows: rows)
      let count = 60_000
      // Each level is that of a unit: all its m rows in one, the worst case.
      let codes = (0..<(count * rows)).map { Int32($0 / rows) }
      let table = Table(
        schema: Schema([Field(name: "c", type: .categorical), Field(name: "id", type: .categorical)]),
        rowCount: codes.count,
        columns: [
          Column(.codes(codes, levels: StringArray((0..<count).map(String.init)))),
          Column(.codes(codes, levels: StringArray((0..<count).map(String.init)))),
        ])
      let confidential = try ConfidentialTable(table, parameters: parameters)
      var budget = PrivacyBudget(parameters, unchecked: PrivacyCost(units: 1 << 42), thresholdDelta: 0.5)
      let levels = try confidential.levels(
        of: 0, delta: delta, spending: PrivacyCost(units: 1 << 38), from: &budget)
      let error = 6 * (delta / Double(count)).squareRoot()
      let share = Double(levels.count) / Double(count)
      #expect(share <= delta + error)
      // A unit whose rows all have one level attains its own tail.
      let threshold = StabilityThreshold.threshold(delta: delta, noise: noise, rows: rows)
      #expect(share >= noise.tail(from: threshold - Int64(rows)) - error)
      // The rule with a threshold one lower, or with `>` where the bound is that of `>=`, is seen.
      var bits = SecureRandom()
      let late = noise.draw(count: count, using: &bits).count { Int64(rows) + $0 >= threshold - 1 }
      if rows == 1 { #expect(Double(late) / Double(count) > delta + error) }
    }
  }

  /// A row of another magnitude than all others, at the edge of standing out.
  @Test func bounds() throws {
    let parameters = try Self.parameters()
    let cost = PrivacyCost(units: 1 << 39)
    func outcomes(_ far: Int) throws -> [Int] {
      let values = [Int64](repeating: 1, count: 60) + .init(repeating: 1 << 20, count: far)
      let table = Table(
        schema: Schema([Field(name: "x", type: .int64)]), rowCount: values.count,
        columns: [Column(.int64(values))])
      let confidential = try ConfidentialTable(table, parameters: parameters)
      var budget = PrivacyBudget(parameters, unchecked: PrivacyCost(units: 1 << 60))
      return try (0..<4000).map { _ in
        guard case .integers(_, let high) = try confidential.bounds(of: 0, spending: cost, from: &budget)
        else { return 0 }
        return high == (1 << 21) - 1 ? 1 : high == 1 ? 2 : 3
      }
    }
    let delta = PrivacyLoss.gaussianDelta(variance: 1, shift: 1)
    // σ = 1 and 129 cells: a count stands out from about 7.
    let (below, above) = (try outcomes(6), try outcomes(7))
    #expect(!PrivacyLoss(below, above).refutes(delta: delta))
    #expect(below.contains(1) && below.contains(2))
  }

  /// A number of rows without noise is no private release.
  @Test func exactCountIsRefuted() throws {
    let cost = PrivacyCost(units: 1 << 39)
    let parameters = try Self.parameters()
    func outcomes(_ rows: Int) throws -> [Int] {
      let records = records([2], .init(repeating: [1], count: rows))
      var budget = PrivacyBudget(parameters, unchecked: PrivacyCost(units: 1 << 60))
      return try (0..<4000).map { _ in
        Int(try records.count(spending: cost, from: &budget).counts[0])
      }
    }
    #expect(
      !PrivacyLoss(try outcomes(9), try outcomes(10)).refutes(
        delta: PrivacyLoss.gaussianDelta(variance: 1, shift: 1)))
    #expect(
      PrivacyLoss(.init(repeating: 9, count: 4000), .init(repeating: 10, count: 4000)).refutes(delta: 0.9))
  }
}
