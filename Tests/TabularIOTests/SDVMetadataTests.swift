import Foundation
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
    let applied = try metadata.applied(to: schema)
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

  private func read(_ csv: String, _ columns: String) throws -> Table {
    try withFile("t.csv", Array(csv.utf8)) { path in
      let metadata = try SDVMetadata(
        json: Array("{\"METADATA_SPEC_VERSION\": \"V2\", \"columns\": {\(columns)}}".utf8), file: "m.json")
      return try TableReader(.init(threads: 2)).read(path: path, hints: metadata).table
    }
  }

  @Test func hintsRetypeTheTable() throws {
    let csv =
      "grade,zip,day,n\n"
      + (0..<40).map { "\(["b", "c", "a"][$0 % 3]),\(10_115 + $0 % 4),1/2/2024,\($0)\n" }.joined()
    let table = try read(
      csv,
      """
      "grade": {"sdtype": "ordinal", "range_values": ["a", "b", "c"]}, "zip": {"sdtype": "categorical"},
      "day": {"sdtype": "datetime", "datetime_format": "%d/%m/%Y"}, "n": {"sdtype": "numerical"}
      """)
    #expect(
      table.schema.fields.map(\.type) == [
        .categorical, .categorical, .date(format: TemporalFormat(pattern: "%-d/%-m/%Y")!), .int64,
      ])
    #expect(table.columns[0].levels == ["a", "b", "c"])
    #expect(table.columns[1].levels == ["10115", "10116", "10117", "10118"])
    #expect(table.columns[2].integers?.first == CivilDate(year: 2024, month: 2, day: 1)?.daysSince1970)
    #expect(
      table.schema.fields.map(\.domain) == [.levels(values: ["a", "b", "c"], ordered: true), nil, nil, nil])
  }

  @Test func hintsThatDoNotFit() throws {
    #expect(throws: SchemaFileError.self) { try read("a\n1\n", "\"b\": {\"sdtype\": \"numerical\"}") }
    #expect(throws: TableReadError.self) {
      try read("a,b\nx,1\ny,1\n", "\"a\": {\"sdtype\": \"ordinal\", \"range_values\": [\"x\"]}")
    }
  }

  @Test func theTableIsFoundByItsName() throws {
    let text = Array(
      "{\"tables\": {\"a\": {\"columns\": {}}, \"b\": {\"columns\": {\"c\": {\"sdtype\": \"id\"}}}}}".utf8)
    #expect(try SDVMetadata(json: text, file: "m.json", table: "b").columns.keys.map(\.self) == ["c"])
    #expect(throws: SchemaFileError.self) { try SDVMetadata(json: text, file: "m.json", table: "t") }
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let moment = TemporalFormat(pattern: "%-m/%-d/%Y %H:%M:%S.%3f")!
    let fields = [
      Field(name: "k \"1\"", type: .identifier(space: .integers(minimum: 1)), missing: ""),
      Field(name: "s", type: .identifier(space: .strings(pattern: IdentifierPattern(pattern: "K[0-9]{3}")!))),
      Field(name: "i", type: .int64), Field(name: "d", type: .decimal(scale: 2, minimumDigits: 0)),
      Field(name: "b", type: .boolean), Field(name: "at", type: .timestamp(format: moment)),
      Field(name: "c", type: .categorical),
      Field(name: "o", type: .categorical, domain: .levels(values: ["x\n", "y"], ordered: true)),
      Field(name: "t", type: .text(emission: .drop)),
    ]
    let text = SDVMetadata.json(for: Schema(fields), table: "my table")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(object["METADATA_SPEC_VERSION"] as? String == "V1")
    let table = try #require((object["tables"] as? [String: [String: Any]])?["my table"])
    #expect(table["primary_key"] as? String == "s")
    #expect(text.contains("\"datetime_format\": \"%m/%d/%Y %H:%M:%S.%f\""))
    let metadata = try SDVMetadata(json: Array(text.utf8), file: "m.json")
    #expect(try metadata.applied(to: Schema(fields)).fields == fields)
  }
}
