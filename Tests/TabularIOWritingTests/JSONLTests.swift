import Foundation
import Tabular
import TabularIO
import Testing

@Suite struct JSONLTests {
  @Test func everyType() {
    let format = TemporalFormat(pattern: "%Y-%m-%d")!
    let validity = Bitmap(count: 2) { $0 == 0 }
    let table = table([
      (Field(name: "b", type: .boolean), Column(.codes([1, 0], levels: StringArray(["False", "True"])))),
      (Field(name: "i", type: .int64, missing: "NA"), Column(.int64([.max, 1]), validity: validity)),
      (Field(name: "d", type: .decimal(scale: 2, minimumDigits: 2)), Column(.int64([250, -5]))),
      (Field(name: "f\"\\\n", type: .float64(plainIntegers: false)), Column(.float64([1e20, -0.0]))),
      (Field(name: "t", type: .date(format: format), missing: "1970-01-01"), Column(.int64([0, 1]))),
      (Field(name: "c", type: .categorical), Column(.codes([0, 1], levels: StringArray(["NA", ""])))),
    ])
    #expect(
      text(JSONLEncoder(schema: table.schema).encode(table, firstRow: 0)) == """
        {"b":true,"i":9223372036854775807,"d":2.50,"f\\"\\\\\\n":1e+20,"t":"1970-01-01","c":"NA"}
        {"b":false,"i":null,"d":-0.05,"f\\"\\\\\\n":-0.0,"t":"1970-01-02","c":""}

        """)
    #expect(JSONLEncoder(schema: table.schema).header.isEmpty)
  }

  @Test func nastyTextReadsBack() throws {
    var nasty = CSVTextTests.nasty + (0..<0x20).map { String(UnicodeScalar(UInt8($0))) }
    nasty.append("\u{2028}\u{2029}")
    let table = table([
      (Field(name: "a", type: .categorical), levels(nasty)),
      (
        Field(name: "b", type: .identifier(space: .integers(minimum: 0))),
        Column(.strings(StringArray(nasty)))
      ),
    ])
    let lines = JSONLEncoder(schema: table.schema).encode(table, firstRow: 0).split(separator: 0x0A)
    #expect(lines.count == nasty.count)
    for (line, expected) in zip(lines, nasty) {
      let object = try JSONDecoder().decode([String: String].self, from: Data(line))
      #expect(object == ["a": expected, "b": expected])
    }
  }

  @Test func literalsInDatesAreEscaped() {
    let type = FieldType.date(format: TemporalFormat(pattern: "%Y\"%m\\%d")!)
    let table = table([(Field(name: "t", type: type), Column(.int64([0])))])
    #expect(
      text(JSONLEncoder(schema: table.schema).encode(table, firstRow: 0)) == #"{"t":"1970\"01\\01"}"# + "\n")
  }
}
