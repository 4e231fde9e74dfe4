import Distributions
import Randomness
import Synthesis
import Tabular
import Testing

/// Large samples against what they were fitted to. Six sigma a share: a false alarm is rarer than 2e-9 each.
@Suite struct SamplingStatisticalTests {
  static let rows = 200_000

  @Test func levelsAndAtomsKeepTheirShares() throws {
    var random = TestRandom(21)
    let n = 5000
    let latent = random.normals(n)
    let shares = [0.55, 0.8, 0.95, 0.99, 1]
    let codes = (0..<n).map { _ in
      let u = random.uniform()
      return shares.firstIndex { u < $0 }!
    }
    let table = Table([
      ("level", .categorical, levels(codes, ["a", "b", "c", "d", "e"])),
      ("flag", .boolean, levels(latent.map { $0 > 1.5 ? 1 : 0 }, ["false", "true"])),
      ("count", .int64, integers(latent.map { Int64(max(0, $0 * 3)) })),
      // A third zero, the rest continuous.
      ("amount", real, reals(latent.indices.map { $0 % 3 == 0 ? 0 : 1 + latent[$0] * latent[$0] })),
    ])
    let drawn = try sample(fit(table).model, rows: SamplingStatisticalTests.rows)
    for name in ["level", "flag"] {
      let observed = Dictionary(grouping: table.levels(name), by: { $0! }).mapValues(\.count)
      let sampled = Dictionary(grouping: drawn.levels(name), by: { $0! }).mapValues(\.count)
      #expect(Set(sampled.keys) == Set(observed.keys))
      for (level, count) in observed {
        let z = zScore(
          sampled[level] ?? 0, of: SamplingStatisticalTests.rows, share: Double(count) / Double(n))
        #expect(abs(z) < 6, "\(name) \(level)")
      }
    }
    for (name, values) in [("count", [0.0, 1, 2, 5]), ("amount", [0.0])] {
      let (observed, sampled) = (table.reals(name), drawn.reals(name))
      for value in values {
        let share = Double(observed.count { $0 == value }) / Double(n)
        let z = zScore(
          sampled.count { $0 == value }, of: SamplingStatisticalTests.rows, share: share)
        #expect(abs(z) < 6, "\(name) \(value)")
      }
    }
    // Nothing between zero and the rest: half-way to it at most.
    let least = table.reals("amount").filter { $0 > 0 }.min()!
    #expect(drawn.reals("amount").allSatisfy { $0 == 0 || $0 >= least / 2 })
  }

  /// The distribution function of a continuous column within the Dvoretzky-Kiefer-Wolfowitz bound:
  /// P(sup > e) <= 2 exp(-2 n e²) = 2e-9 for e = 3.3 / sqrt(n).
  @Test func continuousColumnsKeepTheirDistribution() throws {
    var random = TestRandom(22)
    let table = Table([
      ("normal", real, reals(random.normals(20_000))),
      ("heavy", real, reals((0..<20_000).map { _ in 1 / random.uniform() })),
      ("whole", .int64, integers(random.normals(20_000).map { Int64($0 * 1e6) })),
    ])
    let n = 100_000
    let drawn = try sample(fit(table).model, rows: n)
    for name in ["normal", "heavy", "whole"] {
      let (observed, sampled) = (table.reals(name).sorted(), drawn.reals(name).sorted())
      var largest = 0.0
      var below = 0
      for (rank, value) in sampled.enumerated() {
        while below < observed.count, observed[below] <= value { below += 1 }
        largest = max(largest, abs(Double(below) / 20_000 - Double(rank) / Double(n)))
      }
      // Plus the mass of one group, within which the spread is even: 1/2048.
      #expect(largest < 3.3 / Double(n).squareRoot() + 1.0 / 2048)
    }
  }

  /// Spearman's correlation of 100,000 rows has a standard error below 1 / sqrt(n) = 0.0032; the fit keeps
  /// the correlation of the table's scores, Spearman's of 20,000 rows to about 0.002.
  @Test func correlationsAreThoseOfTheTable() throws {
    var random = TestRandom(23)
    let n = 20_000
    let a = random.normals(n)
    let b = zip(a, random.normals(n)).map { 0.8 * $0 + 0.6 * $1 }
    let c = zip(b, random.normals(n)).map { -0.5 * $0 + 0.75.squareRoot() * $1 }
    let d = random.normals(n)
    let columns = [("a", a), ("b", b), ("c", c), ("d", d)]
    let table = Table(columns.map { ($0.0, real, reals($0.1)) })
    let fitted = try fit(table)
    #expect(fitted.correlationError < 1e-6 && fitted.repair == 0)
    let drawn = try sample(fitted.model, rows: 100_000)
    for i in 0..<4 {
      for j in 0..<i {
        let (x, y) = (columns[i].0, columns[j].0)
        #expect(
          abs(spearman(drawn.reals(x), drawn.reals(y)) - spearman(table.reals(x), table.reals(y))) < 0.03)
        // Normal columns: Pearson's too.
        #expect(abs(pearson(drawn.reals(x), drawn.reals(y)) - pearson(table.reals(x), table.reals(y))) < 0.03)
      }
    }
  }

  /// Odd columns and columns with a thick tail keep Spearman's correlation, which no monotone change touches.
  @Test func monotoneChangesKeepRankCorrelations() throws {
    var random = TestRandom(24)
    let n = 20_000
    let a = random.normals(n)
    let b = zip(a, random.normals(n)).map { ratio(0.6 * $0 + 0.8 * $1) }
    let table = Table([("a", real, reals(a)), ("b", real, reals(b))])
    let drawn = try sample(fit(table).model, rows: 100_000)
    // Six standard errors of both.
    #expect(abs(spearman(drawn.reals("a"), drawn.reals("b")) - spearman(a, b)) < 0.03)
  }

  private func ratio(_ x: Double) -> Double { x * x * x * x * x + x }
}
