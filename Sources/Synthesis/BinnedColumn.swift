internal import Distributions
internal import Tabular

/// A column at the resolution at which association is measured: one small code per row.
struct BinnedColumn: Sendable {
  /// For each row the cell of its value; unspecified where it is missing. Levels get at most 4,096 cells; the groups of
  /// a number (`ValueGroups`) are some thousands.
  var codes: [UInt16]
  /// Rows of each cell, positive.
  var counts: [Int]
  let validity: Bitmap?

  static let mostCells = 4096
}

extension BinnedColumn {
  /// Bins a numeric column into the groups of its marginal.
  static func numeric(_ column: Column, groups: ValueGroups, threads: Int) throws -> BinnedColumn {
    precondition(groups.counts.count <= BinnedColumn.mostCells * 4)
    let codes = try groups.codes(of: column.values, validity: column.validity, threads: threads)
    return BinnedColumn(codes: codes, counts: groups.counts, validity: column.validity)
  }

  /// The cells of levels whose rows in order are `counts`: one each, or as many as there may be.
  static func cells(counts: [Int]) -> (cellOfRank: [UInt16], cells: [Int]) {
    var cellOfRank = [UInt16](repeating: 0, count: counts.count)
    var cells: [Int] = []
    if counts.count <= mostCells {
      cellOfRank = (0..<counts.count).map { UInt16($0) }
      cells = counts
    } else {
      // Of equal mass as nearly as whole levels allow.
      let total = counts.reduce(0, +)
      var before = 0
      for (rank, count) in counts.enumerated() {
        let due = before * mostCells / total
        if cells.isEmpty || (due >= cells.count && cells.count < mostCells) {
          cells.append(count)
        } else {
          cells[cells.count - 1] += count
        }
        cellOfRank[rank] = UInt16(cells.count - 1)
        before += count
      }
    }
    return (cellOfRank, cells)
  }

  /// Bins a column of levels in the order of `ranks`, neighbouring levels together where there are too many.
  ///
  /// - Parameters:
  ///   - ranks: For each level its place in the order of the latent, or `nil` if no row holds it.
  ///   - counts: Rows of each place.
  static func levels(codes: [Int32], validity: Bitmap?, ranks: [Int?], counts: [Int]) -> BinnedColumn {
    let (cellOfRank, cells) = cells(counts: counts)
    var binned = [UInt16](repeating: 0, count: codes.count)
    for row in codes.indices where validity?[row] ?? true {
      binned[row] = cellOfRank[ranks[Int(codes[row])]!]
    }
    return BinnedColumn(codes: binned, counts: cells, validity: validity)
  }

  /// Bins a pattern of missingness: missing is cell 0, present cell 1.
  static func presence(_ validity: Bitmap) -> BinnedColumn {
    let present = validity.setCount
    return BinnedColumn(
      codes: (0..<validity.count).map { validity[$0] ? 1 : 0 },
      counts: [validity.count - present, present], validity: nil)
  }
}
