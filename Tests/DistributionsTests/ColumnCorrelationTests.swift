import Copulas
import Distributions
import Foundation
import Kernels
import Testing

/// Correlations of columns against formulas and integrals.
@Suite struct ColumnCorrelationTests {
  private let rhos = [-1, -0.99, -0.9, -0.5, -0.1, 0, 0.2, 0.6, 0.89, 0.91, 0.97, 0.999, 1]

  private func normal() throws -> LatentCells { try family(.normal(mean: 3, sd: 2)) }
  private func family(
    _ family: FamilyMarginal.Family, _ low: Double? = nil, _ high: Double? = nil, _ decimals: Int? = nil
  ) throws -> LatentCells {
    LatentCells(.family(try FamilyMarginal(family, minimum: low, maximum: high, decimals: decimals)))
  }
  private func levels(_ cuts: [Double]) -> LatentCells {
    LatentCells(.levels(LevelMarginal(levels: cuts.dropFirst().map { "\($0)" }, cuts: cuts)))
  }

  @Test func continuousRanks() throws {
    let correlation = ColumnCorrelation(
      .spearman, of: [try normal(), try family(.exponential(mean: 1), 0, 3), try family(.uniform, 0, 1)])
    for rho in rhos {
      for (i, j) in [(0, 1), (1, 2), (2, 0)] {
        #expect(abs(correlation.value(i, j, at: rho) - 6 / .pi * asin(rho / 2)) < 1e-12)
      }
    }
    #expect(correlation.feasible(0, 1) == -1...1)
    #expect(abs(correlation.latent(0, 1, for: 0.6)! - 2 * sin(.pi * 0.1)) < 1e-15)
    #expect(correlation.latent(0, 1, for: 1) == 2 * sin(.pi / 6))
  }

  /// Of two normals cut at their medians: (2 / π) asin ρ, by Sheppard.
  @Test func medians() {
    let halves = levels([0, 0.5, 1])
    for kind in [ColumnCorrelation.Kind.pearson, .spearman] {
      let correlation = ColumnCorrelation(kind, of: [halves, halves])
      for rho in rhos {
        let expected = 2 / .pi * asin(rho)
        #expect(abs(correlation.value(0, 1, at: rho) - expected) < 2e-5, "\(rho)")
        #expect(abs(correlation.latent(0, 1, for: expected)! - rho) < 2e-4, "\(rho)")
      }
    }
  }

  @Test func fewLevelsAgainstAnIntegral() {
    let (a, b) = ([0, 0.1, 0.6, 1], [0, 0.3, 0.35, 0.9, 1])
    let correlation = ColumnCorrelation(.spearman, of: [levels(a), levels(b)])
    func rank(_ cuts: [Double], _ u: Double) -> Double {
      let cell = cuts.lastIndex { $0 <= u }.map { min($0, cuts.count - 2) }!
      return (cuts[cell] + cuts[cell + 1]) / 2
    }
    func variance(_ cuts: [Double]) -> Double {
      zip(cuts, cuts.dropFirst()).reduce(0) { $0 + ($1.1 - $1.0) * pow(($1.0 + $1.1) / 2 - 0.5, 2) }
    }
    for rho in rhos where abs(rho) < 1 {
      let spread = (1 - rho * rho).squareRoot()
      // E[rank of b | X = x], its steps at the cuts.
      func conditional(_ x: Double) -> Double {
        (1..<b.count - 1).reduce(rank(b, 0)) { sum, k in
          let jump = (b[k + 1] - b[k - 1]) / 2
          return sum + jump * StandardNormal.cdf((rho * x - StandardNormal.quantile(b[k])) / spread)
        }
      }
      var sum = 0.0
      let ends = [-9] + a.dropFirst().dropLast().map(StandardNormal.quantile) + [9]
      for cell in 0..<ends.count - 1 {
        let score = (a[cell] + a[cell + 1]) / 2 - 0.5
        sum +=
          score
          * integral(ends[cell], ends[cell + 1], intervals: 4000) {
            StandardNormal.density($0) * (conditional($0) - 0.5)
          }
      }
      let expected = sum / (variance(a) * variance(b)).squareRoot()
      #expect(abs(correlation.value(0, 1, at: rho) - expected) < 2e-5, "\(rho)")
    }
  }

  @Test func lognormalValues() throws {
    let (s, t) = (0.5, 1.2)
    let correlation = ColumnCorrelation(
      .pearson,
      of: [
        try family(.lognormal(logMean: 2, logSd: s)), try family(.lognormal(logMean: -1, logSd: t)),
        try normal(),
      ]
    )
    func spread(_ s: Double) -> Double { expm1(s * s).squareRoot() }
    for rho in rhos {
      let both = expm1(rho * s * t) / (spread(s) * spread(t))
      #expect(abs(correlation.value(0, 1, at: rho) - both) < 5e-5, "\(rho)")
      #expect(abs(correlation.value(0, 2, at: rho) - rho * s / spread(s)) < 2e-5, "\(rho)")
    }
  }

  @Test func limitsOfFewLevels() throws {
    let correlation = ColumnCorrelation(
      .spearman, of: [levels([0, 0.5, 1]), try normal(), levels([0, 0.9, 1])])
    // A half against a rank: sqrt(3) / 2.
    #expect(abs(correlation.feasible(0, 1).upperBound - 0.75.squareRoot()) < 1e-5)
    #expect(correlation.latent(0, 1, for: 0.87) == nil)
    #expect(correlation.latent(0, 1, for: 0.8) != nil)
    // Of a half and a tenth: sqrt(p (1 - q) / (q (1 - p))).
    #expect(abs(correlation.feasible(0, 2).upperBound - 1.0 / 3) < 1e-9)
    #expect(abs(correlation.feasible(0, 2).lowerBound + 1.0 / 3) < 1e-9)
    #expect(abs(correlation.latent(0, 2, for: 1.0 / 3)! - 1) < 1e-3)
  }

  /// Rounding so coarse that it matters, and so fine that cells are joined.
  @Test func roundedColumns() throws {
    for decimals in [0, 1, 3, 6] {
      let cells = try family(.lognormal(logMean: 0, logSd: 0.6), 0, nil, decimals)
      #expect(abs(cells.shares.reduce(0, +) - 1) < 1e-12)
      #expect(zip(cells.thresholds, cells.thresholds.dropFirst()).allSatisfy(<))
      #expect(zip(cells.values, cells.values.dropFirst()).allSatisfy(<))
      #expect(cells.thresholds.count < 4000)
      let mean = zip(cells.shares, cells.values).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(mean - exp(0.18)) < (decimals == 0 ? 0.06 : 1e-3), "\(decimals): \(mean)")
    }
    let coarse = ColumnCorrelation(
      .spearman, of: [try family(.normal(mean: 0, sd: 0.3), nil, nil, 0), try normal()])
    #expect(coarse.feasible(0, 1).upperBound < 0.6)
    let fine = ColumnCorrelation(
      .spearman, of: [try family(.normal(mean: 0, sd: 30), nil, nil, 2), try normal()])
    #expect(abs(fine.value(0, 1, at: 0.7) - 6 / .pi * asin(0.35)) < 2e-5)
  }

  /// Columns of far more points than a latent can tell apart, in the tails above all.
  @Test func columnsOfEndlesslyManyPoints() throws {
    let marginals: [Marginal] = [
      .family(try FamilyMarginal(.normal(mean: 0, sd: 1), maximum: 100, decimals: 13)),
      .family(try FamilyMarginal(.normal(mean: 0, sd: 1), minimum: -100, maximum: -2, decimals: 13)),
      .family(try FamilyMarginal(.lognormal(logMean: -600, logSd: 80), decimals: 0)),
      .family(try FamilyMarginal(.exponential(mean: 1e13), decimals: 0)),
      .family(try FamilyMarginal(.uniform, minimum: 0, maximum: 1, decimals: 15)),
      .integers(IntegerMarginal(from: .min, through: .max)),
      .integers(IntegerMarginal(from: 0, through: 1 << 60)),
    ]
    for marginal in marginals {
      let cells = LatentCells(marginal)
      #expect(cells.values.count < 5000, "\(marginal)")
      #expect(cells.values.count == cells.thresholds.count + 1)
      #expect(zip(cells.thresholds, cells.thresholds.dropFirst()).allSatisfy(<), "\(marginal)")
      #expect(abs(cells.shares.reduce(0, +) - 1) < 1e-12)
    }
  }
}
