import Foundation
import Learning
import Tabular
import TabularIO

/// SplitMix64 (Steele, Lea, Flood 2014).
struct TestRandom: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}

/// The area under the receiver operating characteristic: the share of pairs of a true and a false row in which the
/// true one has the higher score; ties count half.
func areaUnderCurve(_ scores: [Double], _ labels: [Bool]) -> Double {
  let order = scores.indices.sorted { scores[$0] < scores[$1] }
  var (below, won, start) = (0.0, 0.0, 0)
  while start < order.count {
    var end = start
    while end < order.count && scores[order[end]] == scores[order[start]] { end += 1 }
    let positive = Double(order[start..<end].count { labels[$0] })
    let negative = Double(end - start) - positive
    won += positive * (below + negative / 2)
    below += negative
    start = end
  }
  return won / (below * Double(labels.count { $0 }))
}

/// The share of the variance that the prediction explains.
func determination(_ predicted: [Double], _ values: [Double]) -> Double {
  let mean = values.reduce(0, +) / Double(values.count)
  let residual = zip(predicted, values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  return 1 - residual / values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
}

extension Table {
  init(_ columns: [(name: String, type: FieldType, column: Column)]) {
    self.init(
      schema: Schema(columns.map { Field(name: $0.name, type: $0.type) }),
      rowCount: columns.first?.column.count ?? 0, columns: columns.map(\.column))
  }

  /// A table of `data/`, by its own types or those of another one.
  static func bundled(_ name: String, schema: Schema? = nil) throws -> Table {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let path = root.appending(path: "data").appending(path: name).path(percentEncoded: false)
    var options = TableReader.Options(schema: schema, threads: 1)
    options.missingSpellings.append("?")
    return try TableReader(options).read(path: path).table
  }

  /// The numbers of a column without missing values.
  func numbers(_ name: String) -> [Double] {
    switch columns[schema.index(of: name)!].values {
    case .int64(let values): values.map(Double.init)
    case .float64(let values): values
    case .codes, .strings: preconditionFailure("no numbers")
    }
  }

  /// Which rows have the level.
  func flags(_ name: String, _ level: String) -> [Bool] {
    guard case .codes(let codes, let levels) = columns[schema.index(of: name)!].values else {
      preconditionFailure("no levels")
    }
    return codes.map { levels.string(Int($0)) == level }
  }
}
