import Tabular
import TabularIO
import Testing

@Suite struct TypeTests {
  @Test(arguments: [("true", "false"), ("True", "False"), ("TRUE", "FALSE")])
  func booleans(_ yes: String, _ no: String) throws {
    let (field, both) = try column([yes, no, yes, ""])
    #expect(field.type == .boolean)
    #expect(both.levels == [no, yes])
    #expect(both.strings == [yes, no, yes, nil])
    let (single, one) = try column([yes, yes])
    #expect(single.type == .boolean)
    #expect(one.levels == [no, yes])
    #expect(one.strings == [yes, yes])
  }

  @Test func booleansInMixedCasingsAreLevels() throws {
    #expect(try column(["true", "False", "true"]).0.type == .categorical)
    #expect(try column(["true", "1", "true"]).0.type == .categorical)
  }

  @Test func emptyIsNotTheEmptyLevel() throws {
    let (field, column) = try column(["a", "\"\"", "", "a"])
    #expect(field.type == .categorical)
    #expect(field.missing == "")
    #expect(column.levels == ["a", ""])
    #expect(column.strings == ["a", "", nil, "a"])
  }

  @Test func quotedMissingSpellingsAreLevels() throws {
    let (field, values) = try column(["a", "\"NA\"", "NA", "\"NA\""])
    #expect(field.missing == "NA")
    #expect(values.strings == ["a", "NA", nil, "NA"])
    let (own, other) = try column(["a", "\"NA\"", "?", "NA"], missing: ["?", "\"NA\""])
    #expect(own.missing == "?")
    #expect(other.strings == ["a", nil, nil, "NA"])
  }

  @Test func theCommonestMissingSpellingIsKept() throws {
    let result = try read("x,y\n1,a\nNA,a\n,a\nNULL,a\n,a\n")
    #expect(result.table.schema.fields[0].missing == "")
    #expect(result.notes.map(\.column) == ["x"])
    #expect(result.notes[0].message.contains("3 ways"))
    #expect(result.table.schema.fields[1].missing == nil)
  }

  @Test func levelsComeInOrderOfAppearanceWhateverTheChunks() throws {
    let rows = 100_000
    let text = "x,y\n" + (0..<rows).map { "l\($0 * 7919 % 20_000),\($0)\n" }.joined()
    let expected = try read(text, threads: 1)
    #expect(expected.table.schema.fields[0].type == .categorical)
    #expect(expected.table.columns[0].levels?.count == 20_000)
    #expect(expected.table.columns[0].levels?[..<3] == ["l0", "l7919", "l15838"])
    for chunkSize in [1000, 4096, 1 << 16] {
      #expect(try read(text, chunkSize: chunkSize, threads: 4) == expected)
    }
  }

  @Test func manyDifferentStringsAreText() throws {
    let words = (0..<300).map { "some words \($0 % 200) and x\($0 * $0)" }
    let result = try read("x\n" + words.joined(separator: "\n") + "\n")
    #expect(result.table.schema.fields[0].type == .text(emission: .constant(value: "")))
    #expect(result.table.columns[0].strings == words)
    #expect(result.notes.count == 1)
  }

  @Test func smallTables() throws {
    let result = try read("a,b,c\n1,x,2.5\n")
    #expect(result.table.rowCount == 1)
    #expect(
      result.table.schema.fields.map(\.type) == [.int64, .categorical, .decimal(scale: 1, minimumDigits: 1)])
    let constant = try read("a\n" + String(repeating: "7\n", count: 30))
    #expect(constant.table.schema.fields[0].type == .int64)
    #expect(constant.table.rowCount == 30)
  }

  @Test func aColumnWithoutValuesIsRefused() throws {
    let error = tableError { try read("a,b\n1,\n2,NA\n") }
    #expect(error?.code == .emptyColumn)
    #expect(error?.column == "b")
    #expect(
      error?.description
        == "t.csv: column \"b\": The column has no value in any row. Remove it, or name it in a schema as text."
    )
    let schema = Schema([
      Field(name: "a", type: .int64), Field(name: "b", type: .text(emission: .drop)),
    ])
    #expect(try read("a,b\n1,\n2,NA\n", schema: schema).table.columns[1].presentCount == 0)
  }
}

@Suite struct TemporalTests {
  private func pattern(_ values: [String]) throws -> String {
    switch try column(values).0.type {
    case .date(let format): "date \(format.pattern)"
    case .timestamp(let format): "timestamp \(format.pattern)"
    case let other: other.name
    }
  }

  @Test(arguments: [
    (["2024-02-29", "0001-01-01", "9999-12-31"], "date %Y-%m-%d"),
    (["2024/02/29", "2023/12/01"], "date %Y/%m/%d"),
    (["29.02.2024", "01.12.2023"], "date %d.%m.%Y"),
    (["1.2.2024", "12.10.2023"], "date %-d.%-m.%Y"),
    (["01/02/2024", "03/04/2023"], "date %m/%d/%Y"),
    (["01/02/2024", "13/04/2023"], "date %d/%m/%Y"),
    (["01/31/2024", "03/04/2023"], "date %m/%d/%Y"),
    (["1/2/2024", "12/10/2023"], "date %-m/%-d/%Y"),
    (["1/31/2024", "12/10/2023"], "date %-m/%-d/%Y"),
    (["31-12-2024", "01-02-2023"], "date %d-%m-%Y"),
    (["2024-1-2", "2023-12-10"], "date %Y-%-m-%-d"),
    (["2024-01-02T03:04:05Z", "2024-01-02T23:59:59Z"], "timestamp %Y-%m-%dT%H:%M:%SZ"),
    (["2024-01-02 03:04", "2024-01-02 23:59"], "timestamp %Y-%m-%d %H:%M"),
    (
      ["2024-01-02 03:04:05.123+02:00", "2024-01-02 03:04:05.000+02:00"],
      "timestamp %Y-%m-%d %H:%M:%S.%3f+02:00"
    ),
    (["1/2/2024 3:04", "12/10/2023 13:04"], "timestamp %-m/%-d/%Y %-H:%M"),
    (["31/01/2024", "01/31/2024"], "categorical"),
    (["2024-01-02", "2024/01/02"], "categorical"),
    (["2024-01-02", "2024-1-2"], "categorical"),
    (["2024-02-30", "2024-02-28"], "categorical"),
    (["2024-01-02T03:04:05Z", "2024-01-02T03:04:05+01:00"], "categorical"),
    (["0000-01-01", "2024-01-01"], "categorical"),
  ])
  func formats(_ values: [String], _ expected: String) throws {
    #expect(try pattern(values) == expected)
  }

  @Test func theFormatIsDecidedOverTheWholeFile() throws {
    let values = (0..<500).map { "0\($0 % 9 + 1)/0\($0 % 8 + 1)/2024" } + ["25/01/2024"]
    let text = "x\n" + values.joined(separator: "\n")
    let table = try read(text, chunkSize: 64).table
    #expect(table.schema.fields[0].type == .date(format: TemporalFormat(pattern: "%d/%m/%Y")!))
    #expect(table.columns[0].integers?.last == CivilDate(year: 2024, month: 1, day: 25)?.daysSince1970)
  }

  @Test func valuesAreDaysAndTicks() throws {
    #expect(try column(["1970-01-02", "1969-12-31"]).1.integers == [1, -1])
    #expect(try column(["1970-01-01 00:00:01.5", "1969-12-31 23:59:59.9"]).1.integers == [15, -1])
  }

  @Test func mixedDatesGetANote() throws {
    let result = try read("x\n2024-01-02\n02.01.2024\n2024-01-02\n")
    #expect(result.notes.map(\.column) == ["x"])
    #expect(result.notes[0].message.contains("more than one spelling"))
  }

  @Test func eightDigitsAreDatesOnlyInThirtyRows() throws {
    let days = (1...30).map { "202404" + ($0 < 10 ? "0" : "") + "\($0)" }
    #expect(try pattern(days) == "date %Y%m%d")
    #expect(try pattern(Array(days.dropLast())) != "date %Y%m%d")
    #expect(try pattern(days.dropLast() + ["20240431"]) == "int64")
    #expect(try pattern(days.dropLast() + ["21010101"]) == "int64")
  }

  @Test func quotedEmptyDatesAreMissing() throws {
    let (field, values) = try column(["\"2024-01-02\"", "\"\"", "\"2024-01-03\""])
    #expect(field.missing == "\"\"")
    #expect(values.presentCount == 2)
  }
}
