import Copulas
import Distributions
import LinearAlgebra
import Randomness
import Synthesis
import Tabular
import Testing

/// Two fits joined, against the fit of all rows.
@Suite struct MergeTests {
  struct Row {
    var x: Double
    var k: Int64
    var level: String?
  }

  static func table(_ rows: [Row]) -> Table {
    let names = Array(Set(rows.compactMap(\.level))).sorted()
    var code: [String: Int32] = [:]
    for (index, name) in names.enumerated() { code[name] = Int32(index) }
    let codes = rows.map { row -> Int32 in code[row.level ?? ""] ?? 0 }
    let isComplete = rows.allSatisfy { $0.level != nil }
    return Table([
      ("x", .float64(plainIntegers: true), Column(.float64(rows.map(\.x)))),
      ("k", .int64, Column(.int64(rows.map(\.k)))),
      (
        "level", .categorical,
        Column(
          .codes(codes, levels: StringArray(names)),
          validity: isComplete ? nil : Bitmap(count: rows.count) { rows[$0].level != nil })
      ),
    ])
  }

  /// Rows whose columns hang together, moved by `shift`; with the level missing where x is large.
  static func rows(_ count: Int, seed: UInt64, shift: Double, missing: Bool = false) -> [Row] {
    var random = TestRandom(seed)
    let names = ["north", "east", "south", "west", "nowhere"]
    return (0..<count).map { _ -> Row in
      let x = random.normal() + shift
      let y = 0.7 * (x - shift) + 0.7 * random.normal() + shift
      let z = 0.6 * y + 0.8 * random.normal()
      let level = names[min(4, max(0, Int((z + 2.5).rounded(.down))))]
      return Row(
        x: x, k: Int64((y * 4).rounded()),
        level: missing && random.uniform() < (x > 1 ? 0.6 : 0.1) ? nil : level)
    }
  }

  static func fit(_ rows: [Row], target: String? = nil) throws -> SynthesisModel {
    let estimator = GaussianCopulaEstimator(target: target, threads: 2)
    let table = table(rows)
    return try estimator.fit(
      table,
      provenance: .init(
        rows: rows.count, columns: 3, sha256: nil, program: "test", options: estimator.options)
    ).model
  }

  static func merge(_ a: SynthesisModel, _ b: SynthesisModel, threads: Int = 2) throws -> SynthesisModel {
    try ModelMerge(a, b, threads: threads).merged(program: "test").model
  }

  /// The correlations of the latents, those of levels as far as their order goes: by absolute value.
  static func correlations(_ model: SynthesisModel) -> [Double] {
    guard case .gaussianCopula(let copula) = model.dependence else { return [] }
    let d = copula.dimension
    var values: [Double] = []
    for i in 0..<d { for j in 0..<i { values.append(abs(copula.correlation[i, j])) } }
    return values
  }

  static func levelShares(_ model: SynthesisModel) -> [String: Double] {
    guard case .modelled(.levels(let marginal), _) = model.columns[2] else { return [:] }
    let shares = zip(marginal.cuts, marginal.cuts.dropFirst()).map { $1 - $0 }
    return Dictionary(uniqueKeysWithValues: zip(marginal.levels, shares))
  }

  @Test(arguments: [0, 1.5]) func mergedIsTheFitOfAllRows(shift: Double) throws {
    let (a, b) = (Self.rows(12_000, seed: 1, shift: 0), Self.rows(8_000, seed: 2, shift: shift))
    let merged = try Self.merge(Self.fit(a), Self.fit(b))
    let whole = try Self.fit(a + b)
    #expect(merged.provenance.rows == 20_000)
    #expect(merged.provenance.options["merged"] == "12000+8000")
    // What a copula does not say of a part's dependence is lost: 0.02 of correlation, if the means differ.
    let tolerance = shift == 0 ? 0.01 : 0.02
    for (one, other) in zip(Self.correlations(merged), Self.correlations(whole)) {
      #expect(abs(one - other) < tolerance)
    }
    let (shares, expected) = (Self.levelShares(merged), Self.levelShares(whole))
    #expect(Set(shares.keys) == Set(expected.keys))
    for (level, share) in expected { #expect(abs(shares[level]! - share) < 1e-9) }
    // The discrete integers are exact, too.
    guard case .modelled(.integers(let k), _) = merged.columns[1],
      case .modelled(.integers(let expectedK), _) = whole.columns[1]
    else {
      Issue.record("k is of integers")
      return
    }
    #expect(k.lower == expectedK.lower && k.span == expectedK.span && k.step == expectedK.step)
    #expect(zip(k.cuts, expectedK.cuts).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func missingSharesAreExact() throws {
    let a = Self.rows(12_000, seed: 3, shift: 0, missing: true)
    for b in [Self.rows(8_000, seed: 4, shift: 0.5), Self.rows(8_000, seed: 5, shift: 0.5, missing: true)] {
      for (first, second) in [(a, b), (b, a)] {
        let merged = try Self.merge(Self.fit(first), Self.fit(second))
        let whole = try Self.fit(first + second)
        #expect(merged.missingness.map(\.columns) == [[2]])
        #expect(abs(merged.missingness[0].share - whole.missingness[0].share) < 1e-12)
        for (one, other) in zip(Self.correlations(merged), Self.correlations(whole)) {
          #expect(abs(one - other) < 0.06)
        }
        // Present shares, after the effect of missing values on the latent is taken out.
        let (shares, expected) = (
          try merged.sample(60_000).levels("level"), (first + second).map(\.level)
        )
        for level in Set(expected) {
          let p = Double(expected.count { $0 == level }) / Double(expected.count)
          let q = Double(shares.count { $0 == level }) / Double(shares.count)
          #expect(abs(p - q) < 0.012)
        }
      }
    }
  }

  @Test func mergingWithItselfChangesNothing() throws {
    let model = try Self.fit(Self.rows(10_000, seed: 6, shift: 0))
    let merged = try Self.merge(model, model)
    for (one, other) in zip(Self.correlations(merged), Self.correlations(model)) {
      #expect(abs(one - other) < 1e-3)
    }
    #expect(Self.levelShares(merged).allSatisfy { abs($1 - Self.levelShares(model)[$0]!) < 1e-12 })
  }

  @Test func threadsAndAThirdPart() throws {
    let models = try (0..<3).map { try Self.fit(Self.rows(4000, seed: UInt64(10 + $0), shift: Double($0))) }
    let one = try Self.merge(Self.merge(models[0], models[1], threads: 1), models[2], threads: 1)
    let other = try Self.merge(Self.merge(models[0], models[1], threads: 3), models[2], threads: 3)
    #expect(one.columns == other.columns && one.dependence == other.dependence)
    #expect(one.provenance.options["merged"] == "4000+4000+4000")
    _ = try RowSampler(one, seed: Seed(1))
  }

  @Test func levelsOfOnePartAlone() throws {
    var b = Self.rows(3000, seed: 8, shift: 0)
    for index in b.indices { b[index].level = "constant" }
    let a = Self.rows(3000, seed: 7, shift: 0)
    let merged = try Self.merge(Self.fit(a), Self.fit(b))
    #expect(abs(Self.levelShares(merged)["constant"]! - 0.5) < 1e-12)
    _ = try RowSampler(merged, seed: Seed(1))
  }

  private static func refusal(_ a: SynthesisModel, _ b: SynthesisModel) -> MergeError? {
    do {
      _ = try ModelMerge(a, b, threads: 1)
      return nil
    } catch { return error as? MergeError }
  }

  @Test func modelsThatDoNotGoTogetherAreRefused() throws {
    let model = try Self.fit(Self.rows(500, seed: 9, shift: 0))
    var other = model
    other.schema.fields[1].name = "n"
    #expect(Self.refusal(model, other)?.code == .columns)
    #expect(Self.refusal(model, other)?.column == "k")
    other = model
    other.schema.fields[0].type = .int64
    #expect(Self.refusal(model, other)?.code == .type)
    #expect(Self.refusal(model, other)?.description.contains("schema") == true)
    other = try Self.fit(Self.rows(500, seed: 9, shift: 0), target: "level")
    #expect(Self.refusal(model, other)?.code == .options)
    other = model
    other.provenance.options["epsilon"] = "1"
    #expect(Self.refusal(model, other)?.code == .options)
    other = model
    other.schema.fields.removeLast()
    #expect(Self.refusal(model, other)?.column == "level")
  }
}

extension SynthesisModel {
  fileprivate func sample(_ rows: Int) throws -> Table {
    try RowSampler(self, seed: Seed(5)).chunk(rows: 0..<rows)
  }
}
