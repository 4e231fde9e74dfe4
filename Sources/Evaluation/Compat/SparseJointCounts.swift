internal import Kernels

/// The cells of two columns' joint table that occur in one table, in ascending order, and how often they do.
///
/// Tables of many levels are nearly empty: past a million cells only those that occur are counted, by sorting.
struct SparseJointCounts: Sendable {
  private var cells: [Int] = []
  private var counts: [Int] = []
  private let rows: Int
  private let width: Int

  private static let mostDenseCells = 1 << 20

  /// - Parameters:
  ///   - height: how many codes the first column has.
  ///   - width: how many codes the second column has.
  init(_ first: Codes, _ second: Codes, height: Int, width: Int) {
    self.width = width
    if case .bytes(let a) = first, case .bytes(let b) = second {
      rows = a.count
      add(
        SparseJointCounts.counted(a, b, cells: height * width) {
          KernelSet.active.countPairs($0, $1, width: width, into: $2)
        })
      return
    }
    let (a, b) = (first.words, second.words)
    rows = a.count
    if height * width <= SparseJointCounts.mostDenseCells {
      add(
        SparseJointCounts.counted(a, b, cells: height * width) {
          KernelSet.active.countPairs($0, $1, width: width, into: $2)
        })
    } else {
      // Cells as the bit patterns of numbers, which the sort orders like the cells.
      var sorted = zip(a, b).map { Double(bitPattern: UInt64($0) * UInt64(width) + UInt64($1)) }
      sorted.withUnsafeMutableBufferPointer { sorted in
        withUnsafeTemporaryAllocation(of: Double.self, capacity: sorted.count) {
          KernelSet.active.sort(sorted, scratch: $0)
        }
      }
      for cell in sorted {
        let cell = Int(cell.bitPattern)
        if cell == cells.last {
          counts[counts.count - 1] += 1
        } else {
          cells.append(cell)
          counts.append(1)
        }
      }
    }
  }

  private static func counted<Code>(
    _ a: [Code], _ b: [Code], cells: Int,
    _ count: (UnsafeBufferPointer<Code>, UnsafeBufferPointer<Code>, UnsafeMutableBufferPointer<UInt32>) ->
      Void
  ) -> [UInt32] {
    var counts = [UInt32](repeating: 0, count: cells)
    counts.withUnsafeMutableBufferPointer { counts in
      a.withUnsafeBufferPointer { a in b.withUnsafeBufferPointer { count(a, $0, counts) } }
    }
    return counts
  }

  private mutating func add(_ table: [UInt32]) {
    for (cell, count) in table.enumerated() where count > 0 {
      cells.append(cell)
      counts.append(Int(count))
    }
  }

  /// 1 less the total variation distance of the shares.
  /// - Complexity: O(cells that occur).
  func similarity(_ other: SparseJointCounts) -> Double {
    let (n, m) = (Double(rows), Double(other.rows))
    var difference = 0.0
    var (i, j) = (0, 0)
    while i < cells.count || j < other.cells.count {
      let cell = min(i < cells.count ? cells[i] : .max, j < other.cells.count ? other.cells[j] : .max)
      var (p, q) = (0.0, 0.0)
      if i < cells.count, cells[i] == cell {
        p = Double(counts[i]) / n
        i += 1
      }
      if j < other.cells.count, other.cells[j] == cell {
        q = Double(other.counts[j]) / m
        j += 1
      }
      difference += abs(p - q)
    }
    return max(0, 1 - difference / 2)
  }

  /// Cramér's V without correction: the square root of chi-squared over rows and over the lesser number of levels less
  /// one. nil where a column has one level only.
  /// - Complexity: O(cells that occur + levels).
  var cramersV: Double? {
    var (heights, widths): ([Int: Int], [Int: Int]) = ([:], [:])
    for (cell, count) in zip(cells, counts) {
      heights[cell / width, default: 0] += count
      widths[cell % width, default: 0] += count
    }
    let least = min(heights.count, widths.count)
    if least < 2 { return nil }
    // Chi-squared over rows is the sum of O^2 / (r c), less 1: cells that do not occur need no term.
    let sum = zip(cells, counts).reduce(0.0) { sum, next in
      let (cell, count) = next
      let expected = Double(heights[cell / width]!) * Double(widths[cell % width]!)
      return sum + Double(count) * Double(count) / expected
    }
    return (max(0, sum - 1) / Double(least - 1)).squareRoot()
  }
}
