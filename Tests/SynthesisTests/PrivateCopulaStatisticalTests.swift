import Copulas
import LinearAlgebra
import Privacy
import Randomness
import Synthesis
import Tabular
import Testing

@Suite struct PrivateCopulaStatisticalTests {
  private func correlations(_ model: SynthesisModel) -> GaussianCopula {
    guard case .gaussianCopula(let copula) = model.dependence else { preconditionFailure() }
    return copula
  }

  /// Sampling error 0.003, noise below 0.001: six standard deviations of both.
  @Test(arguments: [2, 5, 32]) func latentCorrelationsAreMet(cells: Int) throws {
    let columns = cutNormals(150_000, correlation: 0.6, columns: 6, cells: cells, seed: 11)
    let copula = correlations(try PrivateFixture(columns, cells: cells).model(epsilon: 20))
    for i in 0..<6 { for j in 0..<i { #expect(abs(copula.correlation[i, j] - 0.6) < 0.025) } }
  }

  /// Two strong factors make many rows leave the norm's bound; their shrinking is undone.
  @Test func clippingLeavesNoBias() throws {
    let columns = cutNormals(100_000, correlation: 0.8, columns: 12, cells: 16, seed: 12)
    let copula = correlations(try PrivateFixture(columns, cells: 16).model(epsilon: 20))
    var sum = 0.0
    for i in 0..<12 { for j in 0..<i { sum += copula.correlation[i, j] } }
    let mean = sum / 66
    #expect(abs(mean - 0.8) < 0.012)
  }

  /// Values of column 0 are missing where column 1 is high; both hang together.
  @Test func missingValuesThatDependOnOthers() throws {
    var columns = cutNormals(100_000, correlation: 0.5, columns: 3, cells: 10, seed: 13)
    for row in columns[0].indices {
      columns[0][row] = columns[1][row] >= 7 ? 0 : columns[0][row] + 1
    }
    var fixture = PrivateFixture(columns, cells: 10)
    fixture.cells[0] = 11
    fixture.nullable[0] = true
    let model = try fixture.model(epsilon: 10)
    let sample = try RowSampler(model, seed: Seed(3)).table(rows: 0..<100_000, threads: 2)
    guard case .int64(let high) = sample.column("c1").values, let present = sample.column("c0").validity,
      case .int64(let values) = sample.column("c0").values
    else {
      Issue.record("column c0 has no missing values")
      return
    }
    let missing = (0..<100_000).filter { !present[$0] }
    let share = Double(missing.count) / 100_000
    #expect(abs(share - 0.3) < 0.01)
    let missingHigh = missing.filter { high[$0] >= 7 }.count
    #expect(Double(missingHigh) > 0.9 * Double(missing.count))
    // What is there has the shares of the rows that are.
    for cell in 0..<10 {
      let real = columns[0].filter { $0 == UInt16(cell + 1) }.count
      let own = (0..<100_000).filter { present[$0] && values[$0] == Int64(cell) }.count
      #expect(abs(real - own) < 700)
    }
  }

  @Test func pureDifferentialPrivacy() throws {
    let columns = cutNormals(100_000, correlation: 0.6, columns: 5, cells: 16, seed: 14)
    let model = try PrivateFixture(columns, cells: 16).model(epsilon: 4, delta: 0)
    #expect(model.privacy!.steps.allSatisfy { $0.delta == 0 })
    let copula = correlations(model)
    for i in 0..<5 { for j in 0..<i { #expect(abs(copula.correlation[i, j] - 0.6) < 0.03) } }
    #expect(abs(model.provenance.rows - 100_000) < 200)
  }

  /// Rows counted in 65,536 cells, and 100 columns whose values may all be missing.
  @Test func largeTables() throws {
    var random = TestRandom(15)
    let wide = (0..<50_000).map { _ in UInt16(min(max(32_768 + 6000 * random.normal(), 0), 65_535)) }
    var fixture = PrivateFixture([wide, wide], cells: 65_536)
    fixture.columns[1] = wide.map { $0 / 4096 }
    fixture.cells[1] = 16
    let model = try fixture.model(epsilon: 2)
    let sample = try RowSampler(model, seed: Seed(3)).table(rows: 0..<20_000, threads: 2)
    let numbers = sample.reals("c0")
    let mean = numbers.reduce(0, +) / 20_000
    #expect(abs(mean - 32_768) < 700)
    #expect(correlations(model).correlation[0, 1] > 0.95)

    let many = try PrivateFixture(
      cutNormals(2000, correlation: 0.3, columns: 100, cells: 8, seed: 16), cells: 8, nullable: true
    ).model(epsilon: 1)
    #expect(try RowSampler(many, seed: Seed(1)).table(rows: 0..<500, threads: 1).columns.count == 100)
  }

  /// Nothing but noise: no row is real, and next to nothing hangs together.
  @Test func noiseAloneIsNotTakenForCorrelation() throws {
    let columns = cutNormals(30, correlation: 0, columns: 20, cells: 8, seed: 17)
    let copula = correlations(try PrivateFixture(columns, cells: 8).model(epsilon: 0.05))
    var sum = 0.0
    let d = copula.dimension
    #expect(d > 10)
    for i in 0..<d { for j in 0..<i { sum += abs(copula.correlation[i, j]) } }
    let mean = sum / Double(d * (d - 1) / 2)
    #expect(mean < 0.25)
  }
}
