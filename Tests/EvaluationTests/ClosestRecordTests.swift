import Evaluation
import Tabular
import Testing

@Suite struct ClosestRecordTests {
  @Test func distancesOfSDMetrics() throws {
    let records = NearestRecord(real: Golden.real)
    let found = try records.nearest(to: records.queries(Golden.synthetic), threads: 2).map(\.distance)
    #expect(abs(found.reduce(0, +) / 1000 - Golden.value("DCR.syn_real.mean")) < 1e-9)
    let sorted = found.sorted()
    #expect(abs((sorted[499] + sorted[500]) / 2 - Golden.value("DCR.syn_real.median")) < 1e-9)
  }

  @Test func overfittingProtection() throws {
    let found = try #require(
      try DCROverfittingProtection(
        training: Golden.real, synthetic: Golden.synthetic, holdout: Golden.holdout, threads: 2))
    #expect(abs(found.score - Golden.value("DCROverfit.score")) < 1e-9)
    #expect(abs(found.closerToTraining - 0.818) < 1e-9)
    let copied = try #require(
      try DCROverfittingProtection(
        training: Golden.real, synthetic: Golden.real, holdout: Golden.holdout, threads: 2))
    #expect(copied.score < 0.05)
  }

  /// Eight runs of SDMetrics 0.32 with other random rows give a median of 0.0729 to 0.0781 for them.
  @Test func baselineProtection() throws {
    for seed in 0..<3 as Range<UInt64> {
      let found = try #require(
        try DCRBaselineProtection(real: Golden.real, synthetic: Golden.synthetic, seed: seed, threads: 2))
      #expect(abs(found.medianOfSynthetic - Golden.value("DCR.syn_real.median")) < 1e-9)
      #expect(abs(found.medianOfRandom - 0.0755) < 0.01)
      #expect(found.score == found.medianOfSynthetic / found.medianOfRandom)
    }
    let constant = Table(
      schema: Schema([Field(name: "x", type: .int64)]), rowCount: 3, columns: [Column(.int64([3, 3, 3]))])
    let none = try #require(
      try DCRBaselineProtection(real: constant, synthetic: constant, seed: 0, threads: 1))
    #expect(none.score == nil && none.medianOfRandom == 0)
  }

  @Test func newRows() throws {
    let found = try #require(
      try NewRowSynthesis(real: Golden.real, synthetic: Golden.synthetic, threads: 2))
    #expect(found.score == Golden.value("NewRow"))
    #expect(found.matchedRows == 44)
    let all = try #require(
      try NewRowSynthesis(real: Golden.real, synthetic: Golden.real, tolerance: 0, threads: 1))
    #expect(all.score == 0 && all.matchedRows == 1200)
  }

  @Test func newRowsByAllPairs() throws {
    func table(_ rows: Int, seed: UInt64) -> Table {
      var random = Numbers(seed)
      func missing() -> Bitmap { Bitmap(count: rows) { _ in random.unit() < 0.8 } }
      let columns = [
        Column(.float64((0..<rows).map { _ in (random.unit() * 40).rounded() - 20 }), validity: missing()),
        Column(.int64((0..<rows).map { _ in Int64(random.unit() * 1000) }), validity: missing()),
        Column(
          .codes((0..<rows).map { _ in Int32(random.unit() * 2) }, levels: StringArray(["a", "b"])),
          validity: missing()),
      ]
      let types: [FieldType] = [.float64(plainIntegers: true), .int64, .categorical]
      return Table(
        schema: Schema(types.enumerated().map { Field(name: "c\($0)", type: $1) }), rowCount: rows,
        columns: columns)
    }
    func cells(_ column: Column) -> [Double?] {
      (0..<column.count).map { row in
        guard column.validity?[row] ?? true else { return nil }
        switch column.values {
        case .int64(let values): return Double(values[row])
        case .float64(let values): return values[row]
        case .codes(let codes, _): return Double(codes[row])
        case .strings: return nil
        }
      }
    }
    for tolerance in [0, 0.01, 0.2] {
      let (real, synthetic) = (table(600, seed: 1), table(400, seed: 2))
      let (x, y) = (real.columns.map(cells), synthetic.columns.map(cells))
      let matched = (0..<400).count { s in
        (0..<600).contains { r in
          (0..<3).allSatisfy { j in
            guard let a = x[j][r], let b = y[j][s] else { return x[j][r] == nil && y[j][s] == nil }
            return j == 2 ? a == b : abs(a - b) <= abs(tolerance * b)
          }
        }
      }
      let found = try #require(
        try NewRowSynthesis(real: real, synthetic: synthetic, tolerance: tolerance, threads: 2))
      #expect(found.matchedRows == matched && (1..<400).contains(matched))
    }
  }
}
