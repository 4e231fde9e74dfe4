import Synthesis
import Tabular
import Testing

/// Tables that say little about some of their columns, or nothing about a stretch of their values.
@Suite struct SparseStatisticalTests {
  private let real = FieldType.float64(plainIntegers: false)

  /// Columns with four values each must leave the correlations of the complete columns as they are.
  @Test func nearlyMissingColumnsBendNothing() throws {
    var random = TestRandom(71)
    let n = 5000
    let shared = random.normals(n)
    var columns: [(String, FieldType, Column)] = []
    var complete: [[Double]] = []
    for index in 0..<6 {
      let own = random.normals(n)
      let weight = 0.3 + 0.1 * Double(index)
      complete.append((0..<n).map { weight * shared[$0] + own[$0] })
      columns.append(("c\(index)", real, reals(complete[index])))
    }
    for index in 0..<8 {
      let values = random.normals(n)
      columns.append(("m\(index)", real, reals(values, missing: { $0 % 1250 != index * 31 })))
    }
    let drawn = try sample(try fit(Table(columns)).model, rows: 50_000)
    for i in 0..<6 {
      for j in 0..<i {
        let wanted = pearson(complete[i], complete[j])
        let met = pearson(drawn.reals("c\(i)"), drawn.reals("c\(j)"))
        // Five standard errors of 50,000 rows, and 0.01 for the interpolation of the marginals.
        #expect(abs(wanted - met) < 0.033)
      }
    }
  }

  /// Two clusters far apart: nothing is drawn from between them.
  @Test func gapsStayEmpty() throws {
    var random = TestRandom(72)
    let n = 20_000
    let values = (0..<n).map { ($0 % 2 == 0 ? 0 : 1000) + 0.1 * random.normal() }
    let whole = values.map { Int64($0 * 1e6) }
    let table = Table([("x", real, reals(values)), ("k", .int64, integers(whole))])
    let drawn = try sample(try fit(table).model, rows: 200_000)
    #expect(drawn.reals("x").allSatisfy { $0 < 5 || $0 > 995 })
    guard case .int64(let integers) = drawn.column("k").values else { return }
    #expect(integers.allSatisfy { $0 < 5_000_000 || $0 > 995_000_000 })
  }
}
