import Tabular
import Testing

@Suite struct GoldenTests {
  @Test func tablesAreReadAsTheyAre() {
    #expect(Golden.real.rowCount == 1200)
    #expect(Golden.synthetic.rowCount == 1000)
    #expect(Golden.holdout.rowCount == 400)
    let income = Golden.column("income", of: Golden.real)
    #expect(income.presentCount < 1200)
    guard case .int64(let cents) = income.values else {
      Issue.record("a decimal column stores whole numbers")
      return
    }
    #expect(cents[0] == 2_136_813)
    #expect(Golden.column("grp", of: Golden.real).presentCount == 1135)
    #expect(Golden.column("grp", of: Golden.synthetic).presentCount == 942)
    #expect(Golden.value("KS.age") == 0.9165)
    #expect(Golden.qa("acc.tgt::age") == 0.918)
    #expect(Golden.qaList("bins.tgt::flag") == ["0.0", "1.0", "2.0"])
  }
}
