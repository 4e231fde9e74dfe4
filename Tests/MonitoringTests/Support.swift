import Foundation
import Randomness
import Synthesis
import Tabular
import TabularIO

@testable import Monitoring

/// Numbers that are the same in every run.
struct Draws {
  private let philox: Philox4x32
  private var row: UInt64 = 0

  init(_ seed: UInt64) { philox = Philox4x32(seed: Seed(seed)) }

  mutating func uniform() -> Double {
    row += 1
    return philox.uniform(stream: .evaluation, latent: 0, row: row)
  }

  /// Counts of `rows` rows in cells of these shares.
  mutating func counts(_ shares: [Double], rows: Int) -> [Int] {
    var sum = 0.0
    let ends = shares.map { share in
      sum += share
      return sum
    }
    var counts = [Int](repeating: 0, count: shares.count)
    for _ in 0..<rows {
      let u = uniform() * sum
      counts[ends.firstIndex { u < $0 } ?? shares.count - 1] += 1
    }
    return counts
  }
}

func repositoryFile(_ name: String) -> String {
  URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: name).path
}

func table(_ name: String) throws -> Table {
  try TableReader(TableReader.Options(threads: 2)).read(path: repositoryFile(name)).table
}

/// A column of levels with the given shares, as a reference.
func reference(_ shares: [Double], counts: [Int]? = nil) -> DriftReference.ReferenceColumn {
  let cells = ColumnCells(name: "c", levels: shares.indices.map { "\($0)" }, isBoolean: false)
  return DriftReference.ReferenceColumn(
    cells: cells, shares: shares + [0, 0], counts: counts.map { $0 + [0, 0] })
}

func levels(_ name: String, _ codes: [Int32], _ names: [String]) -> Table {
  Table(
    schema: Schema([Field(name: name, type: .categorical)]), rowCount: codes.count,
    columns: [Column(.codes(codes, levels: StringArray(names)))])
}

extension GaussianCopulaEstimator {
  static func fitted(_ table: Table) throws -> SynthesisModel {
    try GaussianCopulaEstimator(target: nil, seed: Seed(0), threads: 2).fit(
      table,
      provenance: SynthesisModel.Provenance(
        rows: table.rowCount, columns: table.columns.count, sha256: nil, program: "test", options: [:])
    ).model
  }
}
