import Synthesis
import Tabular
import Testing

@Suite struct MissingnessStatisticalTests {
  /// (X, Y) normal with ρ = 0.6; Y and Z are missing together where a normal W, correlated with X by 0.7, is low.
  @Test func missingValuesThatDependOnOthersAreReproduced() throws {
    var random = TestRandom(41)
    let n = 100_000
    let x = random.normals(n)
    let y = x.map { 0.6 * $0 + 0.8 * random.normal() }
    let w = x.map { 0.7 * $0 + 0.51.squareRoot() * random.normal() }
    let missing = { (row: Int) in w[row] < -0.5 }
    let table = Table([
      ("x", real, reals(x)), ("y", real, reals(y, missing: missing)),
      ("z", .boolean, levels(random.normals(n).map { $0 > 0.3 ? 1 : 0 }, ["f", "t"], missing: missing)),
    ])
    let model = try fit(table).model
    let latent = try #require(DependenceStatisticalTests.correlation(model, "x", "y"))
    // Six standard errors of the table (0.0025) and of the fit's simulation (0.005).
    #expect(abs(latent - 0.6) < 0.045)

    let drawn = try sample(model, rows: n)
    #expect(drawn.column("y").validity == drawn.column("z").validity)
    let present = drawn.column("y").validity!
    let share = Double(table.column("y").presentCount) / Double(n)
    #expect(abs(zScore(present.setCount, of: n, share: share)) < 6)
    // Where Y is missing X is low, by as much as in the table: means over 30,000 and more rows, sd below 1.
    func means(_ table: Table) -> (missing: Double, y: Double, z: Double, r: Double) {
      let validity = table.column("y").validity!
      let x = table.reals("x")
      let low = x.indices.filter { !validity[$0] }.map { x[$0] }
      let y = table.reals("y")
      let z = table.levels("z").compactMap { $0 }
      return (
        low.reduce(0, +) / Double(low.count), y.reduce(0, +) / Double(y.count),
        Double(z.count { $0 == "t" }) / Double(z.count),
        pearson(x.indices.filter { validity[$0] }.map { x[$0] }, y)
      )
    }
    let (observed, sampled) = (means(table), means(drawn))
    #expect(abs(observed.missing - sampled.missing) < 0.05)
    // Present values keep their distribution, though their rows are a selection: 6 * sqrt(2 / 69,000) = 0.032.
    #expect(abs(observed.y - sampled.y) < 0.032)
    #expect(abs(observed.z - sampled.z) < 0.017)
    #expect(abs(observed.r - sampled.r) < 0.045)
  }

  @Test func columnsMissingAtRandomKeepTheirCorrelation() throws {
    var random = TestRandom(42)
    let n = 50_000
    let x = random.normals(n)
    let y = x.map { -0.7 * $0 + 0.51.squareRoot() * random.normal() }
    let (u, v) = (random.normals(n), random.normals(n))
    let table = Table([
      ("x", real, reals(x, missing: { u[$0] > 0 })), ("y", real, reals(y, missing: { v[$0] > 1 })),
    ])
    let model = try fit(table).model
    let latent = try #require(DependenceStatisticalTests.correlation(model, "x", "y"))
    #expect(abs(latent + 0.7) < 0.03)
    let drawn = try sample(model, rows: n)
    let (a, b) = (drawn.column("x").validity!, drawn.column("y").validity!)
    let both = (0..<n).count { a[$0] && b[$0] }
    // Independent presences: P(both) is the product, within six sigma of two samples.
    let expected =
      Double(table.column("x").presentCount) * Double(table.column("y").presentCount) / Double(n * n)
    #expect(abs(zScore(both, of: n, share: expected)) < 9)
  }

  /// A column that is missing in all rows but one, and one that is there in all but one.
  @Test func extremeSharesAreFitted() throws {
    var random = TestRandom(43)
    let n = 2000
    let x = random.normals(n)
    let table = Table([
      ("x", real, reals(x)), ("rare", real, reals(x, missing: { $0 != 5 })),
      ("often", .int64, integers(x.map { Int64($0 * 5) }, missing: { $0 == 9 })),
      ("level", .categorical, levels(x.map { $0 > 0 ? 1 : 0 }, ["a", "b"], missing: { $0 % 1000 != 0 })),
    ])
    let drawn = try sample(fit(table).model, rows: 20_000)
    // Poisson with mean 10: 60 and more are rarer than 1e-25; none, 5e-5, but the seed is fixed.
    #expect((1..<60).contains(drawn.column("rare").presentCount))
    #expect(drawn.column("often").presentCount > 19_900)
    #expect(drawn.reals("rare").allSatisfy { $0 == x[5] })
  }

  @Test func columnsWithoutAnyValueDoNotStopTheFit() throws {
    let n = 100
    let empty = levels([Int](repeating: 0, count: n), [""], missing: { _ in true })
    let table = Table([
      ("x", real, reals((0..<n).map { Double($0) })), ("note", .text(emission: .constant(value: "")), empty),
    ])
    #expect(try sample(fit(table).model, rows: 10).rowCount == 10)
  }
}
