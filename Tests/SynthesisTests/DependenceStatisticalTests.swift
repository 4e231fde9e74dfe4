import Copulas
import Distributions
import LinearAlgebra
import Randomness
import Synthesis
import Tabular
import Testing

@Suite struct DependenceStatisticalTests {
  static func correlation(_ model: SynthesisModel, _ a: String, _ b: String) -> Double? {
    guard case .gaussianCopula(let copula) = model.dependence,
      case .modelled(_, let i?) = model.columns[model.schema.index(of: a)!],
      case .modelled(_, let j?) = model.columns[model.schema.index(of: b)!]
    else { return nil }
    return copula.correlation[i, j]
  }

  /// A code and its name (education_num and education): the order of the names is found, and the two come out
  /// all but tied. The latent correlation stops at 0.9995, which leaves about one row in ten next to its own.
  @Test func aCodeAndItsNameStayTogether() throws {
    var random = TestRandom(31)
    let n = 20_000
    // The names' order tells nothing: a fixed permutation of 16.
    let name = (0..<16).map { $0 * 7 % 16 }
    let codes = (0..<n).map { _ in min(15, max(0, Int(8 + 3 * random.normal()))) }
    let table = Table([
      ("age", .int64, integers((0..<n).map { _ in Int64(40 + 12 * random.normal()) })),
      ("education", .categorical, levels(codes.map { name[$0] }, (0..<16).map { "level \($0)" })),
      ("education_num", .int64, integers(codes.map { Int64($0 + 1) })),
      ("income", .boolean, levels(codes.map { Double($0) + 4 * random.normal() > 10 ? 1 : 0 }, ["-", "+"])),
      ("work", .categorical, levels((0..<n).map { _ in Int(random.next() % 6) }, (0..<6).map { "w\($0)" })),
    ])
    let model = try fit(table).model
    let tied = try #require(DependenceStatisticalTests.correlation(model, "education", "education_num"))
    #expect(abs(tied) > 0.999)
    let drawn = try sample(model, rows: 50_000)
    let expected = Dictionary(uniqueKeysWithValues: (0..<16).map { ("level \(name[$0])", $0 + 1) })
    let (levels, numbers) = (drawn.levels("education"), drawn.reals("education_num"))
    let hits = levels.indices.count { Double(expected[levels[$0]!]!) == numbers[$0] }
    #expect(Double(hits) / 50_000 > 0.85)
    #expect(levels.indices.allSatisfy { abs(Double(expected[levels[$0]!]!) - numbers[$0]) <= 1 })
  }

  /// 20,000 levels, each of which decides two other columns.
  @Test func aKeyWithManyLevelsDecides() throws {
    var random = TestRandom(32)
    let distinct = 20_000
    let n = 3 * distinct
    let value = random.normals(distinct)
    let keys = (0..<n).map { $0 * 7919 % distinct }
    let table = Table([
      ("key", .categorical, levels(keys, (0..<distinct).map { "k\($0)" })),
      ("value", real, reals(keys.map { value[$0] })),
      (
        "region", .categorical,
        levels(keys.map { min(9, max(0, Int(value[$0] * 2 + 5))) }, (0..<10).map { "r\($0)" })
      ),
    ])
    let model = try fit(table).model
    #expect(abs(try #require(DependenceStatisticalTests.correlation(model, "key", "value"))) > 0.9)
    #expect(abs(try #require(DependenceStatisticalTests.correlation(model, "region", "value"))) > 0.9)
    let drawn = try sample(model, rows: 50_000)
    let real = Dictionary(uniqueKeysWithValues: value.indices.map { ("k\($0)", value[$0]) })
    #expect(pearson(drawn.levels("key").map { real[$0!]! }, drawn.reals("value")) > 0.9)
  }

  /// Two ties that ask for different orders of the same levels: the target's is followed.
  @Test func levelsFollowTheTarget() throws {
    var random = TestRandom(34)
    let n = 20_000
    let codes = (0..<n).map { _ in Int(random.next() % 8) }
    let table = Table([
      ("level", .categorical, levels(codes, (0..<8).map { "l\($0)" })),
      ("strong", real, reals(codes.map { Double($0) + 0.1 * random.normal() })),
      ("weak", real, reals(codes.map { Double($0 * 3 % 8) + 3 * random.normal() })),
    ])
    func tie(_ target: String?, _ column: String) throws -> Double {
      let estimator = GaussianCopulaEstimator(target: target, threads: 2)
      let model = try estimator.fit(
        table, provenance: .init(rows: n, columns: 3, sha256: nil, program: "test", options: [:])
      ).model
      return abs(try #require(DependenceStatisticalTests.correlation(model, "level", column)))
    }
    #expect(try tie(nil, "strong") > 0.95)
    #expect(try tie("weak", "weak") > tie(nil, "weak") + 0.1)
    #expect(throws: FitError.self) { try tie("no such column", "weak") }
  }

  @Test func collinearAndConstantColumnsAreFitted() throws {
    var random = TestRandom(33)
    let n = 5000
    let x = random.normals(n)
    let table = Table([
      ("x", real, reals(x)), ("twice", real, reals(x.map { 2 * $0 })), ("minus", real, reals(x.map { -$0 })),
      ("sum", real, reals(x.map { $0 + 1 })), ("one", .int64, integers([Int64](repeating: 7, count: n))),
      ("flat", real, reals([Double](repeating: 0.5, count: n))),
      ("only", .categorical, levels([Int](repeating: 0, count: n), ["a"])),
      ("sign", .boolean, levels(x.map { $0 > 0 ? 1 : 0 }, ["f", "t"])),
    ])
    let model = try fit(table).model
    let drawn = try sample(model, rows: 20_000)
    #expect(pearson(drawn.reals("x"), drawn.reals("twice")) > 0.998)
    #expect(pearson(drawn.reals("x"), drawn.reals("minus")) < -0.998)
    #expect(drawn.reals("one").allSatisfy { $0 == 7 } && drawn.reals("flat").allSatisfy { $0 == 0.5 })
    #expect(drawn.levels("only").allSatisfy { $0 == "a" })
    for constant in ["one", "flat", "only"] {
      #expect(DependenceStatisticalTests.correlation(model, "x", constant) == nil)
    }
    let agree = zip(drawn.reals("x"), drawn.levels("sign")).count { ($0 > 0) == ($1 == "t") }
    #expect(Double(agree) / 20_000 > 0.97)
  }

  /// A table of one row, or of constants, has no latents at all and is sampled all the same.
  @Test func tinyTablesAreFitted() throws {
    for rows in 1...3 {
      let table = Table([
        ("x", real, reals((0..<rows).map { Double($0) })),
        ("c", .categorical, levels(Array(0..<rows), ["a", "b", "c"])),
        ("n", .int64, integers((0..<rows).map { Int64($0) * 3 })),
      ])
      let drawn = try sample(fit(table).model, rows: 500)
      #expect(drawn.reals("n").allSatisfy { [0, 3, 6].prefix(rows).contains($0) })
      #expect(Set(drawn.levels("c")).count == rows)
    }
  }
}
