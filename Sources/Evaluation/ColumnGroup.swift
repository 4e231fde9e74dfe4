internal import Kernels

/// A few columns of codes read as one: the code of a row is that of its cell in the columns' joint table.
///
/// One joint count of two groups holds the joint tables of every column of the one with every column of the other,
/// so fifteen columns need some twenty counts and not a hundred.
struct ColumnGroup: Sendable {
  /// The columns' indices, the first with the largest stride.
  let members: [Int]
  /// How many codes each member has.
  let sizes: [Int]
  let real: [UInt8]
  let synthetic: [UInt8]

  var size: Int { sizes.reduce(1, *) }

  init(members: [Int], sizes: [Int], real: [[UInt8]], synthetic: [[UInt8]]) {
    (self.members, self.sizes) = (members, sizes)
    self.real = ColumnGroup.joined(real, sizes)
    self.synthetic = ColumnGroup.joined(synthetic, sizes)
  }

  private static func joined(_ columns: [[UInt8]], _ sizes: [Int]) -> [UInt8] {
    if columns.count == 1 { return columns[0] }
    var joint = columns[0]
    for (column, size) in zip(columns, sizes).dropFirst() {
      let factor = UInt8(size)
      joint.withUnsafeMutableBufferPointer { joint in
        column.withUnsafeBufferPointer { column in
          for row in joint.indices { joint[row] = joint[row] &* factor &+ column[row] }
        }
      }
    }
    return joint
  }

  /// Shares columns out to groups of at most `room` codes (a column of more is a group): the largest first, each into
  /// the first group with room.
  static func packed(sizes: [(column: Int, size: Int)], room: Int) -> [[(column: Int, size: Int)]] {
    var groups: [(size: Int, members: [(column: Int, size: Int)])] = []
    for next in sizes.sorted(by: { ($1.size, $0.column) < ($0.size, $1.column) }) {
      if let group = groups.firstIndex(where: { $0.size * next.size <= room }) {
        groups[group].size *= next.size
        groups[group].members.append(next)
      } else {
        groups.append((next.size, [next]))
      }
    }
    return groups.map(\.members)
  }

  /// Sums a table of `before` * this group * `after` cells over all members but one.
  func marginal(_ table: [UInt32], before: Int, keeping member: Int, after: Int) -> [UInt32] {
    let size = sizes[member]
    let inner = sizes[(member + 1)...].reduce(1, *)
    let outer = sizes[..<member].reduce(1, *)
    if inner == 1 && outer == 1 { return table }
    var result = [UInt32](repeating: 0, count: before * size * after)
    table.withUnsafeBufferPointer { table in
      result.withUnsafeMutableBufferPointer { result in
        var cell = 0
        for b in 0..<before {
          for _ in 0..<outer {
            for k in 0..<size {
              let start = (b * size + k) * after
              for _ in 0..<inner {
                for a in 0..<after { result[start + a] &+= table[cell + a] }
                cell += after
              }
            }
          }
        }
      }
    }
    return result
  }
}

/// The joint counts of two groups, or of the columns of one.
struct GroupCounts: Sendable {
  private let first: ColumnGroup
  private let second: ColumnGroup?
  private let real: [UInt32]
  private let synthetic: [UInt32]

  init(_ first: ColumnGroup, _ second: ColumnGroup?) {
    (self.first, self.second) = (first, second)
    real = GroupCounts.counts(first.real, second?.real, first.size, second?.size ?? 1)
    synthetic = GroupCounts.counts(first.synthetic, second?.synthetic, first.size, second?.size ?? 1)
  }

  private static func counts(_ a: [UInt8], _ b: [UInt8]?, _ height: Int, _ width: Int) -> [UInt32] {
    var counts = [UInt32](repeating: 0, count: height * width)
    counts.withUnsafeMutableBufferPointer { counts in
      a.withUnsafeBufferPointer { a in
        guard let b else { return KernelSet.active.count(a, into: counts) }
        b.withUnsafeBufferPointer { KernelSet.active.countPairs(a, $0, width: width, into: counts) }
      }
    }
    return counts
  }

  /// Calls `body` with the joint counts of the pairs of columns that `wanted` asks for, lower column index first.
  func forEachPair(
    _ wanted: (Int, Int) -> Bool,
    _ body: (_ first: Int, _ second: Int, _ real: [Int], _ synthetic: [Int]) -> Void
  ) {
    func add(_ i: Int, _ j: Int, _ tables: (real: [UInt32], synthetic: [UInt32]), width: Int) {
      // Cells in the order of the lower column, so that the sum does not depend on the grouping.
      func ordered(_ table: [UInt32]) -> [Int] {
        if i < j { return table.map(Int.init) }
        let height = table.count / width
        return (0..<table.count).map { Int(table[$0 % height * width + $0 / height]) }
      }
      body(min(i, j), max(i, j), ordered(tables.real), ordered(tables.synthetic))
    }
    func ask(_ i: Int, _ j: Int) -> Bool { i < j ? wanted(i, j) : wanted(j, i) }
    for (b, j) in (second ?? first).members.enumerated() {
      guard let second else {
        for (a, i) in first.members.enumerated() where a < b && ask(i, j) {
          add(i, j, (first.joint(real, a, b), first.joint(synthetic, a, b)), width: first.sizes[b])
        }
        continue
      }
      guard first.members.contains(where: { ask($0, j) }) else { continue }
      let width = second.sizes[b]
      let rows = second.marginals(real, synthetic, before: first.size, keeping: b, after: 1)
      for (a, i) in first.members.enumerated() where ask(i, j) {
        add(i, j, first.marginals(rows.0, rows.1, before: 1, keeping: a, after: width), width: width)
      }
    }
  }
}

extension ColumnGroup {
  fileprivate func marginals(
    _ real: [UInt32], _ synthetic: [UInt32], before: Int, keeping member: Int, after: Int
  ) -> ([UInt32], [UInt32]) {
    (
      marginal(real, before: before, keeping: member, after: after),
      marginal(synthetic, before: before, keeping: member, after: after)
    )
  }

  /// The joint table of members a < b, from the counts of the group.
  fileprivate func joint(_ table: [UInt32], _ a: Int, _ b: Int) -> [UInt32] {
    let innerA = sizes[(a + 1)...].reduce(1, *)
    let innerB = sizes[(b + 1)...].reduce(1, *)
    var result = [UInt32](repeating: 0, count: sizes[a] * sizes[b])
    for (cell, count) in table.enumerated() {
      result[cell / innerA % sizes[a] * sizes[b] + cell / innerB % sizes[b]] += count
    }
    return result
  }
}
