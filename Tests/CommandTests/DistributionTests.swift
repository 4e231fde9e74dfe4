import Foundation
import Testing

/// What the command promises of its samples, measured on them.
@Suite struct DistributionTests {
  @Test func penguinsKeepTheirMissingValues() throws {
    let box = try Sandbox()
    let real = CSV(try Data(contentsOf: URL(filePath: Fixtures.penguinsData)))
    let rows = 344_000
    try box.done("sample", try Fixtures.penguinsModel(), "-n", "\(rows)", "--seed", "3", "-o", "s.csv")
    let synthetic = CSV(try box.data("s.csv"))
    #expect(synthetic.rows.count == rows)
    for name in real.header {
      let expected = Double(real.texts(name).count { $0.isEmpty }) / Double(real.rows.count)
      let share = Double(synthetic.texts(name).count { $0.isEmpty }) / Double(rows)
      #expect(abs(share - expected) < 0.003, "\(name): \(share), not \(expected)")
    }
    let measurements = (2...5)
    let together = synthetic.rows.count { row in measurements.allSatisfy { row[$0].text.isEmpty } }
    #expect(abs(Double(together) / Double(rows) - 2.0 / 344) < 0.0015)
    // No penguin of the real table lacks one measurement and has another.
    #expect(together == synthetic.rows.count { row in measurements.contains { row[$0].text.isEmpty } })
  }

  @Test func zerosKeepTheirShare() throws {
    let box = try Sandbox()
    let real = CSV(try box.run("gzip", ["-dc", Fixtures.adultData]).output)
    let lines = Lines(try Fixtures.adultMillion())
    for name in ["capital_gain", "capital_loss"] {
      let column = real.header.firstIndex(of: name)!
      let share = Double(real.texts(name).count { $0 == "0" }) / Double(real.rows.count)
      let zeros = (1..<lines.count).count { row in
        lines[row..<(row + 1)].split(separator: UInt8(ascii: ","))[column].elementsEqual([UInt8(ascii: "0")])
      }
      let deviation = (share * (1 - share) / 1e6).squareRoot()
      #expect(abs(Double(zeros) / 1e6 - share) < 5 * deviation, "\(name): \(zeros)")
    }
  }

  @Test func valuesMissingAtRandomGivenAnotherColumn() throws {
    let box = try Sandbox()
    var generator = TestGenerator(41)
    var text = "x,y\n"
    for _ in 0..<20_000 {
      let y = generator.normal()
      let x = 0.9 * y + 0.19.squareRoot() * generator.normal()
      text += "\(y > 0.5 ? "" : "\(x)"),\(y)\n"
    }
    try box.write("t.csv", text)
    try box.done("fit", "t.csv", "-o", "t.model")
    let synthetic = CSV(try box.done("sample", "t.model", "-n", "200000", "-o", "-").output)
    func pairs(_ csv: CSV) -> [(x: Double?, y: Double)] {
      zip(csv.numbers("x"), csv.numbers("y")).map { ($0, $1 ?? .nan) }
    }
    let drawn = pairs(synthetic)
    let above = drawn.filter { $0.y > 0.5 }
    let below = drawn.filter { $0.y <= 0.5 }
    #expect(abs(Double(above.count) / 200_000 - 0.3085) < 0.01)
    let missingAbove = Double(above.count { $0.x == nil }) / Double(above.count)
    let missingBelow = Double(below.count { $0.x == nil }) / Double(below.count)
    #expect(missingAbove > 0.95, "P(missing | y > 0.5) = \(missingAbove)")
    #expect(missingBelow < 0.03, "P(missing | y <= 0.5) = \(missingBelow)")
    func complete(_ all: [(x: Double?, y: Double)]) -> Double {
      correlation(all.compactMap { pair in pair.x.map { ($0, pair.y) } })
    }
    let expected = complete(pairs(CSV(Data(text.utf8))))
    #expect(abs(complete(drawn) - expected) < 0.03, "\(complete(drawn)), not \(expected)")
  }

  private func continuousModel(_ box: Sandbox) throws -> (minimum: Double, maximum: Double) {
    var generator = TestGenerator(42)
    let values = (0..<5000).map { _ in generator.normal() }
    try box.write("t.csv", "x\n" + values.map { "\($0)\n" }.joined())
    try box.done("fit", "t.csv", "-o", "t.model")
    return (values.min()!, values.max()!)
  }

  private func expectDistinct(_ rows: Int) throws {
    let box = try Sandbox()
    let range = try continuousModel(box)
    try box.done("sample", "t.model", "-n", "\(rows)", "--no-header", "-o", "s.csv")
    let lines = Lines(try box.data("s.csv"))
    #expect(lines.count == rows)
    var values = lines.data.withUnsafeBytes { bytes in
      bytes.split(separator: 0x0A).map { Double(String(decoding: $0, as: UTF8.self)) ?? .nan }
    }
    values.sort()
    let distinct = 1 + zip(values, values.dropFirst()).count { $0 != $1 }
    #expect(Double(distinct) >= 0.999 * Double(rows), "\(distinct)")
    #expect(values.first! >= range.minimum && values.last! <= range.maximum)
  }

  @Test func continuousValuesHardlyRepeat() throws { try expectDistinct(1_000_000) }

  @Test(.enabled(if: Fixtures.runsLongTests)) func continuousValuesHardlyRepeatInTenMillionRows() throws {
    try expectDistinct(10_000_000)
  }

  @Test(.enabled(if: Fixtures.runsLongTests)) func memoryDoesNotGrowWithTheRows() throws {
    let box = try Sandbox()
    let peaks = try ["200000", "10M"].map { rows in
      let outcome = try box.start(
        try #require(Command.path),
        ["sample", try Fixtures.adultModel(), "-n", rows, "-o", "/dev/null", "--quiet"]
      ).wait(watchingMemory: true)
      #expect(outcome.status == 0)
      return outcome.peakMemory ?? 0
    }
    #expect(peaks[1] < peaks[0] + 32 << 20, "\(peaks)")
  }
}
