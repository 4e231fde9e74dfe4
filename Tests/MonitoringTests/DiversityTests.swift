import Foundation
import Randomness
import Synthesis
import Tabular
import Testing

@testable import Monitoring

@Suite struct DiversityTests {
  /// Rows as strings, counted by a dictionary, on real tables.
  @Test(arguments: ["data/penguins.csv", "data/online_shoppers.csv.gz"])
  func countsByAnotherWay(_ name: String) throws {
    let table = try table(name)
    let places = table.schema.fields.indices.filter {
      if case .identifier = table.schema.fields[$0].type { false } else { true }
    }
    var counts: [String: Int] = [:]
    var (repeats, before) = (0, "")
    for row in 0..<table.rowCount {
      let text = places.map { place -> String in
        let column = table.columns[place]
        if let validity = column.validity, !validity[row] { return "-" }
        switch column.values {
        case .int64(let values): return "\(values[row])"
        case .float64(let values): return "\(values[row])"
        case .codes(let codes, let levels): return levels.string(Int(codes[row]))
        case .strings(let strings): return strings.string(row)
        }
      }.joined(separator: "|")
      counts[text, default: 0] += 1
      if text == before { repeats += 1 }
      before = text
    }
    var monitor = try DiversityMonitor(table.schema)
    // In pieces, on threads.
    for start in stride(from: 0, to: table.rowCount, by: 1000) {
      monitor.add(
        table.rows((start..<min(start + 1000, table.rowCount)).map(Int32.init)), threads: 1 + start / 1000 % 2
      )
    }
    let report = monitor.report()
    #expect(report.distinctRows == counts.count && report.rows == table.rowCount)
    #expect(report.topRowShare == Double(counts.values.max()!) / Double(table.rowCount))
    #expect(report.repetitionRate == Double(repeats) / Double(table.rowCount))
  }

  @Test func whatMakesRowsEqual() throws {
    let schema = Schema([
      Field(name: "x", type: .float64(plainIntegers: true)), Field(name: "s", type: .categorical),
    ])
    func hashes(_ xs: [Double], _ codes: [Int32], _ names: [String], missing: Set<Int> = []) -> [RowHasher
      .Hash]
    {
      let table = Table(
        schema: schema, rowCount: xs.count,
        columns: [
          Column(
            .float64(xs), validity: missing.isEmpty ? nil : Bitmap(count: xs.count) { !missing.contains($0) }),
          Column(.codes(codes, levels: StringArray(names))),
        ])
      return DiversityMonitor.hashes(table, RowHasher(columns: [0, 1]), threads: 1)
    }
    let first = hashes([0, -0.0, 1, 0], [0, 0, 0, 1], ["a", "b"], missing: [3])
    #expect(first[0] == first[1] && first[0] != first[2] && first[0] != first[3])
    // Codes of another table, the same levels.
    let second = hashes([0, 0], [1, 0], ["b", "a"], missing: [1])
    #expect(second[0] == first[0] && second[1] == first[3])
    #expect(hashes([0, 0], [0, 1], ["", "\u{0}"])[0] != hashes([0, 0], [0, 1], ["", "\u{0}"])[1])
    // Columns do not stand for one another.
    #expect(Fingerprint.of(Array("ab".utf8)[...]) != Fingerprint.of(Array("ba".utf8)[...]))
  }

  @Test func rarefaction() {
    // Pairs of one another: N = 4, two rows twice. Of 2 drawn, 1 - 1/3 differ: 5/3 distinct.
    #expect(abs(Rarefaction.distinct([2: 2], sample: 2) - 5.0 / 3) < 1e-9)
    #expect(abs(Rarefaction.distinct([1: 10], sample: 4) - 4) < 1e-9)
    #expect(Rarefaction.distinct([3: 2, 1: 4], sample: 10) == 6)
    #expect(abs(Rarefaction.distinct([10: 1], sample: 3) - 1) < 1e-9)
  }

  @Test func entropy() {
    #expect(abs(Entropy.bits([1, 1, 2]) - 1.5) < 1e-12)
    #expect(Entropy.bits([7]) == 0 && Entropy.bits([]) == 0)
  }

  @Test func collapseHasReasons() throws {
    let real = try table("data/online_shoppers.csv.gz")
    let names = real.schema.fields.map(\.name)
    let kept = try DiversityMonitor.RealRows(real, columns: names, threads: 2)
    var same = try DiversityMonitor(real.schema, columns: Set(names), against: kept)
    same.add(real, threads: 2)
    let good = try #require(same.report().against)
    #expect(!good.modeCollapse && good.reasons.isEmpty && good.uniqueRatio == good.realUniqueRatio)
    #expect(same.report().columns.allSatisfy { $0.against.map { $0.coverage == 1 } ?? true })

    // A hundred rows, over and over, in runs.
    let few = real.rows((0..<5000).map { Int32($0 / 50 * 7) })
    var collapsed = try DiversityMonitor(few.schema, columns: Set(names), against: kept)
    collapsed.add(few, threads: 2)
    let report = collapsed.report()
    let against = try #require(report.against)
    #expect(against.modeCollapse)
    #expect(against.reasons.contains { $0.contains("distinct here") })
    #expect(against.reasons.contains { $0.contains("equal the row before") })
    #expect(against.reasons.contains { $0.contains("\"Month\"") })
    #expect(report.distinctRows == 100 && abs(report.repetitionRate - 0.98) < 0.001)
  }

  /// The columns of a stream whose values are too many to count say so.
  @Test func manyValues() throws {
    let table = Table(
      schema: Schema([Field(name: "x", type: .int64)]), rowCount: 70_000,
      columns: [Column(.int64(Array(0..<70_000)))]
    )
    var monitor = try DiversityMonitor(table.schema)
    monitor.add(table, threads: 2)
    #expect(monitor.report().columns[0].entropy == nil && monitor.report().uniqueRatio == 1)
  }
}
