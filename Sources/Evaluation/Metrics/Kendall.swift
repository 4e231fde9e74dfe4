internal import Kernels

/// Kendall's rank correlation of two samples.
public enum Kendall {
  /// τ_b = (C - D) / √((N - X) (N - Y)), in -1...1: of all N = n (n - 1) / 2 pairs of rows, C are ordered alike by
  /// both columns and D oppositely; X are tied in the first column, Y in the second. Over the rows where neither
  /// value is NaN. All counts are exact.
  ///
  /// - Returns: nil where a column does not vary over these rows.
  /// - Precondition: Equally many values, fewer than 2^31.
  /// - Complexity: O(n log n) by merging; O(n + cells) where the columns' joint table has at most 4 n cells.
  /// - Source: M. G. Kendall (1945), Biometrika 33(3), 239-251; W. R. Knight (1966), Journal of the American
  ///   Statistical Association 61(314), 436-439.
  public static func tauB(_ x: [Double], _ y: [Double]) -> Double? {
    tauB(RankedPair(RankedColumn(x), RankedColumn(y)))
  }

  static func tauB(_ pair: RankedPair) -> Double? {
    let all = pairs(pair.count)
    let (tiedX, tiedY) = (tied(pair.x.counts), tied(pair.y.counts))
    if tiedX == all || tiedY == all { return nil }
    let (width, height) = (pair.x.counts.count, pair.y.counts.count)
    let excess =
      width * height <= max(4 * pair.count, 1024)
      ? excessByTable(pair) : excessByMerging(pair, untied: all - tiedX - tiedY)
    // The root of a square is exact, so columns that rise together have 1.
    return min(max(Double(excess) / (Double(all - tiedX) * Double(all - tiedY)).squareRoot(), -1), 1)
  }

  private static func pairs(_ count: Int) -> Int { count * (count - 1) / 2 }

  private static func tied(_ counts: [Int32]) -> Int { counts.reduce(0) { $0 + pairs(Int($1)) } }

  // MARK: - C - D

  /// From the joint table: each cell with the rows that lie below it in both columns, less those below it in one and
  /// above it in the other.
  private static func excessByTable(_ pair: RankedPair) -> Int {
    let width = pair.y.counts.count
    var table = [UInt32](repeating: 0, count: pair.x.counts.count * width)
    table.withUnsafeMutableBufferPointer { table in
      pair.x.codes.withUnsafeBufferPointer { x in
        pair.y.codes.withUnsafeBufferPointer { y in
          KernelSet.active.countPairs(x, y, width: width, into: table)
        }
      }
    }
    var excess = 0
    // Per value of y the rows of smaller x.
    var below = [Int](repeating: 0, count: width)
    var total = 0
    for start in stride(from: 0, to: table.count, by: width) {
      var less = 0
      var added = 0
      for k in 0..<width {
        let count = Int(table[start + k])
        let column = below[k]
        // Rows of smaller x: `less` of smaller y, and all but those and the tied ones of larger y.
        excess += count * (2 * less + column - total)
        less += column
        below[k] = column + count
        added += count
      }
      total += added
    }
    return excess
  }

  /// From the inversions of the column with fewer values once rows are in the order of the other, ties in its own.
  private static func excessByMerging(_ pair: RankedPair, untied: Int) -> Int {
    let fewer = pair.x.counts.count < pair.y.counts.count
    let (outer, inner) = fewer ? (pair.y, pair.x) : (pair.x, pair.y)
    var codes = ordered(outer, inner)
    var jointlyTied = 0
    var run = 0
    // Equal rows stand together.
    for row in codes.indices {
      run = row > 0 && codes[row] == codes[row - 1] ? run + 1 : 0
      jointlyTied += run
    }
    var inversions = 0
    var innerCodes = codes.map { Int32(truncatingIfNeeded: $0) }
    codes = []
    innerCodes.withUnsafeMutableBufferPointer { inversions = Inversions.sort($0) }
    return untied + jointlyTied - 2 * inversions
  }

  /// The rows' codes, the outer one in the upper half of a word, in the order of the outer and then the inner code.
  private static func ordered(_ outer: RankedColumn, _ inner: RankedColumn) -> [UInt64] {
    let rows = (0..<outer.codes.count).map {
      UInt64(UInt32(bitPattern: outer.codes[$0])) << 32 | UInt64(UInt32(bitPattern: inner.codes[$0]))
    }
    let byInner = placed(rows, counts: inner.counts) { Int($0 & 0xFFFF_FFFF) }
    return placed(byInner, counts: outer.counts) { Int($0 >> 32) }
  }

  /// Rows in the order of their codes, those of one code in the order they come in.
  private static func placed(
    _ rows: [UInt64], counts: [Int32], _ code: (UInt64) -> Int
  ) -> [UInt64] {
    var next: [Int] = []
    next.reserveCapacity(counts.count)
    var place = 0
    for count in counts {
      next.append(place)
      place += Int(count)
    }
    return [UInt64](unsafeUninitializedCapacity: rows.count) { output, initialised in
      next.withUnsafeMutableBufferPointer { next in
        for row in rows {
          let key = code(row)
          output[next[key]] = row
          next[key] += 1
        }
      }
      initialised = rows.count
    }
  }
}

/// How far a sequence is from being sorted.
enum Inversions {
  /// Runs of so many are sorted by insertion before runs are merged.
  private static let run = 16

  /// Sorts `values` and returns how many pairs stood in the wrong order, equal ones not counting.
  ///
  /// - Complexity: O(n log n), without a branch that depends on the values but in short runs.
  static func sort(_ values: UnsafeMutableBufferPointer<Int32>) -> Int {
    var inversions = 0
    for start in stride(from: 0, to: values.count, by: run) {
      let end = min(start + run, values.count)
      for place in start..<end {
        let value = values[place]
        var hole = place
        while hole > start, values[hole - 1] > value {
          values[hole] = values[hole - 1]
          hole -= 1
        }
        values[hole] = value
        inversions += place - hole
      }
    }
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: values.count) { scratch in
      var (from, to) = (values, scratch)
      var length = run
      while length < values.count {
        for start in stride(from: 0, to: values.count, by: 2 * length) {
          let middle = min(start + length, values.count)
          let end = min(start + 2 * length, values.count)
          inversions += merge(from, start, middle, end, into: to)
        }
        swap(&from, &to)
        length *= 2
      }
      if from.baseAddress != values.baseAddress { _ = values.update(fromContentsOf: from) }
    }
    return inversions
  }

  private static func merge(
    _ from: UnsafeMutableBufferPointer<Int32>, _ start: Int, _ middle: Int, _ end: Int,
    into to: UnsafeMutableBufferPointer<Int32>
  ) -> Int {
    var (i, j, place, inversions) = (start, middle, start, 0)
    while i < middle && j < end {
      let (a, b) = (from[i], from[j])
      let right = b < a ? 1 : 0
      to[place] = b < a ? b : a
      // One that comes from the right passes all that are left on the left.
      inversions &+= right &* (middle &- i)
      i &+= 1 &- right
      j &+= right
      place &+= 1
    }
    while i < middle {
      to[place] = from[i]
      i += 1
      place += 1
    }
    while j < end {
      to[place] = from[j]
      j += 1
      place += 1
    }
    return inversions
  }
}
