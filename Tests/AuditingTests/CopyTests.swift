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
    #expect(!report.measurable && !report.passes(.medium))
    #expect(report.notes.contains { $0.contains("shared by several") })
  }

  /// One copy of 399 records is no more than chance, however many held-out records have none.
  @Test func aSmallTableAgainstALargeHoldout() throws {
    let real = people(400, seed: 1)
    let made = people(400, seed: 2)
    let held = people(20_000, seed: 3)
    func report(_ copies: Int) throws -> PrivacyReport {
      try audit(real, made.replacingRows(copies, from: real), held, attempts: 20)
    }
    let one = try #require(try report(1).copies?.exact)
    #expect(one.real.count == 1 && one.holdout.count == 0)
    // 1 of 20,000 records is a real one with the probability 0.02.
    #expect(abs(one.chance - 0.0196) < 0.001 && one.excess.low > -0.0005)
    #expect(try report(1).risk == .low)
    let three = try report(3)
    #expect(three.copies!.exact!.chance < 0.0005 && three.risk == .medium)
    #expect(three.copies?.exact?.leastFlagged == 2 / Double(one.real.trials))
  }

  /// A holdout of rows that the generator was trained on would hide every leak.
  @Test func aHoldoutOfRealRowsIsRefused() throws {
    let real = people(500, seed: 1)
    let held = people(500, seed: 2)
    let made = people(500, seed: 3)
    for (name, overlapping) in [
      ("all", real), ("half", real.rows(in: 0..<250)), ("some", held.replacingRows(40, from: real)),
    ] {
      let error = try #require(throws: HoldoutError.self, "\(name)") { try audit(real, real, overlapping) }
      #expect(error.shared >= 40 && error.pairs >= error.shared)
    }
    // A few common rows are no reason, nor are repeats within the tables.
    let few = try audit(real, made, held.replacingRows(4, from: real), attempts: 20)
    #expect(few.risk == .low)
    let twice = real.rows((0..<500).flatMap { [$0 as Int32, $0] })
    #expect(try audit(twice, made, held, attempts: 20).risk == .low)
    // People alike in everything compared: chance deals them out among the tables.
    let alike = [real, made, held].map {
      Table(
        schema: Schema(Array($0.schema.fields[1...3])), rowCount: 500, columns: Array($0.columns[1...3]))
    }
    #expect(try audit(alike[0], alike[1], alike[2], attempts: 20).risk == .low)
  }

  @Test func nearerRows() throws {
    let (real, held, fresh) = (people(800, seed: 1), people(800, seed: 2), people(800, seed: 3))
    let none = try #require(try audit(real, fresh, held, attempts: 20).copies?.nearness)
    // Six standard deviations of either table's chance.
    #expect(abs(none.value - 0.5) < 0.15 && none.low < none.value && none.value < none.high)
    #expect(none.rows == 800 && none.referenceRows == 800)
    let all = try #require(try audit(real, real, held, attempts: 20).copies?.nearness)
    #expect(all.value > 0.95)
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
    #expect(near.real.count == near.real.trials && near.ruleLow > 0.5 && near.chance < 1e-6)
    #expect(near.holdout.value < 0.5)
  }
}
