import Evaluation
import Foundation
import Reporting
import Tabular

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Numbers that are the same on every machine.
struct Sequence64 {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 2 &+ 1 }

  /// Uniform in 0..<1.
  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) * 0x1p-53
  }
}

/// A table with a column of every kind; `names` are those of the columns, `levels` those of the third.
func mixedTable(
  rows: Int, seed: UInt64, names: [String] = ["amount", "visits", "colour", "day", "flag", "key"],
  levels: [String] = ["red", "green", "blue", "grey"]
) -> Table {
  var draw = Sequence64(seed)
  let amounts = (0..<rows).map { _ in draw.next() * draw.next() * 100 }
  let visits = amounts.map { Int64($0 / 10 + draw.next() * 4) }
  let codes = amounts.map {
    Int32(min(Double(levels.count - 1), ($0 / 40 + draw.next()) * Double(levels.count) / 3))
  }
  let days = (0..<rows).map { _ in Int64(14_000 + draw.next() * 3000) }
  let flags = (0..<rows).map { _ in Int32(draw.next() < 0.3 ? 1 : 0) }
  let missing = Bitmap(count: rows) { $0 % 11 != 3 }
  let fields = [
    Field(name: names[0], type: .float64(plainIntegers: false)),
    Field(name: names[1], type: .int64, missing: ""),
    Field(name: names[2], type: .categorical),
    Field(name: names[3], type: .date(format: TemporalFormat(pattern: "%Y-%m-%d")!)),
    Field(name: names[4], type: .boolean), Field(name: names[5], type: .text(emission: .drop)),
  ]
  return Table(
    schema: Schema(fields), rowCount: rows,
    columns: [
      Column(.float64(amounts)), Column(.int64(visits), validity: missing),
      Column(.codes(codes, levels: StringArray(levels))), Column(.int64(days)),
      Column(.codes(flags, levels: StringArray(["no", "yes"]))),
      Column(.codes([Int32](repeating: 0, count: rows), levels: StringArray(["a note"]))),
    ])
}

func mixedTables(holdout: Bool, target: Int?) -> EvaluationTables {
  EvaluationTables(
    real: mixedTable(rows: 400, seed: 1), synthetic: mixedTable(rows: 350, seed: 2),
    holdout: holdout ? mixedTable(rows: 300, seed: 3) : nil, target: target)
}

func report(_ tables: EvaluationTables) throws -> EvaluationReport {
  try EvaluationReport(tables, options: EvaluationOptions(seed: 5, threads: 2, resamples: 4))
}

func page(_ tables: EvaluationTables) throws -> String {
  try HTMLReport(report(tables), tables: tables, threads: 2).text
}

/// The drawings of a page.
func drawings(_ page: String) -> [Substring] {
  var found: [Substring] = []
  var rest = page[...]
  while let start = rest.range(of: "<svg"), let end = rest[start.lowerBound...].range(of: "</svg>") {
    found.append(rest[start.lowerBound..<end.upperBound])
    rest = rest[end.upperBound...]
  }
  return found
}

func isWellFormed(_ xml: some StringProtocol) -> Bool {
  XMLParser(data: Data(String(xml).utf8)).parse()
}
