import Tabular
import TabularIO
import Testing

@Suite struct SDVMetadataTests {
  private static let columns = """
    {"n": {"sdtype": "numerical"}, "c": {"sdtype": "categorical"}, "b": {"sdtype": "boolean"},
     "d": {"sdtype": "datetime", "datetime_format": "%d.%m.%Y"}, "k": {"sdtype": "id", "regex_format": "K[0-9]{3}"},
     "e": {"sdtype": "email", "pii": true}, "i": {"sdtype": "id"}}
    """
  private let schema = Schema([
    Field(name: "n", type: .identifier(space: .integers(minimum: 1))),
    Field(name: "c", type: .int64, missing: "NA"),
    Field(name: "b", type: .boolean), Field(name: "d", type: .categorical),
    Field(name: "k", type: .categorical),
    Field(name: "e", type: .categorical),
    Field(name: "i", type: .int64, domain: .integers(minimum: -3, maximum: 9)),
    Field(name: "z", type: .int64),
  ])

  @Test(arguments: [
    "{\"METADATA_SPEC_VERSION\": \"SINGLE_TABLE_V1\", \"columns\": \(columns)}",
    "{\"METADATA_SPEC_VERSION\": \"V1\", \"tables\": {\"t\": {\"columns\": \(columns)}}, \"relationships\": []}",
  ])
  func hintsOverrideInference(_ text: String) throws {
    let metadata = try SDVMetadata(json: Array(text.utf8), file: "m.json")
    let applied = metadata.applied(to: schema)
    #expect(
      applied.fields.map(\.type) == [
        .int64, .categorical, .boolean, .date(format: TemporalFormat(pattern: "%d.%m.%Y")!),
        .identifier(space: .strings(pattern: IdentifierPattern(pattern: "K[0-9]{3}")!)),
        .text(emission: .constant(value: "")), .identifier(space: .integers(minimum: -3)), .int64,
      ])
    #expect(applied.fields[1].missing == "NA")
  }

  @Test(arguments: ["", "[1]", "{}", "{\"tables\": {\"a\": {}, \"b\": {}}}", "{\"columns\": {\"a\": {}}}"])
  func malformed(_ text: String) {
    #expect(throws: SchemaFileError.self) { try SDVMetadata(json: Array(text.utf8), file: "m.json") }
  }
}
