internal import Glibc
internal import Kernels
internal import Scheduling

/// The accuracy of the joint table of one, two or three columns.
struct CombinationScore: Sendable, Hashable {
  /// Ascending.
  let columns: [Int]
  let accuracy: Double
  let expectedMaximum: Double

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

/// The scores of all columns, of all pairs and of many triples.
struct CombinationScores: Sendable {
  let single: [CombinationScore]
  let pairs: [CombinationScore]
  let triples: [CombinationScore]

  /// Every pair's codes are joined to one, a block of rows at a time; each triple is then a count of pairs.
  ///
  /// - Parameter thirds: for columns i < j, which columns behind j are looked at together with these.
  /// - Complexity: O(rows * triples), a nanosecond or so for each row and triple.
  init(_ columns: [CombinationCells], thirds: [[Int]], threads: Int) throws {
    precondition(thirds.count == columns.count * (columns.count - 1) / 2)
    guard let first = columns.first else {
      (single, pairs, triples) = ([], [], [])
      return
    }
    let rows = (original: first.original.count, synthetic: first.synthetic.count)
    single = try Parallel.map(count: columns.count, threads: threads) { index in
      CombinationScore(
        columns: [index], original: counts(columns[index].original, cells: columns[index].count),
        synthetic: counts(columns[index].synthetic, cells: columns[index].count), rows: rows)
    }
    let places = columns.indices.flatMap { i in columns.indices.dropFirst(i + 1).map { (i, $0) } }
    let found = try Parallel.map(count: places.count, threads: threads) { index in
      let (i, j) = places[index]
      let original = JointCounts(columns, i, j, thirds[index], \.original)
      let synthetic = JointCounts(columns, i, j, thirds[index], \.synthetic)
      let pair = CombinationScore(
        columns: [i, j], original: original.pair, synthetic: synthetic.pair, rows: rows)
      let triples = thirds[index].indices.map {
        CombinationScore(
          columns: [i, j, thirds[index][$0]], original: original.triples[$0],
          synthetic: synthetic.triples[$0],
          rows: rows)
      }
      return (pair: pair, triples: triples)
    }
    pairs = found.map(\.pair)
    triples = found.flatMap(\.triples)
  }
}

private func counts(_ codes: [UInt8], cells: Int) -> [UInt32] {
  var counts = [UInt32](repeating: 0, count: cells)
  codes.withUnsafeBufferPointer { codes in
    counts.withUnsafeMutableBufferPointer { KernelSet.active.count(codes, into: $0) }
  }
  return counts
}

/// How often each cell of two columns' joint table occurs in one table, and of theirs with each of some others.
private struct JointCounts {
  var pair: [UInt32]
  var triples: [[UInt32]]

  /// Codes and the tables of a few triples stay in the second cache.
  private static let blockRows = 16_384

  init(
    _ columns: [CombinationCells], _ i: Int, _ j: Int, _ thirds: [Int], _ side: (CombinationCells) -> [UInt8]
  ) {
    let cells = columns[i].count * columns[j].count
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
    _ joint: UnsafeBufferPointer<UInt8>, _ others: [[UInt8]], _ widths: [Int], _ rows: Range<Int>
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
    _ first: [UInt8], _ second: [UInt8], _ width: Int, _ others: [[UInt8]], _ widths: [Int]
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
