internal import Kernels
internal import Scheduling

/// Pearson's correlations of all pairs of the columns of one table, over the rows where neither is NaN, and which rows
/// these are.
struct Correlations: Sendable {
  private let columns: Int
  private let values: [Double]
  private let present: [PresentRows]

  /// Columns i < j.
  subscript(i: Int, j: Int) -> Double { values[i * columns + j] }

  /// How many rows have a value in both of the columns i < j, in one alone, and in none.
  func present(_ i: Int, _ j: Int) -> PresentRows { present[i * columns + j] }

  /// A chunk's columns stay in the second cache while every pair of them is summed.
  private static let chunkRows = 8192
  private static let chunksPerTask = 8
  private static let bandColumns = 32

  /// Finite values may be of any magnitude.
  init(_ given: [NumberColumn], rows: Int, threads: Int) throws {
    let columns = given.map(\.ordinary)
    self.columns = columns.count
    let count = columns.count
    let centres = columns.map { $0.range.count > 0 ? $0.range.sum / Double($0.range.count) : 0 }
    let tasks = ChunkPlan(rows: 0..<rows, chunkRows: Self.chunkRows * Self.chunksPerTask)
    // Of few rows and many columns a task has the pairs of some of the columns with all after them: which ones
    // changes no sum.
    let bands = ChunkPlan(rows: 0..<count, chunkRows: Self.bandColumns)
    let sums = try Parallel.map(count: tasks.count * bands.count, threads: threads) { task in
      let band = bands[task % bands.count]
      var sums = [PairMoments](repeating: PairMoments(), count: band.count * count)
      let chunks = ChunkPlan(rows: tasks[task / bands.count], chunkRows: Self.chunkRows)
      for chunk in 0..<chunks.count {
        for i in band {
          for j in i + 1..<max(i + 1, count) {
            columns[i].values.withUnsafeBufferPointer { x in
              columns[j].values.withUnsafeBufferPointer { y in
                sums[(i - band.lowerBound) * count + j] += KernelSet.active.moments(
                  .init(rebasing: x[chunks[chunk]]), centreX: centres[i],
                  .init(rebasing: y[chunks[chunk]]), centreY: centres[j])
              }
            }
          }
        }
      }
      return sums
    }
    let parts = (0..<tasks.count).map { task in
      sums[task * bands.count..<(task + 1) * bands.count].joined()
    }
    var totals = [PairMoments](repeating: PairMoments(), count: count * count)
    for part in parts { for (index, sum) in part.enumerated() { totals[index] += sum } }
    present = totals.indices.map { index in
      PresentRows(
        rows: rows, first: columns[index / count].range.count, second: columns[index % count].range.count,
        both: Int(totals[index].count))
    }
    values = totals.indices.map { index in
      let (i, j) = (index / count, index % count)
      if i >= j || columns[i].range.low == columns[i].range.high { return 0 }
      if columns[j].range.low == columns[j].range.high { return 0 }
      return correlation(totals[index]) ?? pearson(columns[i].values, columns[j].values)
    }
  }
}

/// The correlation of centred sums; nil where the centres lie too far from the means of these rows to trust it, as
/// with a constant column, whose sum of squares is but rounding, or with infinities.
private func correlation(_ sums: PairMoments) -> Double? {
  if sums.count == 0 { return 0 }
  let xx = sums.xx - sums.x * sums.x / sums.count
  let yy = sums.yy - sums.y * sums.y / sums.count
  // A quarter: the means of the rows that both columns have lie near those of all rows.
  guard xx > sums.xx / 4, yy > sums.yy / 4, (xx * yy).isNormal else { return nil }
  return min(max((sums.xy - sums.x * sums.y / sums.count) / (xx * yy).squareRoot(), -1), 1)
}

/// Pearson's correlation of two samples over the rows where neither is NaN; 0 if one does not vary or is infinite.
func pearson(_ x: [Double], _ y: [Double]) -> Double { Pearson.correlation(x, y) ?? 0 }
