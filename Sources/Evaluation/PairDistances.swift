internal import Kernels
internal import Scheduling

/// A column of two tables as codes below `count`.
struct CodedColumn: Sendable {
  let real: Codes
  let synthetic: Codes
  let count: Int
  /// Whether the codes are bins of numbers, whose pairs among themselves are not counted.
  let binned: Bool
}

extension CodedColumn {
  init(_ column: AlignedColumn) {
    switch column {
    case .numbers(let numbers):
      let bins = CommonBins(low: numbers.realRange.low, high: numbers.realRange.high)
      self.init(
        real: .bytes(bins.codes(numbers.real)), synthetic: .bytes(bins.codes(numbers.synthetic)),
        count: CommonBins.count, binned: true)
    case .levels(let real, let synthetic, let count):
      self.init(real: real, synthetic: synthetic, count: count, binned: false)
    }
  }
}

/// The total variation distances of the joint tables of all pairs of columns, but those of numbers with numbers.
struct PairDistances: Sendable {
  private let columns: Int
  private let values: [Double]
  private let expectations: [[Double]]
  private let unseenShares: [Double]

  /// Columns i < j; NaN for two columns of numbers.
  subscript(i: Int, j: Int) -> Double { values[i * columns + j] }

  /// The distance that rows drawn from the real ones have on average, of the deviation at an index.
  func expected(_ deviation: Int, _ i: Int, _ j: Int) -> Double { expectations[deviation][i * columns + j] }

  /// The share of real rows that are alone in their cell, if there are deviations.
  func unseen(_ i: Int, _ j: Int) -> Double { unseenShares[i * columns + j] }

  private enum Task: Sendable {
    case groups(Int, Int?)
    case columns(Int, Int)
  }

  private struct Found: Sendable {
    let first: Int
    let second: Int
    let distance: Double
    let expected: [Double]
    let unseen: Double

    init(_ i: Int, _ j: Int, _ real: [Int], _ synthetic: [Int], _ deviations: [BinomialDeviation]) {
      (first, second) = (i, j)
      distance = TotalVariation.distance(real, synthetic)
      expected = deviations.map { $0.totalVariation(real) }
      unseen = deviations.isEmpty ? 0 : unseenShare(real)
    }
  }

  init(_ columns: [CodedColumn], deviations: [BinomialDeviation] = [], threads: Int) throws {
    @Sendable func wanted(_ i: Int, _ j: Int) -> Bool { !(columns[i].binned && columns[j].binned) }
    let groups = try ColumnGroup.groups(of: columns, threads: threads)
    var tasks: [Task] = []
    for j in columns.indices {
      for i in 0..<j where columns[i].count > 256 || columns[j].count > 256 { tasks.append(.columns(i, j)) }
    }
    func anyWanted(_ a: [Int], _ b: [Int]) -> Bool {
      a.contains { i in b.contains { i != $0 && wanted(min(i, $0), max(i, $0)) } }
    }
    for (g, group) in groups.enumerated() {
      for (h, other) in groups.enumerated().dropFirst(g + 1) where anyWanted(group.members, other.members) {
        tasks.append(.groups(g, h))
      }
      if anyWanted(group.members, group.members) { tasks.append(.groups(g, nil)) }
    }
    let found = try Parallel.map(count: tasks.count, threads: threads) { [tasks] index in
      switch tasks[index] {
      case .columns(let i, let j):
        let counts = jointCounts(columns[i], columns[j])
        return [Found(i, j, counts.real, counts.synthetic, deviations)]
      case .groups(let g, let h):
        var found: [Found] = []
        GroupCounts(groups[g], h.map { groups[$0] }).forEachPair(wanted) { i, j, real, synthetic in
          found.append(Found(i, j, real, synthetic, deviations))
        }
        return found
      }
    }
    self.columns = columns.count
    var values = [Double](repeating: .nan, count: columns.count * columns.count)
    var unseen = values
    var expectations = deviations.map { _ in values }
    for pair in found.joined() {
      let cell = pair.first * columns.count + pair.second
      values[cell] = pair.distance
      unseen[cell] = pair.unseen
      for (index, value) in pair.expected.enumerated() { expectations[index][cell] = value }
    }
    (self.values, self.expectations, unseenShares) = (values, expectations, unseen)
  }
}

/// The joint counts of two columns, one of which has many levels: cell a * b.count + b, if the table is dense.
///
/// Tables of many levels are nearly empty: of those only the cells that occur are counted, by sorting, and which cell
/// it is is lost.
func jointCounts(_ a: CodedColumn, _ b: CodedColumn) -> (real: [Int], synthetic: [Int]) {
  if JointTable.isDense(a, b) {
    let (real, synthetic) = JointTable.denseCounts(a, b)
    return (real.map(Int.init), synthetic.map(Int.init))
  }
  let cells = JointTable(a, b).cells
  return (cells.map { Int($0.real) }, cells.map { Int($0.synthetic) })
}

extension ColumnGroup {
  /// The columns of at most 256 codes, in groups.
  static func groups(of columns: [CodedColumn], threads: Int) throws -> [ColumnGroup] {
    let narrow = columns.indices.filter { columns[$0].count <= 256 }
    // Two groups have a table of no more than a few cells for each row, or summing it would cost more than counting.
    let rows = columns.first.map { $0.real.rowCount + $0.synthetic.rowCount } ?? 0
    let room = min(256, max(16, Int(Double(4 * rows).squareRoot())))
    let packed = ColumnGroup.packed(sizes: narrow.map { ($0, columns[$0].count) }, room: room)
    return try Parallel.map(count: packed.count, threads: threads) { index in
      func codes(_ side: (CodedColumn) -> Codes) -> [[UInt8]] {
        packed[index].map {
          guard case .bytes(let bytes) = side(columns[$0.column]) else {
            preconditionFailure("a narrow column has bytes")
          }
          return bytes
        }
      }
      return ColumnGroup(
        members: packed[index].map(\.column), sizes: packed[index].map(\.size), real: codes(\.real),
        synthetic: codes(\.synthetic))
    }
  }
}
