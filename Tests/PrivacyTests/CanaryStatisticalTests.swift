import Testing

@testable import Privacy

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Canaries in cells of their own, half of them there, and a guess for each: noise that is too small is found, and noise that
/// is as large as said is found to be no larger.
@Suite struct CanaryStatisticalTests {
  static let canaries = 100_000
  static let width = 317

  /// The coins, and the released counts.
  static func release(_ parameters: PrivacyParameters, _ cost: PrivacyCost) throws -> (
    inside: [Bool], counts: [Int64]
  ) {
    var bits = SecureRandom()
    let inside = (0..<canaries).map { _ in bits.next() & 1 == 1 }
    let rows = inside.indices.filter { inside[$0] }
    let records = ConfidentialRecords(
      names: ["a", "b"], cardinalities: [width, width],
      codes: [rows.map { UInt16($0 / width) }, rows.map { UInt16($0 % width) }])
    var budget = try PrivacyBudget(parameters)
    let table = try records.tables(of: [(0, 1)], spending: [cost], from: &budget)[0]
    try budget.close().check()
    return (inside, Array(table.counts[..<canaries]))
  }

  @Test func laplaceIsTight() throws {
    let (inside, counts) = try Self.release(
      PrivacyParameters(epsilon: 1, delta: 0), PrivacyCost(units: 1 << 40))
    let correct = zip(inside, counts).count { $0 == ($1 >= 1) }
    let audit = OneRunAudit(canaries: Self.canaries, guesses: Self.canaries, correct: correct)
    let bound = audit.largestEpsilon(refutedAt: 1e-6, delta: 0)
    #expect(bound >= 0.9 && bound <= 1, "ε is at least \(bound)")
  }

  /// The audit has the power to see a tenth: noise for ε = 1.1 under the name of 1.
  @Test func aTenthTooLittleIsSeen() throws {
    let (inside, counts) = try Self.release(
      PrivacyParameters(epsilon: 2, delta: 0), PrivacyCost(units: UInt64(1.1 * 0x1p40)))
    let correct = zip(inside, counts).count { $0 == ($1 >= 1) }
    let audit = OneRunAudit(canaries: Self.canaries, guesses: Self.canaries, correct: correct)
    #expect(audit.largestEpsilon(refutedAt: 1e-6, delta: 0) > 1)
  }

  @Test func gaussianIsTight() throws {
    let rho = 1.0
    let (inside, counts) = try Self.release(
      PrivacyParameters(epsilon: 10, delta: 1e-9), PrivacyCost(units: 1 << 40))
    func moments(_ side: Bool) -> (mean: Double, variance: Double, count: Double) {
      let values = zip(inside, counts).filter { $0.0 == side }.map { Double($0.1) }
      let mean = values.reduce(0, +) / Double(values.count)
      return (
        mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1),
        Double(values.count)
      )
    }
    let (there, absent) = (moments(true), moments(false))
    let deviation = ((there.variance * there.count + absent.variance * absent.count) / Double(Self.canaries))
      .squareRoot()
    let mu = (there.mean - absent.mean) / deviation
    #expect(abs(mu / (2 * rho).squareRoot() - 1) < 0.03, "μ is \(mu)")
  }
}
