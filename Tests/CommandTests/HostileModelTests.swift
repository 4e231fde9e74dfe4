import Foundation
import Testing

/// Models with a checksum that fits and content that does not hold together: refused before a row is drawn.
@Suite struct HostileModelTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var key: String
    var change: @Sendable (inout JSON) -> Void

    init(_ name: String, _ key: String, _ change: @escaping @Sendable (inout JSON) -> Void) {
      (testDescription, self.key, self.change) = (name, key, change)
    }
  }

  static let cases = [
    Case("cuts descend", "cuts") { $0.elements.reverse() },
    Case("cuts stand still", "cuts") { $0.elements.insert(.integer(0), at: 0) },
    Case("cuts do not begin at 0", "cuts") { $0.elements[0] = .number(0.001) },
    Case("cuts do not end at 1", "cuts") { $0.elements[$0.elements.count - 1] = .number(0.9999) },
    Case("cuts go beyond 1", "cuts") { $0.elements.append(.integer(2)) },
    Case("a cut too few", "cuts") { $0.elements.remove(at: 1) },
    Case("no cuts", "cuts") { $0 = .array([]) },
    Case("one cut", "cuts") { $0 = .array([.integer(0)]) },
    Case("cuts are text", "cuts") { $0 = .array([.string("0"), .string("1")]) },
    Case("cuts are one number", "cuts") { $0 = .number(0.5) },
    Case("cuts are null", "cuts") { $0 = .null },
    Case("a level too many", "levels") { $0.elements.append(.string("more")) },
    Case("no levels", "levels") { $0 = .array([]) },
    Case("levels are numbers", "levels") { $0.elements[0] = .integer(3) },
    Case("latent beyond the last", "latent") { $0 = .integer(1000) },
    Case("negative latent", "latent") { $0 = .integer(-1) },
    Case("largest latent", "latent") { $0 = .integer(.max) },
    Case("fractional latent", "latent") { $0 = .number(0.5) },
    Case("share above 1", "share") { $0 = .integer(2) },
    Case("negative share", "share") { $0 = .number(-0.5) },
    Case("missing columns beyond the last", "missingness") {
      _ = $0.change("columns") { $0 = .array([.integer(99)]) }
    },
    Case("a missing column twice", "missingness") {
      _ = $0.change("columns") { $0 = .array([.integer(6), .integer(6)]) }
    },
    Case("no column in a pattern", "missingness") { _ = $0.change("columns") { $0 = .array([]) } },
    Case("lower too short", "lower") { $0.elements.removeLast() },
    Case("lower far below the first year", "lower") { $0.elements[0] = .integer(.min) },
    Case("lower far beyond the last year", "lower") {
      $0.elements[$0.elements.count - 1] = .integer(9_000_000_000_000_000_000)
    },
    Case("spans too long", "span") { $0.elements.append(.integer(1)) },
    Case("a span beyond 64 bits", "span") { $0.elements[0] = .unsigned(.max) },
    Case("a negative span", "span") { $0.elements[0] = .integer(-1) },
    Case("step 0", "step") { $0 = .integer(0) },
    Case("step of 64 bits", "step") { $0 = .unsigned(.max) },
    Case("low too short", "low") { $0.elements.removeLast() },
    Case("high below low", "high") { $0.elements[5] = .number(-1e300) },
    Case("a number beyond doubles", "high") { $0.elements[0] = .string("1e999") },
    Case("factor row too short", "factor") { $0.elements.removeLast() },
    Case("factor of another matrix", "factor") { $0.elements[1].elements[0] = .number(0.123) },
    Case("rows by the ten thousand, all empty", "correlation") {
      $0 = .array(Array(repeating: .array([]), count: 60_000))
    },
    Case("factor with a zero", "factor") { $0.elements[1].elements[1] = .integer(0) },
    Case("correlation above 1", "correlation") { $0.elements[1].elements[0] = .integer(5) },
    Case("diagonal not 1", "correlation") { $0.elements[0].elements[0] = .integer(2) },
    Case("correlation not triangular", "correlation") { $0.elements[2].elements.append(.integer(0)) },
    Case("no correlations", "correlation") { $0 = .array([]) },
    Case("unknown dependence", "dependence") { _ = $0.change("kind") { $0 = .string("vine") } },
    Case("unknown type", "type") { $0 = .string("blob") },
    Case("two names alike", "name") { $0 = .string("same") },
    Case("names are numbers", "name") { $0 = .integer(7) },
    Case("no fields", "fields") { $0 = .array([]) },
    Case("a field too few", "fields") { $0.elements.removeLast() },
    Case("fields in another order", "fields") { $0.elements.reverse() },
    Case("columns in another order", "columns") { $0.elements.reverse() },
    Case("no columns", "columns") { $0 = .array([]) },
    Case("a pattern without an end", "pattern") { $0 = .string("C-[0-9") },
    Case("a pattern without variety", "pattern") { $0 = .string("C") },
    Case("a pattern of a million", "pattern") { $0 = .string("C-[0-9]{1000000}") },
    Case("an unknown date", "format") { $0 = .string("%Q") },
    Case("a date without a year", "format") { $0 = .string("%m-%d") },
    Case("negative rows", "rows") { $0 = .integer(-5) },
    Case("fractional rows", "rows") { $0 = .number(0.5) },
    Case("no schema", "schema") { $0 = .null },
    Case("no provenance", "provenance") { $0 = .null },
  ]

  /// Decoded once: Foundation takes its time over a value of any type.
  private static let good = Result<JSON, any Error> {
    try JSON.model(try Data(contentsOf: URL(filePath: try Fixtures.mixedModel())))
  }

  @Test(arguments: cases) func isRefused(_ hostile: Case) throws {
    let box = try Sandbox()
    var model = try HostileModelTests.good.get()
    let count = model.change(hostile.key, hostile.change)
    try #require(count > 0, "the model has no \(hostile.key)")
    try box.write("forged.model", try model.sealed())
    let names = box.listing
    for outcome in [
      try box.sklar("sample", "forged.model", "-n", "20000", "-o", "out.csv"),
      try box.sklar("inspect", "forged.model"),
    ] {
      expectRefusal(outcome, ["forged.model"])
      #expect(outcome.output.isEmpty)
    }
    #expect(box.listing == names)
  }

  @Test func resealingChangesNothingElse() throws {
    let box = try Sandbox()
    let bytes = try Data(contentsOf: URL(filePath: try Fixtures.mixedModel()))
    let sealed = try JSON.model(bytes).sealed()
    #expect(sealed == bytes)
    try box.write("same.model", sealed)
    try box.done("inspect", "same.model")
  }
}
