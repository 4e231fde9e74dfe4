import Foundation
import Testing

/// Defined models that were tampered with, their checksum made anew: refused before a row is drawn.
@Suite struct HostileDefinitionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var key: String
    var change: @Sendable (inout JSON) -> Void

    init(_ name: String, _ key: String, _ change: @escaping @Sendable (inout JSON) -> Void) {
      (testDescription, self.key, self.change) = (name, key, change)
    }
  }

  static let spec = """
    columns:
      - {name: a, family: normal, mean: 1.5, sd: 2.5, minimum: -3, maximum: 7}
      - {name: b, type: decimal, scale: 2, family: lognormal, log_mean: 3, log_sd: 0.5}
      - {name: c, family: exponential, mean: 5}
      - {name: d, type: date, family: normal, mean: 2020-01-01, sd: 90}
      - {name: e, family: uniform, minimum: 0, maximum: 1, missing: 0.1}
    """

  static let cases = [
    Case("unknown family", "family") { $0 = .string("cauchy") },
    Case("family is a number", "family") { $0 = .integer(3) },
    Case("another family's parameters", "family") { $0 = .string("lognormal") },
    Case("uniform without bounds", "family") { $0 = .string("uniform") },
    Case("no spread", "sd") { $0 = .integer(0) },
    Case("negative spread", "sd") { $0 = .number(-2.5) },
    Case("enormous spread", "sd") { $0 = .number(1.5e308) },
    Case("spread is null", "sd") { $0 = .null },
    Case("mean beyond all numbers", "mean") { $0 = .number(1.5e308) },
    Case("logarithm beyond all numbers", "logMean") { $0 = .number(1e6) },
    Case("logarithm's spread", "logSd") { $0 = .number(1e6) },
    Case("bounds the wrong way round", "minimum") { $0 = .integer(4_000_000) },
    Case("bounds that leave nothing", "maximum") { $0 = .number(-2.999999999999999) },
    Case("a bound is text", "maximum") { $0 = .string("7") },
    Case("negative decimals", "decimals") { $0 = .integer(-1) },
    Case("decimals without end", "decimals") { $0 = .integer(.max) },
    Case("decimals unlike the type's", "decimals") { $0 = .integer(3) },
    Case("scale unlike the decimals", "scale") { $0 = .integer(1) },
    Case("dates without bounds", "columns") {
      // The key stands in other places, too.
      if $0.elements.count == 5 { $0.elements[3] = .object(Self.unbounded) }
    },
    Case("no latent", "latent") { $0 = .null },
    Case("rows out of nothing", "rows") { $0 = .integer(-1) },
    Case("defined by nobody", "options") { $0 = .object([:]) },
    Case("type of levels", "type") { $0 = .string("categorical") },
  ]

  private static let unbounded: [String: JSON] = [
    "generated": .string("byLatent"), "latent": .integer(3),
    "marginal": .object([
      "kind": .string("family"), "family": .string("normal"), "mean": .integer(0), "sd": .integer(1_000_000),
      "decimals": .integer(0),
    ]),
  ]

  @Test(arguments: cases) func isRefused(_ hostile: Case) throws {
    let box = try Sandbox()
    try box.write("t.yaml", Self.spec)
    try box.done("define", "t.yaml", "-o", "t.model", "--quiet")
    var model = try JSON.model(try box.data("t.model"))
    let count = model.change(hostile.key, hostile.change)
    try #require(count > 0, "the model has no \(hostile.key)")
    try box.write("forged.model", try model.sealed())
    let names = box.listing
    for outcome in [
      try box.sklar("sample", "forged.model", "-n", "20000", "-o", "out.csv"),
      try box.sklar("inspect", "forged.model", "--correlations", "pearson"),
    ] {
      expectRefusal(outcome, ["forged.model"])
      #expect(outcome.output.isEmpty)
    }
    #expect(box.listing == names)
  }
}
