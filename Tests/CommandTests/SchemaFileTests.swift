import Foundation
import Testing

/// Schema files: written by `schema`, edited, and held against the table by `fit --schema`.
@Suite struct SchemaFileTests {
  private let box: Sandbox

  init() throws {
    box = try Sandbox()
    let rows = (0..<60).map {
      "2024-01-\(10 + $0 % 20),\($0 % 7),0.\($0 % 10)5,\($0 % 2 == 0 ? "lo" : "hi")\n"
    }
    try box.write("t.csv", "when,n,p,g\n" + rows.joined())
    try box.done("schema", "t.csv", "-o", "t.yaml")
  }

  @Test func writtenAndTakenBackUnedited() throws {
    let yaml = try box.text("t.yaml")
    #expect(yaml.hasPrefix("# Inferred from the data"))
    #expect(try box.done("schema", "t.csv").text == yaml)
    try box.done("fit", "t.csv", "-o", "a.model")
    try box.done("fit", "t.csv", "--schema", "t.yaml", "-o", "b.model")
    let a = try box.done("sample", "a.model", "-n", "500", "-o", "-").output
    #expect(try box.done("sample", "b.model", "-n", "500", "-o", "-").output == a)
  }

  @Test(arguments: [
    ("2024-02-30,1,0.05,lo", "when"), ("SECRET42,1,0.05,lo", "when"), ("2025-01-01,1,0.05,lo", "when"),
    ("2024-01-11,SECRET42,0.05,lo", "n"), ("2024-01-11,1.5,0.05,lo", "n"), ("2024-01-11,7,0.05,lo", "n"),
    ("2024-01-11,1,SECRET42,lo", "p"), ("2024-01-11,1,0.055,lo", "p"), ("2024-01-11,1,inf,lo", "p"),
    ("2024-01-11,1,1.05,lo", "p"), ("2024-01-11,1,0.05,SECRET42", "g"),
  ])
  func valuesOutsideTheSchemaAreRefused(_ row: String, _ column: String) throws {
    let text = try box.text("t.csv")
    try box.write("bad.csv", text + row + "\n" + text.split(separator: "\n")[1] + "\n")
    let names = box.listing
    let outcome = try box.sklar("fit", "bad.csv", "--schema", "t.yaml", "-o", "a.model")
    expectRefusal(outcome, ["bad.csv:62: column \"\(column)\": "])
    #expect(!outcome.errors.contains("SECRET42"), "\(outcome.errors)")
    #expect(box.listing == names)
  }

  @Test func columnsMustBeTheSchemas() throws {
    try box.write("less.csv", "when,n,p\n2024-01-11,1,0.05\n")
    try box.write("more.csv", "when,n,p,g,h\n2024-01-11,1,0.05,lo,SECRET42\n")
    expectRefusal(
      try box.sklar("fit", "less.csv", "--schema", "t.yaml", "-o", "a.model"), ["less.csv", "column \"g\": "])
    expectRefusal(
      try box.sklar("fit", "more.csv", "--schema", "t.yaml", "-o", "a.model"), ["more.csv", "column \"h\": "])
    #expect(!box.listing.contains("a.model"))
  }

  @Test(arguments: [
    ("", "bad.yaml"), ("{", "bad.yaml"), ("- a\n", "bad.yaml:1: "), ("version: 2\ncolumns: []\n", "version"),
    ("version: 1\n", "columns"), ("version: 1\ncolumns: []\n", "columns"),
    ("version: 1\ncolumns:\n  - name: a\n", "bad.yaml:3: column \"a\": type: "),
    ("version: 1\ncolumns:\n  - name: a\n    type: number\n", "bad.yaml:4: column \"a\": type: "),
    ("version: 1\ncolumns:\n  - name: a\n    type: int64\n    maxmum: 3\n", "bad.yaml:5: column \"a\": "),
    ("version: 1\ncolumns:\n  - name: a\n    type: int64\n    minimum: 3.5\n", "bad.yaml:5: column \"a\": "),
    ("version: 1\ncolumns:\n  - name: a\n    type: date\n    format: \"%Y\"\n", "bad.yaml:5: column \"a\": "),
    ("version: 1\ncolumns:\n  - {name: a, type: int64}\n  - {name: a, type: int64}\n", "column \"a\": "),
    ("version: 1\ncolumns: &x\n  - *x\n", "bad.yaml"),
  ])
  func badSchemasAreRefused(_ yaml: String, _ part: String) throws {
    try box.write("bad.yaml", yaml)
    expectRefusal(try box.sklar("fit", "t.csv", "--schema", "bad.yaml", "-o", "a.model"), ["bad.yaml", part])
    #expect(!box.listing.contains("a.model"))
  }

  @Test func hostileSchemasAreRefusedQuickly() throws {
    let doubling = (1...40).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined()
    try box.write("laughs.yaml", "a0: &a0 [x, x]\n" + doubling)
    try box.write("deep.yaml", "version: 1\ncolumns: " + String(repeating: "[", count: 200_000))
    for name in ["laughs.yaml", "deep.yaml"] {
      let outcome = try box.sklar("fit", "t.csv", "--schema", name, "-o", "a.model")
      expectRefusal(outcome, [name])
    }
  }
}
