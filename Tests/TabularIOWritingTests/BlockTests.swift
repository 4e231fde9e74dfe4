import Foundation
import Tabular
import TabularIO
import Testing

/// Rows are written in blocks, a column at a time: what comes out must be what one cell after the other would be.
@Suite struct BlockTests {
  private let counts = [0, 1, 2, 63, 64, 65, 128, 500]

  private func random(_ count: Int, seed: UInt64) -> [UInt64] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 16
    }
  }

  /// Every kind of column, with missing values in every second one, and the cells they should have in a CSV; the last
  /// value of a pair is how JSON has it.
  private func columns(_ count: Int) -> [(Field, Column, [(csv: String, json: String)])] {
    let random = random(count, seed: UInt64(count))
    let validity = Bitmap(count: count) { random[$0] % 5 != 0 }
    let integers = random.map { Int64($0 % 1000) - 300 }
    let long = random.map { Int64(bitPattern: $0 << 16) >> Int64($0 % 60) }
    let reals = random.map { Double($0) * 0x1p-48 - 0.3 }
    let days = random.map { Int64($0 % 100_000) - 30_000 }
    let words = ["a", "b,c", "d\"e", "", "NA", String(repeating: "long ", count: 20)]
    let fewWords = words.dropLast()
    func quoted(_ text: String) -> String {
      text.isEmpty || text == "NA" || text.contains(",") || text.contains("\"")
        ? "\"\(text.replacingOccurrences(of: "\"", with: "\"\""))\"" : text
    }
    func escaped(_ text: String) -> String { "\"\(text.replacingOccurrences(of: "\"", with: "\\\""))\"" }
    func day(_ days: Int64) -> String {
      let date = CivilDate(daysSince1970: days)
      func padded(_ value: Int64, _ width: Int) -> String {
        String(repeating: "0", count: width - String(value).count) + String(value)
      }
      return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
    }
    let codes = random.map { Int32($0 % UInt64(fewWords.count)) }
    let longCodes = random.map { Int32($0 % UInt64(words.count)) }
    let format = TemporalFormat(pattern: "%Y-%m-%d")!
    let unpadded = TemporalFormat(pattern: "%Y/%-m/%-d")!
    let kinds: [(FieldType, Column.Values, [(String, String)])] = [
      (.int64, .int64(integers), integers.map { ("\($0)", "\($0)") }),
      (.int64, .int64(long), long.map { ("\($0)", "\($0)") }),
      (
        .decimal(scale: 1, minimumDigits: 1), .int64(integers),
        integers.map { value in
          let text = "\(value < 0 ? "-" : "")\(value.magnitude / 10).\(value.magnitude % 10)"
          return (text, text)
        }
      ),
      (.float64(plainIntegers: false), .float64(reals), reals.map { ("\($0)", "\($0)") }),
      (.date(format: format), .int64(days), days.map { (day($0), "\"\(day($0))\"") }),
      (
        .date(format: unpadded), .int64(days),
        days.map { value in
          let date = CivilDate(daysSince1970: value)
          let text = "\(date.year)/\(date.month)/\(date.day)"
          return (text, "\"\(text)\"")
        }
      ),
      (
        .categorical, .codes(codes, levels: StringArray(fewWords)),
        codes.map { (quoted(words[Int($0)]), escaped(words[Int($0)])) }
      ),
      (
        .categorical, .codes(longCodes, levels: StringArray(words)),
        longCodes.map { (quoted(words[Int($0)]), escaped(words[Int($0)])) }
      ),
      (
        .text(emission: .drop), .strings(StringArray(longCodes.map { words[Int($0)] })),
        longCodes.map { (quoted(words[Int($0)]), escaped(words[Int($0)])) }
      ),
    ]
    return kinds.enumerated().flatMap { index, kind in
      [false, true].map { hasMissing in
        // Names of several lengths: in JSON they are written with every cell.
        let name = String(repeating: "n", count: index * 9) + "\(index)\(hasMissing)"
        let cells = kind.2.enumerated().map { row, cell in
          hasMissing && !validity[row] ? (csv: "?", json: "null") : (csv: cell.0, json: cell.1)
        }
        return (
          Field(name: name, type: kind.0, missing: "?"),
          Column(kind.1, validity: hasMissing ? validity : nil), cells
        )
      }
    }
  }

  @Test func blocksAreTheirCells() {
    for count in counts {
      let columns = columns(count)
      let table = Table(
        schema: Schema(columns.map(\.0)), rowCount: count, columns: columns.map(\.1))
      let rows = (0..<count).map { row in columns.map { $0.2[row] } }
      let csv = rows.map { $0.map(\.csv).joined(separator: ",") + "\n" }.joined()
      #expect(text(CSVEncoder(schema: table.schema).encode(table, firstRow: 0)) == csv)
      let json = rows.map { row in
        "{" + zip(columns, row).map { "\"\($0.0.name)\":\($1.json)" }.joined(separator: ",") + "}\n"
      }.joined()
      #expect(text(JSONLEncoder(schema: table.schema).encode(table, firstRow: 0)) == json)
    }
  }

  @Test func numbersThatWouldReadAsMissing() {
    let values: [Int64] = (0..<200).map { $0 % 3 == 0 ? -1 : $0 % 3 == 1 ? 1 : -10 }
    let column = Column(.int64(values), validity: Bitmap(count: 200) { $0 % 7 != 0 })
    let expected = (0..<200).map { row in
      row % 7 == 0 ? "-1" : values[row] == -1 ? "\"-1\"" : "\(values[row])"
    }
    let lines = csv(Field(name: "v", type: .int64, missing: "-1"), column).split(separator: "\n").dropFirst()
    #expect(lines.map { String($0.dropLast(2)) } == expected)
  }

  /// Every day of ten thousand years, and beyond them.
  @Test func everyDay() {
    #if DEBUG
      let step = 211
    #else
      let step = 1
    #endif
    let days = stride(from: Int64(-719_528 - 400), to: 2_932_897 + 400, by: step).map { $0 }
    let cells = spelling(.date(format: TemporalFormat(pattern: "%d.%m.%Y")!), .int64(days))
    let wrong = zip(days, cells).first { day, cell in
      let date = CivilDate(daysSince1970: day)
      var year = String(date.year.magnitude)
      year = (date.year < 0 ? "-" : "") + String(repeating: "0", count: max(0, 4 - year.count)) + year
      return cell
        != "\(date.day < 10 ? "0" : "")\(date.day).\(date.month < 10 ? "0" : "")\(date.month).\(year)"
    }
    #expect(cells.count == days.count)
    #expect(wrong == nil)
  }

  @Test func momentsOfAllFractions() {
    for digits in 0...9 {
      let ticks = (0..<digits).reduce(Int64(1)) { product, _ in product * 10 }
      let random = random(300, seed: UInt64(digits) + 1)
      // Some centuries around 1970, as far as 64 bits reach.
      let seconds = random.map { Int64($0 % 16_000_000_000) - 8_000_000_000 }
      let fractions = random.map { Int64(($0 >> 3) % UInt64(ticks)) }
      let values = zip(seconds, fractions).map { $0 * ticks + $1 }
      let pattern = "[%H:%M:%S" + (digits > 0 ? ".%\(digits)f" : "") + "Z %Y%m%d]"
      let expected = zip(seconds, fractions).map { second, fraction in
        let day = (second - (second % 86_400 + 86_400) % 86_400) / 86_400
        let time = second - day * 86_400
        let date = CivilDate(daysSince1970: day)
        let clock = String(format: "%02d:%02d:%02d", time / 3600, time / 60 % 60, time % 60)
        let part = digits > 0 ? "." + String(String(ticks + fraction).dropFirst()) : ""
        return "[\(clock)\(part)Z \(String(format: "%04d%02d%02d", date.year, date.month, date.day))]"
      }
      #expect(
        spelling(.timestamp(format: TemporalFormat(pattern: pattern)!), .int64(values)) == expected)
    }
  }
}
