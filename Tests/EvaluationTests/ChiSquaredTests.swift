import Evaluation
import Testing

@Suite struct ChiSquaredTests {
  /// Degrees of freedom, statistic, probability: mpmath 1.3, the regularised incomplete gamma function with 60 digits
  /// (from 2,000 degrees on by its power series with 260). scipy 1.17's chi2.sf agrees to 3e-13.
  static let references: [(Int, Double, Double)] = [
    (1, 1e-08, 0.99992021154405269), (1, 0.5, 0.47950012218695346),
    (1, 3.841458820694124, 0.050000000000000057), (1, 30, 4.3204630578274973e-8),
    (1, 1300, 1.1303728441492742e-284), (2, 5.99, 0.050036627086586283),
    (3, 0.1, 0.99183742373187648), (4, 100, 9.8366242246159807e-21),
    (5, 11.07, 0.050009618622405482), (7, 700, 6.8965125740903271e-147),
    (10, 3, 0.98142406377785933), (12, 12, 0.44567964136461124),
    (30, 25.5, 0.70038753672946342), (30, 33, 0.32254209693456491),
    (31, 400, 1.0320678021196948e-65), (99, 99, 0.4810969124082639),
    (99, 250, 4.8443124113853719e-15), (400, 399, 0.50471015293051301),
    (1000, 1001, 0.48513891876805152), (1000, 2500, 2.1059268048481405e-129),
    (1000, 800, 0.99999918906189212), (9999, 10200, 0.078292895215381575),
    (99999, 99999, 0.4994052889216432), (99999, 103000, 1.5059901912487598e-11),
    (1_000_000, 1_000_200, 0.4435860825215457), (1_000_000, 1_040_000, 8.4881596141563673e-172),
  ]

  @Test(arguments: references) func pValue(degrees: Int, statistic: Double, expected: Double) throws {
    let value = try #require(ChiSquared.pValue(statistic: statistic, degreesOfFreedom: degrees))
    let tolerance = degrees <= 1000 ? 1e-13 : 1e-12
    #expect(abs(value / expected - 1) <= tolerance, "\(value / expected - 1)")
  }

  @Test func edges() {
    #expect(ChiSquared.pValue(statistic: 0, degreesOfFreedom: 0) == nil)
    #expect(ChiSquared.pValue(statistic: 0, degreesOfFreedom: 1) == 1)
    #expect(ChiSquared.pValue(statistic: 1e9, degreesOfFreedom: 3) == 0)
    #expect(ChiSquared.pValue(statistic: .infinity, degreesOfFreedom: 3) == 0)
    #expect(ChiSquared.pValue(statistic: 1e-300, degreesOfFreedom: 100) == 1)
  }

  /// Falls as the statistic grows, also where the series hands over to the continued fraction.
  @Test(arguments: [1, 2, 7, 40, 5000]) func falls(degrees: Int) {
    var last = 1.0
    for step in 0...4000 {
      let statistic = Double(degrees) * (0.5 + Double(step) / 4000)
      let value = ChiSquared.pValue(statistic: statistic, degreesOfFreedom: degrees)!
      #expect(value <= last * (1 + 1e-13))
      last = value
    }
    #expect(last < 0.5)
  }
}
