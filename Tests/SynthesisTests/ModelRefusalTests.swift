import Copulas
import Distributions
import Foundation
import LinearAlgebra
import Randomness
import Synthesis
import Tabular
import Testing

/// Every part of a good model, changed: refused with an error that names the column, and never a trap.
@Suite struct ModelRefusalTests {
  typealias Change = @Sendable (inout SynthesisModel) -> Void

  static let good = Result { try fit(mixedTable()).model }

  static func column(_ name: String) -> Int { try! good.get().schema.index(of: name)! }

  /// Changes the integers of a column.
  static func integers(_ name: String, _ body: @escaping @Sendable (inout IntegerMarginal) -> Void) -> Change
  {
    { model in
      guard case .modelled(.integers(var marginal), let latent) = model.columns[column(name)] else { return }
      body(&marginal)
      model.columns[column(name)] = .modelled(marginal: .integers(marginal), latent: latent)
    }
  }

  static func reals(_ body: @escaping @Sendable (inout RealMarginal) -> Void) -> Change {
    { model in
      guard case .modelled(.reals(var marginal), let latent) = model.columns[column("real")] else { return }
      body(&marginal)
      model.columns[column("real")] = .modelled(marginal: .reals(marginal), latent: latent)
    }
  }

  static func levels(_ name: String, _ body: @escaping @Sendable (inout LevelMarginal) -> Void) -> Change {
    { model in
      guard case .modelled(.levels(var marginal), let latent) = model.columns[column(name)] else { return }
      body(&marginal)
      model.columns[column(name)] = .modelled(marginal: .levels(marginal), latent: latent)
    }
  }

  static func latent(_ name: String, _ latent: Int?) -> Change {
    { model in
      guard case .modelled(let marginal, _) = model.columns[column(name)] else { return }
      model.columns[column(name)] = .modelled(marginal: marginal, latent: latent)
    }
  }

  static let cuts: [(String, Change)] = [
    ("descending", integers("age") { $0.cuts.swapAt(1, 2) }),
    ("equal", integers("age") { $0.cuts[2] = $0.cuts[1] }),
    ("not from 0", integers("age") { $0.cuts[0] = 0.001 }),
    ("below 0", reals { $0.cuts[0] = -0.1 }),
    ("not to 1", reals { $0.cuts[$0.cuts.count - 1] = 0.999_999 }),
    ("beyond 1", reals { $0.cuts[$0.cuts.count - 1] = 1.5 }), ("NaN", reals { $0.cuts[3] = .nan }),
    ("infinite", levels("level") { $0.cuts[1] = .infinity }), ("none", levels("level") { $0.cuts = [] }),
    ("one", levels("flag") { $0.cuts = [0] }),
    ("too many", integers("money") { $0.cuts.insert(1e-9, at: 1) }),
    ("too few", reals { $0.cuts.remove(at: 1) }), ("of a constant", levels("one") { $0.cuts = [0, 0.5, 1] }),
  ]

  static let parts: [(String, Change)] = [
    ("lower missing", integers("age") { $0.lower.removeLast() }),
    ("span missing", integers("age") { $0.span.removeLast() }),
    ("all empty", integers("age") { ($0.lower, $0.span) = ([], []) }),
    ("no step", integers("age") { $0.step = 0 }),
    ("huge span", integers("age") { $0.span[0] = .max }), ("huge step", integers("money") { $0.step = .max }),
    ("overflow", integers("money") { ($0.lower[0], $0.span[0]) = (.max, 1) }),
    ("date before year 1", integers("day") { $0.lower[0] = -719_163 }),
    ("date after year 9999", integers("day") { $0.lower[$0.lower.count - 1] = 2_932_897 }),
    ("date at the end", integers("day") { ($0.lower[0], $0.span[0]) = (.max, 0) }),
    ("date at the start", integers("day") { ($0.lower[0], $0.span[0]) = (.min, 0) }),
    ("moment before year 1", integers("moment") { $0.lower[0] = -719_163 * 86_400_000 }),
    ("moment at the end", integers("moment") { ($0.lower[0], $0.span[0]) = (.max, 0) }),
    ("moment at the start", integers("moment") { ($0.lower[0], $0.span[0]) = (.min, .max / 2) }),
    ("low NaN", reals { $0.low[0] = .nan }), ("high infinite", reals { $0.high[0] = .infinity }),
    ("both infinite", reals { ($0.low[0], $0.high[0]) = (.infinity, .infinity) }),
    ("descending", reals { ($0.low[0], $0.high[0]) = (1, 0) }),
    ("beyond doubles", reals { ($0.low[0], $0.high[0]) = (-1.7e308, 1.7e308) }),
    ("low missing", reals { $0.low.removeLast() }), ("high missing", reals { $0.high = [] }),
    ("level missing", levels("level") { $0.levels.removeLast() }),
    ("level too many", levels("level") { $0.levels.append("z") }),
    ("no levels", levels("one") { $0.levels = [] }),
    ("three truths", levels("flag") { ($0.cuts, $0.levels) = ([0, 0.1, 0.2, 1], ["a", "b", "c"]) }),
    ("no latent", latent("real", nil)), ("no latent of a level", latent("level", nil)),
    ("latent below 0", latent("age", -1)), ("latent beyond", latent("age", 1000)),
    ("latent of a constant", latent("one", 99)),
  ]

  static let shapes: [(String, Change)] = [
    ("column gone", { $0.columns.removeLast() }), ("column twice", { $0.columns.append($0.columns[0]) }),
    ("no columns", { $0.columns = [] }), ("no schema", { $0.schema.fields = [] }),
    ("same names", { $0.schema.fields[0].name = $0.schema.fields[1].name }),
    ("types exchanged", { $0.schema.fields.swapAt(1, 2) }),
    ("real as integer", { $0.schema.fields[column("real")].type = .int64 }),
    ("integer as real", { $0.schema.fields[column("age")].type = real }),
    ("level as text", { $0.schema.fields[column("level")].type = .text(emission: .drop) }),
    ("text as level", { $0.schema.fields[column("gone")].type = .categorical }),
    ("level as date", { $0.schema.fields[column("level")].type = $0.schema.fields[column("day")].type }),
    ("identifier as integer", { $0.schema.fields[column("id")].type = .int64 }),
    ("integer as identifier", { $0.columns[column("age")] = .identifier }),
    ("level becomes truth", { $0.schema.fields[column("level")].type = .boolean }),
    ("modelled identifier", { $0.columns[column("id")] = $0.columns[column("age")] }),
    ("decimals", { $0.schema.fields[column("money")].type = .decimal(scale: 19, minimumDigits: 0) }),
    ("decimals below 0", { $0.schema.fields[column("money")].type = .decimal(scale: -1, minimumDigits: -1) }),
    ("least decimals", { $0.schema.fields[column("money")].type = .decimal(scale: 2, minimumDigits: 3) }),
    ("share 0", { $0.missingness[0].share = 0 }), ("share 1", { $0.missingness[0].share = 1 }),
    ("share NaN", { $0.missingness[1].share = .nan }), ("share below 0", { $0.missingness[0].share = -0.1 }),
    ("share infinite", { $0.missingness[0].share = .infinity }),
    ("presence without latent", { $0.missingness[0].latent = -1 }),
    ("presence beyond", { $0.missingness[0].latent = 1 << 40 }),
    ("nothing missing", { $0.missingness[0].columns = [] }),
    ("missing twice", { $0.missingness[0].columns.append($0.missingness[1].columns[0]) }),
    ("missing twice in one", { $0.missingness[0].columns.append($0.missingness[0].columns[0]) }),
    ("missing beyond", { $0.missingness[0].columns[0] = 13 }),
    ("missing below 0", { $0.missingness[0].columns[0] = -1 }),
    ("pattern twice", { $0.missingness.append($0.missingness[0]) }),
    (
      "fewer latents",
      { $0.dependence = .gaussianCopula(copula: try! GaussianCopula(correlation: .identity(2))) }
    ),
    (
      "no latents",
      { $0.dependence = .gaussianCopula(copula: try! GaussianCopula(correlation: .identity(0))) }
    ),
  ]

  @Test(arguments: [cuts, parts, shapes]) func changedModelsAreRefused(changes: [(String, Change)]) throws {
    for (name, change) in changes {
      var model = try ModelRefusalTests.good.get()
      let before = try json(model)
      change(&model)
      if let after = try? json(model), after == before { Issue.record("\(name): changes nothing") }
      let error = refusal(of: model)
      #expect(error?.code == .inconsistent, "\(name)")
      #expect(error?.description.isEmpty == false, "\(name)")
    }
  }

  @Test func theColumnAtFaultIsNamed() throws {
    var model = try ModelRefusalTests.good.get()
    ModelRefusalTests.integers("age") { $0.cuts[0] = 0.5 }(&model)
    let error = refusal(of: model)
    #expect(error?.column == "age")
    #expect(error?.description.hasPrefix("column \"age\": ") == true)
  }

  private func refusal(of model: SynthesisModel) -> ModelError? {
    do {
      _ = try RowSampler(model, seed: Seed(1))
      return nil
    } catch { return error as? ModelError }
  }

  /// What is odd but consistent is sampled, to the ends of the types.
  @Test func extremeModelsAreSampled() throws {
    let changes: [Change] = [
      { _ in }, ModelRefusalTests.latent("one", 0), ModelRefusalTests.latent("age", 0),
      ModelRefusalTests.reals { ($0.low[0], $0.high[0]) = (-8e307, 8e307) },
      ModelRefusalTests.integers("age") { ($0.lower[0], $0.span[0], $0.step) = (.min, 0, 1) },
      ModelRefusalTests.integers("age") {
        ($0.cuts, $0.lower, $0.span, $0.step) = ([0, 1], [.min], [.max], 1)
      },
      ModelRefusalTests.integers("day") {
        ($0.cuts, $0.lower, $0.span, $0.step) = ([0, 1], [-719_162], [3_652_058], 1)
      },
      ModelRefusalTests.reals { $0.cuts[1] = .leastNonzeroMagnitude },
      { $0.missingness[0].share = .leastNonzeroMagnitude }, { $0.missingness[0].share = 1.0.nextDown },
      { $0.missingness[0].latent = 0 }, { $0.missingness = [] },
      { $0.missingness[0].columns.append(ModelRefusalTests.column("gone")) },
      { $0.missingness[0].columns.append(ModelRefusalTests.column("note")) },
    ]
    for change in changes {
      var model = try ModelRefusalTests.good.get()
      change(&model)
      let table = try sample(model, rows: 300)
      #expect(table.rowCount == 300 && table.columns.allSatisfy { $0.count == 300 })
      #expect(table.reals("real").allSatisfy { $0.isFinite })
    }
  }

  /// The same from files: any one number in the JSON exchanged for a wild one never traps.
  @Test func damagedNumbersNeverTrap() throws {
    let rows = 60
    var random = TestRandom(17)
    let table = Table([
      ("x", real, SynthesisTests.reals(random.normals(rows))),
      ("n", .int64, SynthesisTests.integers((0..<rows).map { Int64($0 % 7) }, missing: { $0 % 5 == 0 })),
      ("c", .categorical, SynthesisTests.levels((0..<rows).map { $0 % 3 }, ["a", "b", "c"])),
    ])
    let text = String(decoding: try json(fit(table).model), as: UTF8.self)
    let numbers = text.matches(of: /-?[0-9]+(\.[0-9]+)?(e-?[0-9]+)?/)
    var (refused, sampled) = (0, 0)
    for (index, number) in numbers.enumerated() where index % 3 == 0 {
      for wild in ["-1", "0", "1e300", "9223372036854775807", "-9223372036854775808", "18446744073709551615"]
      {
        let damaged = text.replacingCharacters(in: number.range, with: wild)
        do {
          let model = try JSONDecoder().decode(SynthesisModel.self, from: Data(damaged.utf8))
          _ = try sample(model, rows: 20)
          sampled += 1
        } catch { refused += 1 }
      }
    }
    #expect(refused > 100 && sampled > 0)
  }
}
