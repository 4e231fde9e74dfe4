internal import Kernels
internal import Scheduling

/// The numbers of a column of several tables as their ranks among all different values.
///
/// A sample of the rows has its Kolmogorov-Smirnov distance from counts of ranks: nothing is sorted twice. Past 2^16
/// different values they are cut into as many parts of about equally many rows; a distance is then short by less
/// than 2^-15, and by little of its own spread.
struct NumberRanks: Sendable {
  /// Of each table; the last rank, `count - 1`, stands for missing.
  let tables: [[UInt16]]
  let count: Int
  /// The largest value of each rank but that of missing, ascending.
  let values: [Double]

  init(_ columns: [NumberColumn]) {
    let cuts = NumberRanks.cuts(columns)
    let tree = KeyTree(cuts: cuts.map { OrderedKey.key($0) })
    tables = columns.map { column in
      var ranks = [UInt16](repeating: 0, count: column.values.count)
      ranks.withUnsafeMutableBufferPointer { ranks in
        column.values.withUnsafeBufferPointer { values in
          values.withMemoryRebound(to: UInt64.self) {
            KernelSet.active.search(tree, for: $0, kind: .real, into: ranks)
          }
          for row in values.indices where values[row].isNaN { ranks[row] = UInt16(cuts.count) }
        }
      }
      return ranks
    }
    count = cuts.count + 1
    values = cuts
  }

  /// The different values in ascending order, the largest always among them.
  private static func cuts(_ columns: [NumberColumn]) -> [Double] {
    let total = columns.reduce(0) { $0 + $1.values.count }
    var sorted = [Double](unsafeUninitializedCapacity: total) { output, count in
      for column in columns {
        for value in column.values where !value.isNaN {
          // Both zeros are one value.
          output.initializeElement(at: count, to: value + 0.0)
          count += 1
        }
      }
    }
    sorted.withUnsafeMutableBufferPointer { values in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: values.count) {
        KernelSet.active.sort(values, scratch: $0)
      }
    }
    var cuts: [Double] = []
    for value in sorted where value != cuts.last { cuts.append(value) }
    let limit = (1 << 16) - 1
    if cuts.count > limit {
      cuts = []
      for k in 1...limit {
        let value = sorted[k * sorted.count / limit - 1]
        if value != cuts.last { cuts.append(value) }
      }
    }
    return cuts
  }

  /// The score of a column from counts of its ranks among `rows` rows of either table: that of `ScoredColumn.shape`.
  static func shape(_ first: [UInt32], rows n: Int, _ second: [UInt32], rows m: Int) -> Double {
    func missing(_ counts: [UInt32], _ rows: Int) -> Double {
      rows == 0 ? 0 : Double(rows - counts.reduce(0) { $0 + Int($1) }) / Double(rows)
    }
    return 1
      - max(KolmogorovSmirnov.distance(counts: first, second), abs(missing(first, n) - missing(second, m)))
  }

  /// How often each rank but that of missing occurs among rows of a table.
  func counts(_ table: Int, rows: [Int32]) -> [UInt32] {
    var counts = [UInt32](repeating: 0, count: count)
    counts.withUnsafeMutableBufferPointer { counts in
      tables[table].withUnsafeBufferPointer { ranks in
        for row in rows { counts[Int(ranks[Int(row)])] &+= 1 }
      }
    }
    counts[count - 1] = 0
    return counts
  }

  /// The same of all rows.
  func counts(_ table: Int) -> [UInt32] {
    var counts = [UInt32](repeating: 0, count: count)
    counts.withUnsafeMutableBufferPointer { counts in
      tables[table].withUnsafeBufferPointer { KernelSet.active.count($0, into: counts) }
    }
    counts[count - 1] = 0
    return counts
  }

  /// Of the columns of numbers among those of a real and a synthetic table.
  static func all(_ tables: ComparedTables, threads: Int) throws -> [NumberRanks?] {
    try Parallel.map(count: tables.columns.count, threads: threads) { column in
      tables.rows[0].parts[column].numbers.map { NumberRanks([$0, tables.rows[1].parts[column].numbers!]) }
    }
  }
}
