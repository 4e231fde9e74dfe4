import Foundation
import Testing

/// The same rows in every format and container.
@Suite struct FormatTests {
  private let box: Sandbox

  init() throws { box = try Sandbox() }

  @Test func compressedOutputsHoldThePlainBytes() throws {
    let whole = Lines(try Fixtures.adultMillion())[0..<100_001]
    for (name, program) in [("a.csv.gz", "gzip"), ("a.csv.zst", "zstd")] {
      var outputs: [Data] = []
      for threads in ["1", "3"] {
        try box.done(
          "sample", try Fixtures.adultModel(), "-n", "100000", "--seed", "7", "--threads", threads, "-o", name
        )
        #expect(try box.run(program, ["-dc", name]).output == whole)
        outputs.append(Data(try box.data(name)))
      }
      #expect(outputs[0] == outputs[1])
      #expect(outputs[0].count * 2 < whole.count)
    }
  }

  @Test func standardOutputIsTheFile() throws {
    let model = try Fixtures.penguinsModel()
    for format in ["csv", "tsv", "jsonl"] {
      try box.done("sample", model, "-n", "3000", "-o", "a.\(format)")
      let piped = try box.done("sample", model, "-n", "3000", "-o", "-", "--format", format)
      #expect(try box.data("a.\(format)") == piped.output)
    }
    try box.done("sample", model, "-n", "3000", "-o", "upper.CSV")
    try box.done("sample", model, "-n", "3000", "-o", "a.txt", "--format", "CSV")
    #expect(try box.data("upper.CSV") == box.data("a.csv"))
    #expect(try box.data("a.txt") == box.data("a.csv"))
  }

  @Test func tabsSeparateTheSameValues() throws {
    let model = try Fixtures.penguinsModel()
    let csv = CSV(try box.done("sample", model, "-n", "1000", "-o", "-").output)
    let tsv = CSV(
      try box.done("sample", model, "-n", "1000", "-o", "-", "--format", "tsv").output,
      delimiter: UInt8(ascii: "\t"))
    #expect(tsv.header == csv.header)
    #expect(tsv.rows == csv.rows)
  }

  @Test(arguments: [true, false]) func jsonHoldsTheSameValues(_ isPenguins: Bool) throws {
    let model = isPenguins ? try Fixtures.penguinsModel() : try Fixtures.mixedModel()
    let csv = CSV(try box.done("sample", model, "-n", "2000", "-o", "-").output)
    let jsonl = try box.done("sample", model, "-n", "2000", "-o", "-", "--format", "jsonl").text
    let lines = jsonl.split(separator: "\n")
    #expect(lines.count == 2000)
    for (line, row) in zip(lines, csv.rows) {
      // Not JSONSerialization: its numbers may be off in the last bit.
      guard case .object(let object) = try JSONDecoder().decode(JSON.self, from: Data(line.utf8)) else {
        Issue.record("not an object")
        return
      }
      #expect(object.count == row.count)
      for (name, cell) in zip(csv.header, row) {
        switch object[name] {
        case .null: #expect(cell == .bare(""))
        case .boolean(let value): #expect(value == (cell.text == "TRUE"))
        case .string(let text): #expect(text == cell.text)
        case .integer(let number): #expect(number == Int64(cell.text) || Double(number) == Double(cell.text))
        case .number(let number): #expect(number == Double(cell.text))
        default: Issue.record("\(name) is missing")
        }
      }
    }
    // The digits, too, are those of the CSV: integers beyond 2^53 must not pass through a double.
    for (line, row) in zip(lines, csv.rows) where !isPenguins {
      let big = row[csv.header.firstIndex(of: "big")!].text
      #expect(line.contains("\"big\":\(big)"))
    }
  }

  @Test func compressedModelsAreTheSameModel() throws {
    let plain = try Data(contentsOf: URL(filePath: try Fixtures.penguinsModel()))
    for (name, program) in [("p.model.zst", "zstd"), ("p.model.gz", "gzip")] {
      try box.done("fit", Fixtures.penguinsData, "-o", name)
      #expect(try box.run(program, ["-dc", name]).output == plain)
      let sample = try box.done("sample", name, "-n", "100", "-o", "-").output
      #expect(sample == (try box.done("sample", try Fixtures.penguinsModel(), "-n", "100", "-o", "-").output))
    }
  }
}
