import Auditing
import Testing

/// Statistics of the audit of bias against values computed elsewhere (scipy, and the formulas by hand in numpy).
@Suite struct BiasStatisticsTests {
  @Test func wilsonsInterval() {
    let few = ProportionInterval.wilson(11, of: 344, confidence: 0.95)
    #expect(abs(few.low - 0.017947408271587157) < 1e-12 && abs(few.high - 0.05634350261725812) < 1e-12)
    #expect(few.value == 11.0 / 344)
    let none = ProportionInterval.wilson(0, of: 20, confidence: 0.95)
    #expect(none.low == 0 && none.high > 0.1 && none.high < 0.2)
    let nobody = ProportionInterval.wilson(0, of: 0, confidence: 0.95)
    #expect(nobody.low == 0 && nobody.high == 1)
  }

  @Test func goodnessOfFit() throws {
    let fit = try #require(ShareTest.fit([40, 35, 25], expected: [0.5, 0.3, 0.2]))
    #expect(fit.method == .chiSquared && fit.degreesOfFreedom == 2)
    #expect(abs(fit.statistic! - 4.083333333333334) < 1e-12)
    #expect(abs(fit.pValue - 0.12981217685543797) < 1e-10)
    // A group that is not expected.
    #expect(ShareTest.fit([10, 1], expected: [1, 0])?.pValue == 0)
    // A group that is neither expected nor there does not count.
    #expect(ShareTest.fit([40, 35, 25, 0], expected: [0.5, 0.3, 0.2, 0]) == fit)
    #expect(ShareTest.fit([5], expected: [1]) == nil)
    #expect(ShareTest.fit([0, 0], expected: [0.5, 0.5]) == nil)
  }

  /// Expected counts below five are joined: 1 and 4 of a hundred make a cell of five.
  @Test func rareGroupsAreJoined() throws {
    let fit = try #require(ShareTest.fit([1, 9, 90], expected: [0.01, 0.04, 0.95]))
    #expect(fit.method == .chiSquaredJoined && fit.degreesOfFreedom == 1)
    #expect(abs(fit.statistic! - (25 / 5.0 + 25 / 95.0)) < 1e-12)
    // So few rows that nothing is left to join: exact, P[X >= 8] of a binomial with 10 trials of 0.6, twice.
    let exact = try #require(ShareTest.fit([8, 2], expected: [0.6, 0.4]))
    #expect(exact.method == .exact && abs(exact.pValue - 2 * 0.16728975359999992) < 1e-9)
  }

  @Test func homogeneity() throws {
    let same = try #require(ShareTest.same([40, 35, 25], [60, 70, 20]))
    #expect(abs(same.statistic! - 6.481481481481482) < 1e-12 && same.degreesOfFreedom == 2)
    #expect(abs(same.pValue - 0.03913489554822149) < 1e-10)
    #expect(ShareTest.same([7, 3], [70, 30])?.pValue ?? 0 > 0.99)
  }

  @Test func holm() {
    let adjusted = HolmCorrection.adjusted([0.01, 0.04, 0.03, 0.005])
    for (found, wanted) in zip(adjusted, [0.03, 0.06, 0.06, 0.02]) { #expect(abs(found - wanted) < 1e-15) }
    #expect(HolmCorrection.adjusted([0.9, 0.8]) == [1, 1])
    #expect(HolmCorrection.adjusted([]) == [])
  }

  @Test func mantelHaenszel() throws {
    // The third stratum has no row of the first group, and tells nothing.
    let rates = try #require(
      StratifiedRates(
        [
          .init(first: (4, 10), second: (6, 12)), .init(first: (2, 20), second: (9, 25)),
          .init(first: (0, 0), second: (3, 4)),
        ], confidence: 0.95))
    #expect(rates.strata == 2 && rates.rows == 67)
    #expect(abs(rates.difference - -0.20731707317073172) < 1e-12)
    #expect(abs(rates.low - -0.4152602499401318) < 1e-9 && abs(rates.high - 0.0006261035986683539) < 1e-9)
    #expect(abs(rates.oddsRatio! - 0.34413580246913583) < 1e-12)
    #expect(abs(rates.oddsRatioLow! - 0.10871231085748523) < 1e-9)
    #expect(abs(rates.oddsRatioHigh! - 1.0893839861092585) < 1e-9)
    #expect(abs(rates.pValue! - 0.06699993694608421) < 1e-10)
    #expect(abs(rates.standardized - -0.20746268656716418) < 1e-12)
    #expect(StratifiedRates([.init(first: (0, 0), second: (3, 4))], confidence: 0.95) == nil)
  }

  @Test(arguments: [(0.2, 0.2, false), (0.21, 0.0, true)])
  func overfittingByArtefacts(real: Double, synthetic: Double, warns: Bool) {
    let report = OverfitReport([
      .init(epoch: 1, training: 0.3, realValidation: real, syntheticValidation: synthetic)
    ])
    #expect(report.warnings == (warns ? [.artefacts] : []))
  }

  @Test func overfittingByLeakage() {
    let losses = [
      OverfitReport.Losses(epoch: 1, training: 0.4, realValidation: 0.5, syntheticValidation: 0.45),
      .init(epoch: 2, training: 0.05, realValidation: 0.7, syntheticValidation: nil),
      .init(epoch: 3, training: 0.1, realValidation: 0.6, syntheticValidation: 0.5),
    ]
    let report = OverfitReport(losses)
    #expect(report.epochs.map(\.warnings) == [[], [.leakage], []])
    #expect(report.warnings == [] && report.firstWarning == 2 && report.bestEpoch == 1)
    let strict = OverfitReport(losses, limits: .init(maxGap: 0.05, lowTraining: 0.2, highValidation: 0.55))
    #expect(strict.warnings == [.artefacts, .leakage] && strict.artefactEpochs == 1)
  }
}
