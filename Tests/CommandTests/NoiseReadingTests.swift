import Foundation
import Testing

/// `sklar noise`: what it tells of a file beyond the rows that it releases.
@Suite struct NoiseReadingTests {
  private let box: Sandbox

  init() throws { box = try Sandbox() }

  /// In JSON Lines rows decide on the keys: those that nobody named are not told.
  @Test func keysOfJSONLinesAreNotTold() throws {
    try box.write("t.jsonl", "{\"age\":30}\n{\"age\":31,\"hiv_positive\":1}\n{\"hiv_positive\":2}\n")
    let outcome = try box.done(
      "noise", "t.jsonl", "-o", "o.csv", "--epsilon", "1", "--bounds", "age=0..100", "--bounds", "pay=0..9",
      "--json", "o.json")
    for text in [outcome.text, outcome.errors, try box.text("o.json"), try box.text("o.csv")] {
      #expect(!text.contains("hiv"))
    }
    // A column that no row has is released like any other.
    #expect(CSV(try box.data("o.csv")).header == ["age", "pay"])
    #expect(CSV(try box.data("o.csv")).rows.count == 3)
  }

  /// What is wrong with a file is one sentence, as in a private fit.
  @Test func damageIsNotTold() throws {
    let bounds = ["--epsilon", "1", "--bounds", "age=0..100"]
    let command = try #require(Command.path)
    var messages = Set<String>()
    for (name, text) in [
      ("u.csv", "age,b\n1,2\n1,2,SECRET\n"), ("u.csv", "age,b\n1,\"SECRET\n"), ("u.csv", "age,b\rSECRET,2\r"),
      ("u.jsonl", "{\"SECRET\":1,\"SECRET\":2}\n"), ("u.jsonl", "{\"SECRET\":[1]}\n"),
    ] {
      try box.write(name, text)
      let outcome = try box.run(command, ["noise", name, "-o", "o.csv"] + bounds)
      expectRefusal(outcome, [name + ": "])
      #expect(!outcome.errors.contains("SECRET"))
      messages.insert(outcome.errors.replacing(name, with: ""))
    }
    #expect(messages.count == 1, "\(messages)")
    #expect(!box.listing.contains("o.csv"))
  }

  /// Noise for columns that may not be what was meant.
  @Test func schemaColumnsHaveToBeThere() throws {
    try box.write(
      "public.yaml",
      """
      version: 1
      columns:
        - {name: "age", type: int64, minimum: 0, maximum: 100}
        - {name: "pay", type: decimal, decimals: 2, minimum_decimals: 2, minimum: "0.00", maximum: "99.99"}
      """)
    try box.write("a.csv", "age,sex\n1,m\n")
    expectRefusal(
      try box.sklar("noise", "a.csv", "-o", "o.csv", "--epsilon", "1", "--schema", "public.yaml"), ["\"pay\""]
    )
    #expect(!box.listing.contains("o.csv"))
  }
}
