import Tabular
import TabularIO
import Testing

@Suite struct SchemaFileTests {
  private func schema(_ text: String) throws -> Schema {
    try SchemaFile.schema(yaml: Array(text.utf8), file: "s.yaml")
  }

  private func mistake(_ columns: String) -> SchemaFileError? {
    do {
      _ = try schema("version: 1\ncolumns:\n" + columns)
      return nil
    } catch {
      return error as? SchemaFileError
    }
  }

  @Test func everyTypeSurvives() throws {
    let format = TemporalFormat(pattern: "%d.%m.%Y")!
    let moment = TemporalFormat(pattern: "%Y-%m-%dT%H:%M:%S.%3f+02:00")!
    let original = Schema([
      Field(
        name: "no: \"x\"\n\u{1}é😀", type: .boolean, domain: .levels(values: ["NO", "yes"], ordered: false)),
      Field(name: "i", type: .int64, missing: "", domain: .integers(minimum: .min + 1, maximum: 1 << 60)),
      Field(name: "open", type: .int64, domain: .integers(minimum: 0, maximum: .max)),
      Field(
        name: "d", type: .decimal(scale: 3, minimumDigits: 1), domain: .integers(minimum: -1, maximum: 12_500)
      ),
      Field(
        name: "r", type: .float64(plainIntegers: true), missing: "NaN",
        domain: .reals(minimum: -1e-300, maximum: 0.1)),
      Field(name: "day", type: .date(format: format), domain: .integers(minimum: -719_162, maximum: 20_000)),
      Field(
        name: "at", type: .timestamp(format: moment), missing: "\"\"",
        domain: .integers(minimum: -1, maximum: 1_700_000_000_123)),
      Field(
        name: "c", type: .categorical, missing: "NA",
        domain: .levels(values: ["NO", "007", "", "null", "~", "a\tb", "1"], ordered: true)),
      Field(name: "k", type: .identifier(space: .integers(minimum: -5))),
      Field(
        name: "s", type: .identifier(space: .strings(pattern: IdentifierPattern(pattern: "C\\[-[0-9]{6}")!))),
      Field(name: "t", type: .text(emission: .drop)),
      Field(name: "u", type: .text(emission: .constant(value: "\\ \""))),
      Field(name: "v", type: .text(emission: .template(value: "row {row}"))),
    ])
    let text = SchemaFile.yaml(for: original)
    #expect(
      text.hasPrefix(
        "# Inferred from the data: every bound and level below is taken from real rows. Edit freely"))
    #expect(try schema(text) == original)
    #expect(text.contains("minimum: -0.001\n"))
    #expect(text.contains("maximum: 12.5\n"))
    #expect(text.contains("minimum: \"01.01.0001\"\n"))
    #expect(text.contains("minimum: \"1969-12-31T23:59:59.999+02:00\"\n"))
  }

  @Test func functionalDependencies() throws {
    let columns =
      "version: 1\ncolumns:\n" + ["a", "b", "c, d"].map { "  - {name: \"\($0)\", type: int64}\n" }.joined()
    let text = columns + "functional:\n  - a -> b\n  - \"[a, b] -> c, d\"\n  - {from: \"c, d\", to: [a, b]}\n"
    let read = try schema(text)
    #expect(
      read.functional == [
        FunctionalDependency(from: ["a"], to: ["b"]), FunctionalDependency(from: ["a", "b"], to: ["c, d"]),
        FunctionalDependency(from: ["c, d"], to: ["a", "b"]),
      ])
    #expect(try schema(SchemaFile.yaml(for: read)) == read)
    for bad in [
      "a", "[a b]", "[\"a -> x\"]", "[\"a -> a\"]", "[\"-> a\"]", "[{from: a}]", "[{from: a, to: b, x: c}]",
      "[[a]]",
    ] {
      #expect(throws: SchemaFileError.self) { try schema(columns + "functional: \(bad)\n") }
    }
  }

  @Test func domainsComeFromTheData() throws {
    let table = try read("n,p,g,d,b,t\n3,1.5,x,2024-01-31,TRUE,\n-1,2.25,y,2023-12-31,TRUE,q\n").table
    let described = SchemaFile.described(table)
    #expect(described.fields[0].domain == .integers(minimum: -1, maximum: 3))
    #expect(described.fields[1].domain == .integers(minimum: 150, maximum: 225))
    #expect(described.fields[2].domain == .levels(values: ["x", "y"], ordered: false))
    #expect(described.fields[4].domain == .levels(values: ["FALSE", "TRUE"], ordered: false))
    let text = SchemaFile.yaml(for: table.schema, table: table)
    #expect(try schema(text) == described)
    #expect(text.contains("minimum: \"2023-12-31\""))
  }

  @Test func manyLevelsAreLeftOut() throws {
    let many = Field(
      name: "c", type: .categorical, domain: .levels(values: (0...200).map(String.init), ordered: false))
    #expect(try schema(SchemaFile.yaml(for: Schema([many]))).fields[0].domain == nil)
    let few = Field(
      name: "c", type: .categorical, domain: .levels(values: (0..<200).map(String.init), ordered: false))
    #expect(try schema(SchemaFile.yaml(for: Schema([few]))).fields == [few])
  }

  @Test(arguments: [
    ("  - {type: int64}", "entry 1", "name"),
    ("  - {name: a}", "a", "type"),
    ("  - {name: a, type: integer}", "a", "type"),
    ("  - {name: a, type: int64, levels: [x]}", "a", "levels"),
    ("  - {name: a, type: int64, minimun: 3}", "a", "minimun"),
    ("  - {name: a, type: int64, minimum: 3.5}", "a", "minimum"),
    ("  - {name: a, type: int64, minimum: 3, maximum: 2}", "a", "minimum"),
    ("  - {name: a, type: date}", "a", "format"),
    ("  - {name: a, type: date, format: \"%Y-%m\"}", "a", "format"),
    ("  - {name: a, type: date, format: \"%Y-%m-%d %H:%M\"}", "a", "format"),
    ("  - {name: a, type: date, format: \"%Y-%m-%d\", minimum: 01.02.2024}", "a", "minimum"),
    ("  - {name: a, type: decimal, decimals: 19}", "a", "decimals"),
    ("  - {name: a, type: decimal, decimals: 1, minimum_decimals: 2}", "a", "minimum_decimals"),
    ("  - {name: a, type: categorical, levels: [x, x]}", "a", "levels"),
    ("  - {name: a, type: categorical, levels: x}", "a", "levels"),
    ("  - {name: a, type: categorical, ordered: true}", "a", "ordered"),
    ("  - {name: a, type: categorical, levels: [x], ordered: 1}", "a", "ordered"),
    ("  - {name: a, type: boolean, levels: [x]}", "a", "levels"),
    ("  - {name: a, type: identifier, pattern: \"abc\"}", "a", "pattern"),
    ("  - {name: a, type: text, emit: nothing}", "a", "emit"),
    ("  - {name: a, type: int64}\n  - {name: a, type: int64}", "a", "name"),
  ])
  func mistakesAreNamed(_ entry: String, _ column: String, _ key: String) throws {
    let error = try #require(mistake(entry))
    #expect(error.file == "s.yaml")
    #expect(error.column == column)
    #expect(error.key == key)
    #expect(error.line != nil)
    #expect(error.description.hasPrefix("s.yaml:\(error.line!): column \"\(column)\": \(key): "))
  }

  @Test func linesAreThoseOfTheKey() {
    #expect(mistake("  - name: a\n    type: int64\n    minimun: 3\n")?.line == 5)
  }

  @Test(arguments: [
    "", "- a", "columns: []", "version: 2\ncolumns:\n  - {name: a, type: int64}", "version: 1\ncolumns: []",
    "version: 1\ncolumns: {a: b}", "version: 1\ncolumns: [a]",
    "version: 1\nother: 3\ncolumns: [{name: a, type: int64}]",
    "version: [1\n", "a: 1\na: 2",
  ])
  func malformedFiles(_ text: String) {
    #expect(throws: SchemaFileError.self) { try schema(text) }
  }

  @Test func filesAreRead() throws {
    let schema = Schema([Field(name: "a", type: .int64)])
    let read = try withFile("s.yaml", Array(SchemaFile.yaml(for: schema).utf8)) {
      try SchemaFile.read(path: $0)
    }
    #expect(read == schema)
    #expect(throws: FileReadError.self) { try SchemaFile.read(path: "/nowhere/s.yaml") }
  }
}
