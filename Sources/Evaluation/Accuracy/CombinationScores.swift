internal import Glibc
internal import Kernels
internal import Scheduling

/// The accuracy of the joint table of one, two or three columns.
struct CombinationScore: Sendable, Hashable {
  /// Ascending.
  let columns: [Int]
  let accuracy: Double
  let expectedMaximum: Double
  /// Of the held-out rows against the real ones.
  var holdout: Double?
  var holdoutExpectedMaximum: Double?
  /// Of independent columns against the original rows.
  var independent: Double?

  /// All scores of a combination from how often each cell occurs.
  ///
  /// - Complexity: O(cells).
  init(columns: [Int], _ counts: CellsOfTables, rows: TableRows) {
    let original = counts.holdout.isEmpty ? counts.real : zip(counts.real, counts.holdout).map { $0 + $1 }
    let all = rows.real + rows.holdout
    self.init(
      columns: columns, original: original, synthetic: counts.synthetic, rows: (all, rows.synthetic))
    if rows.holdout > 0 {
      let held = CombinationScore(
        columns: columns, original: counts.real, synthetic: counts.holdout, rows: (rows.real, rows.holdout))
      (holdout, holdoutExpectedMaximum) = (held.accuracy, held.expectedMaximum)
    }
    if rows.independent > 0 {
      independent =
        CombinationScore(
          columns: columns, original: original, synthetic: counts.independent, rows: (all, rows.independent)
        ).accuracy
    }
  }

  /// 1 - 1/2 sum |p - q| over the cells, and the same of the expectation of |p - q| for two samples of p.
  ///
  /// - Complexity: O(cells).
  init(columns: [Int], original: [UInt32], synthetic: [UInt32], rows: (original: Int, synthetic: Int)) {
    let (n, m) = (Double(rows.original), Double(rows.synthetic))
    var (difference, deviations) = (0.0, 0.0)
    for (a, b) in zip(original, synthetic) where a | b != 0 {
      let p = Double(a) / n
      difference += abs(p - Double(b) / m)
      deviations += (p * (1 - p)).squareRoot()
    }
    self.columns = columns
    accuracy = max(0, 1 - difference / 2)
    expectedMaximum = max(0, 1 - deviations * (2 / Double.pi * (1 / n + 1 / m)).squareRoot() / 2)
  }
}

/// How many rows each table has; 0 if it is not there.
struct TableRows: Sendable, Hashable {
  let real: Int
  let holdout: Int
  let synthetic: Int
  let independent: Int
}

/// How often each cell occurs in each table; empty if it is not there.
struct CellsOfTables: Sendable {
  let real: [UInt32]
  let holdout: [UInt32]
  let synthetic: [UInt32]
  let independent: [UInt32]
}

/// The scores of all columns, of all pairs and of many triples.
struct CombinationScores: Sendable {
  let single: [CombinationScore]
  let pairs: [CombinationScore]
  let triples: [CombinationScore]

  /// Every pair's codes are joined to one, a block of rows at a time; each triple is then a count of pairs.
  ///
  /// - Parameter thirds: for columns i < j, which columns behind j are looked at together with these.
  /// - Parameter realRows: how many of the original rows are real; those behind them are held out.
  /// - Complexity: O(rows * triples), a nanosecond or so for each row and triple.
  init(_ columns: [CombinationCells], realRows: Int, thirds: [[Int]], threads: Int) throws {
    precondition(thirds.count == columns.count * (columns.count - 1) / 2)
    guard let first = columns.first else {
      (single, pairs, triples) = ([], [], [])
      return
    }
    let rows = TableRows(
      real: realRows, holdout: first.original.count - realRows, synthetic: first.synthetic.count,
      independent: first.independent.count)
    single = try Parallel.map(count: columns.count, threads: threads) { index in
      let cells = columns[index]
      return CombinationScore(
        columns: [index],
        CellsOfTables(
          real: counts(cells.original[..<realRows], cells: cells.count),
          holdout: counts(cells.original[realRows...], cells: cells.count),
          synthetic: counts(cells.synthetic[...], cells: cells.count),
          independent: counts(cells.independent[...], cells: cells.count)), rows: rows)
    }
    let places = columns.indices.flatMap { i in columns.indices.dropFirst(i + 1).map { (i, $0) } }
    let found = try Parallel.map(count: places.count, threads: threads) { index in
      let (i, j) = places[index]
      func joint(_ side: (CombinationCells) -> ArraySlice<UInt8>) -> JointCounts {
        JointCounts(columns, i, j, thirds[index], side)
      }
      let real = joint { $0.original[..<realRows] }
      let holdout = joint { $0.original[realRows...] }
      let synthetic = joint { $0.synthetic[...] }
      let independent = joint { $0.independent[...] }
      let pair = CombinationScore(
        columns: [i, j],
        CellsOfTables(
          real: real.pair, holdout: holdout.pair, synthetic: synthetic.pair, independent: independent.pair),
        rows: rows)
      let triples = thirds[index].indices.map {
        CombinationScore(
          columns: [i, j, thirds[index][$0]],
          CellsOfTables(
            real: real.triples[$0], holdout: holdout.triples[$0], synthetic: synthetic.triples[$0],
            independent: independent.triples[$0]), rows: rows)
      }
      return (pair: pair, triples: triples)
    }
    pairs = found.map(\.pair)
    triples = found.flatMap(\.triples)
  }
}

/// Empty of no rows.
private func counts(_ codes: ArraySlice<UInt8>, cells: Int) -> [UInt32] {
  if codes.isEmpty { return [] }
  var counts = [UInt32](repeating: 0, count: cells)
  codes.withUnsafeBufferPointer { codes in
    counts.withUnsafeMutableBufferPointer { KernelSet.active.count(codes, into: $0) }
  }
  return counts
}

/// How often each cell of two columns' joint table occurs in one table, and of theirs with each of some others; empty
/// of no rows.
private struct JointCounts {
  var pair: [UInt32]
  var triples: [[UInt32]]

  /// Codes and the tables of a few triples stay in the second cache.
  private static let blockRows = 16_384

  init(
    _ columns: [CombinationCells], _ i: Int, _ j: Int, _ thirds: [Int],
    _ side: (CombinationCells) -> ArraySlice<UInt8>
  ) {
    let cells = columns[i].count * columns[j].count
    if side(columns[i]).isEmpty {
      (pair, triples) = ([], thirds.map { _ in [] })
      return
    }
    pair = [UInt32](repeating: 0, count: cells)
    triples = thirds.map { [UInt32](repeating: 0, count: cells * columns[$0].count) }
    let (first, second, width) = (side(columns[i]), side(columns[j]), columns[j].count)
    let others = thirds.map { side(columns[$0]) }
    let widths = thirds.map { columns[$0].count }
    if cells <= 256 {
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: JointCounts.blockRows) { joint in
        for start in stride(from: 0, to: first.count, by: JointCounts.blockRows) {
          let rows = start..<min(start + JointCounts.blockRows, first.count)
          first.withUnsafeBufferPointer { first in
            second.withUnsafeBufferPointer { second in
              let factor = UInt8(truncatingIfNeeded: width)
              for row in rows { joint[row - start] = first[row] &* factor &+ second[row] }
            }
          }
          add(.init(rebasing: joint[..<rows.count]), others, widths, rows)
        }
      }
    } else {
      addWide(first, second, width, others, widths)
    }
  }

  private mutating func add(
    _ joint: UnsafeBufferPointer<UInt8>, _ others: [ArraySlice<UInt8>], _ widths: [Int], _ rows: Range<Int>
  ) {
    pair.withUnsafeMutableBufferPointer { KernelSet.active.count(joint, into: $0) }
    for third in others.indices {
      others[third].withUnsafeBufferPointer { other in
        triples[third].withUnsafeMutableBufferPointer {
          KernelSet.active.countPairs(joint, .init(rebasing: other[rows]), width: widths[third], into: $0)
        }
      }
    }
  }

  /// The same of pairs with more cells than a byte tells apart, which hardly ever occur.
  private mutating func addWide(
    _ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>, _ width: Int, _ others: [ArraySlice<UInt8>],
    _ widths: [Int]
  ) {
    let joint = zip(first, second).map { Int32($0) * Int32(width) + Int32($1) }
    joint.withUnsafeBufferPointer { joint in
      pair.withUnsafeMutableBufferPointer { KernelSet.active.count(joint, into: $0) }
      for third in others.indices {
        others[third].map(Int32.init).withUnsafeBufferPointer { other in
          triples[third].withUnsafeMutableBufferPointer {
            KernelSet.active.countPairs(joint, other, width: widths[third], into: $0)
          }
        }
      }
    }
  }
}
