import Auditing
import Evaluation
import Tabular
import Testing

/// Which rows count as copies.
@Suite struct CopyTests {
  private func numbers(_ values: [Double]) -> Table {
    table([("x", .float64(plainIntegers: false), Column(.float64(values)))])
  }

  @Test func whatManyShareIsNoEvidence() throws {
    // 7 is in both tables and 5 twice in one: copies of them say nothing.
    let real = numbers([1, 2, 3, 5, 5, 7])
    let held = numbers([11, 12, 13, 14, 7])
    let made = numbers([7, 7, 7, 5, 1, 1, 12, 99])
    let copies = try #require(try audit(real, made, held).copies)
    let exact = try #require(copies.exact)
    #expect(exact.real.count == 1 && exact.real.trials == 3)
    #expect(exact.holdout.count == 1 && exact.holdout.trials == 4)
    #expect(abs(exact.excess.value - (1.0 / 3 - 1.0 / 4)) < 1e-12)
    #expect(copies.syntheticRowsEqualToReal == 6 && copies.syntheticRowsEqualToHoldout == 4)
    #expect(copies.equalSizes.referenceRows == 5)
  }

  @Test func nothingIsDistinctive() throws {
    let same = numbers([Double](repeating: 4, count: 30))
    let report = try audit(same, same, same)
    #expect(report.copies?.exact == nil && report.copies?.near == nil && report.risk == .low)
    #expect(report.notes.contains { $0.contains("shared by several") })
  }

  /// Rows whose numbers are moved by less than the tolerance are near copies and not exact ones.
  @Test func nearCopies() throws {
    let real = people(1000, seed: 1)
    let held = people(1000, seed: 2)
    guard case .float64(let wealth) = real.columns[0].values else { return }
    let moved = Table(
      schema: real.schema, rowCount: 1000,
      columns: [Column(.float64(wealth.map { $0 + 0.0133 }))] + real.columns.dropFirst())
    let copies = try #require(try audit(real, moved, held).copies)
    #expect(copies.exact?.real.count == 0)
    let near = try #require(copies.near)
    #expect(near.real.count == near.real.trials && near.ruleLow > 0.5)
    #expect(near.holdout.value < 0.5)
  }
}
