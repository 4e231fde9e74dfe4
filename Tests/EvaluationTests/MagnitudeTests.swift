import Evaluation
import Foundation
import Tabular
import Testing

/// Scores do not depend on the units of a column, however large or small.
@Suite struct MagnitudeTests {
  private static func draw(_ seed: UInt64, dependent: Bool, power: Int) -> Table {
    var random = Numbers(seed)
    let x = (0..<500).map { _ in random.unit() - 0.25 }
    let y = dependent ? x : (0..<500).map { _ in random.unit() - 0.25 }
    func scaled(_ values: [Double]) -> [Double] {
      values.map { Double(sign: .plus, exponent: power, significand: $0) }
    }
    return table([reals("x", scaled(x)), reals("y", scaled(y))])
  }

  @Test(arguments: [-1000, -700, -520, -260, -201, -190, 190, 201, 300, 500, 511, 520, 700, 1000, 1022])
  func correlationsDoNotDependOnUnits(power: Int) throws {
    func trend(_ power: Int) throws -> ReferencedScore {
      try Fidelity(
        EvaluationTables(
          real: Self.draw(1, dependent: true, power: power),
          synthetic: Self.draw(2, dependent: false, power: power)),
        options: EvaluationOptions(threads: 2)
      ).pairs[0].trend
    }
    #expect(try trend(power) == trend(0))
    #expect(try abs(trend(power).value - 0.5) < 0.06)
    let real = Self.draw(1, dependent: true, power: power)
    guard case .float64(let x) = real.columns[0].values else { return }
    #expect(Pearson.correlation(x, x).map { abs($0 - 1) < 1e-14 } == true)
  }

  /// One row of another magnitude, which has no partner, decides nothing.
  @Test func rowsWithoutPartnerDoNotCount() throws {
    func made(_ dependent: Bool) -> Table {
      let base = Self.draw(3, dependent: dependent, power: -700)
      guard case .float64(var x) = base.columns[0].values, case .float64(var y) = base.columns[1].values
      else { return base }
      (x[0], y[0]) = (1, .nan)
      return table([reals("x", x), reals("y", y)])
    }
    let likeness = try Likeness(real: made(true), synthetic: made(false), threads: 1)
    #expect(abs(likeness.trendScore - 0.5) < 0.06)
  }

  /// A report of any finite numbers has finite scores: JSON has no others.
  @Test(arguments: [Double.greatestFiniteMagnitude, 1e200, 1e-200, .leastNonzeroMagnitude])
  func reportsAreFinite(unit: Double) throws {
    var random = Numbers(9)
    func made() -> Table {
      table([
        reals("x", (0..<300).map { _ in (random.unit() * 2 - 1) * unit }),
        reals("y", (0..<300).map { _ in random.unit() < 0.5 ? -unit : unit }),
        levels("g", (0..<300).map { _ in random.unit() < 0.5 ? "a" : "b" }),
      ])
    }
    let (real, synthetic, holdout) = (made(), made(), made())
    let report = try EvaluationReport(
      EvaluationTables(real: real, synthetic: synthetic, holdout: holdout, target: 0),
      options: EvaluationOptions(threads: 2, resamples: 4))
    #expect((0.7...1).contains(report.score), "\(report.score)")
    // The encoder throws at what is not finite.
    _ = try JSONEncoder().encode(report)
  }
}
