internal import Scheduling

/// Joint counts of all pairs of a reference's columns, in at most `mostCells` cells a column.
///
/// Two columns of numbers (or dates) are measured by the rank correlation of their cells: Spearman's, every row at its
/// cell's mean rank; rows with a missing value are left out. All other pairs by Cramér's V less what chance leaves
/// (Bergsma 2013), a missing value being a level.
public struct PairReference: Sendable {
  static let mostCells = 16

  /// For each column the coarse cell of each cell.
  private let coarse: [[UInt8]]
  private let widths: [Int]
  private let isOrdered: [Bool]
  /// Coarse cells of values, for columns of numbers.
  private let valueWidths: [Int]
  let pairs: [(first: Int, second: Int)]
  private(set) var joint: [[UInt32]]
  private(set) var rows: Int
  private(set) var values: [Double]

  init(_ columns: [DriftReference.ReferenceColumn], codes: [[UInt16]], rows: Int, threads: Int) {
    var coarse: [[UInt8]] = []
    var valueWidths: [Int] = []
    for column in columns {
      let cells = column.cells
      let most = Self.mostCells - 2
      let used = min(cells.valueCells, most)
      var map: [UInt8]
      if cells.kind == .levels {
        // The most frequent levels, and the rest.
        map = (0..<cells.valueCells).map { UInt8(min($0, most - 1)) }
      } else {
        map = (0..<cells.valueCells).map { UInt8($0 * used / max(cells.valueCells, 1)) }
      }
      valueWidths.append(used)
      map += [UInt8(used), UInt8(used + 1)]
      coarse.append(map)
    }
    self.coarse = coarse
    self.valueWidths = valueWidths
    widths = valueWidths.map { $0 + 2 }
    isOrdered = columns.map { $0.cells.kind != .levels }
    pairs = columns.indices.flatMap { a in columns.indices.dropFirst(a + 1).map { (a, $0) } }
    joint = []
    values = []
    self.rows = 0
    add(codes, rows: rows, threads: threads)
  }

  mutating func add(_ codes: [[UInt16]], rows: Int, threads: Int) {
    Self.add(counts(codes, rows: 0..<rows, threads: threads), to: &joint)
    self.rows += rows
    values = joint.indices.map { value($0, joint[$0]) }
  }

  static func add(_ counts: [[UInt32]], to sums: inout [[UInt32]]) {
    if sums.isEmpty {
      sums = counts
      return
    }
    for pair in counts.indices {
      for cell in counts[pair].indices {
        let (sum, overflow) = sums[pair][cell].addingReportingOverflow(counts[pair][cell])
        sums[pair][cell] = overflow ? .max : sum
      }
    }
  }

  func counts(_ codes: [[UInt16]], rows: Range<Int>, threads: Int) -> [[UInt32]] {
    let small = codes.indices.map { column in
      coarse[column].withUnsafeBufferPointer { map in
        codes[column].withUnsafeBufferPointer { codes in
          [UInt8](unsafeUninitializedCapacity: rows.count) { small, count in
            for row in rows { small.initializeElement(at: row - rows.lowerBound, to: map[Int(codes[row])]) }
            count = rows.count
          }
        }
      }
    }
    let counted = try? Parallel.map(count: pairs.count, threads: threads) { pair in
      let (a, b) = pairs[pair]
      let width = widths[b]
      var counts = [UInt32](repeating: 0, count: widths[a] * width)
      counts.withUnsafeMutableBufferPointer { counts in
        small[a].withUnsafeBufferPointer { first in
          small[b].withUnsafeBufferPointer { second in
            for row in first.indices { counts[Int(first[row]) &* width &+ Int(second[row])] &+= 1 }
          }
        }
      }
      return counts
    }
    return counted ?? []
  }

  func isCorrelation(_ pair: Int) -> Bool { isOrdered[pairs[pair].first] && isOrdered[pairs[pair].second] }

  /// The measure of a pair's joint counts; 0 where one of the columns does not vary.
  func value(_ pair: Int, _ counts: [UInt32]) -> Double {
    let (a, b) = pairs[pair]
    if isCorrelation(pair) {
      return Self.rankCorrelation(counts, valueWidths[a], valueWidths[b], stride: widths[b])
    }
    return Self.cramersV(counts, widths[a], widths[b])
  }

  /// What the change of a pair's measure is off by, roughly, between the reference and `rows` rows.
  func error(_ pair: Int, rows: Int) -> Double {
    let (a, b) = pairs[pair]
    let inverse = 1 / Double(max(rows, 1)) + 1 / Double(max(self.rows, 1))
    return isCorrelation(pair)
      ? inverse.squareRoot() : (Double(max(widths[a], widths[b]) - 1) * inverse).squareRoot()
  }

  static func rankCorrelation(_ counts: [UInt32], _ rows: Int, _ columns: Int, stride: Int) -> Double {
    var (first, second) = ([Double](repeating: 0, count: rows), [Double](repeating: 0, count: columns))
    var total = 0.0
    for a in 0..<rows {
      for b in 0..<columns {
        let count = Double(counts[a * stride + b])
        first[a] += count
        second[b] += count
        total += count
      }
    }
    guard total > 0 else { return 0 }
    func ranks(_ margin: [Double]) -> [Double] {
      var sum = 0.0
      return margin.map { count in
        defer { sum += count }
        return (sum + count / 2) / total - 0.5
      }
    }
    let (x, y) = (ranks(first), ranks(second))
    var (xy, xx, yy) = (0.0, 0.0, 0.0)
    for a in 0..<rows {
      xx += first[a] * x[a] * x[a]
      for b in 0..<columns { xy += Double(counts[a * stride + b]) * x[a] * y[b] }
    }
    for b in 0..<columns { yy += second[b] * y[b] * y[b] }
    let norm = (xx * yy).squareRoot()
    return norm > 0 ? min(max(xy / norm, -1), 1) : 0
  }

  static func cramersV(_ counts: [UInt32], _ rows: Int, _ columns: Int) -> Double {
    var (first, second) = ([Double](repeating: 0, count: rows), [Double](repeating: 0, count: columns))
    for a in 0..<rows {
      for b in 0..<columns {
        first[a] += Double(counts[a * columns + b])
        second[b] += Double(counts[a * columns + b])
      }
    }
    let n = first.reduce(0, +)
    let r = Double(first.count { $0 > 0 })
    let c = Double(second.count { $0 > 0 })
    guard n > 1, min(r, c) >= 2 else { return 0 }
    var share = 0.0
    for a in 0..<rows where first[a] > 0 {
      for b in 0..<columns where second[b] > 0 {
        let count = Double(counts[a * columns + b])
        let expected = first[a] * second[b] / n
        share += (count - expected) * (count - expected) / expected
      }
    }
    share /= n
    let corrected = max(0, share - (r - 1) * (c - 1) / (n - 1))
    let least = min(r - (r - 1) * (r - 1) / (n - 1), c - (c - 1) * (c - 1) / (n - 1)) - 1
    return least > 0 ? min((corrected / least).squareRoot(), 1) : 0
  }
}
