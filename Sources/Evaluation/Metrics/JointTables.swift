internal import Scheduling

/// The joint tables of all pairs of columns of codes.
struct JointTables: Sendable {
  private let columns: [CodedColumn]

  init(_ columns: [CodedColumn]) { self.columns = columns }

  private enum Task: Sendable {
    case groups(Int, Int?)
    case columns(Int, Int)
  }

  /// What `transform` makes of the table of every pair i < j, in the order (0, 1), (0, 2), ..., (1, 2), ...
  ///
  /// Columns of few levels are counted in groups (`ColumnGroup`), so there are far fewer passes than pairs.
  func map<Value: Sendable>(
    threads: Int, _ transform: @Sendable (JointTable) -> Value
  ) throws -> [Value] {
    let groups = try ColumnGroup.groups(of: columns, threads: threads)
    var tasks: [Task] = []
    for j in columns.indices {
      for i in 0..<j where columns[i].count > 256 || columns[j].count > 256 { tasks.append(.columns(i, j)) }
    }
    for g in groups.indices {
      for h in groups.indices.dropFirst(g + 1) { tasks.append(.groups(g, h)) }
      if groups[g].members.count > 1 { tasks.append(.groups(g, nil)) }
    }
    let found = try Parallel.map(count: tasks.count, threads: threads) { [tasks] index in
      switch tasks[index] {
      case .columns(let i, let j):
        return [(pair: place(i, j), value: transform(JointTable(columns[i], columns[j])))]
      case .groups(let g, let h):
        var values: [(pair: Int, value: Value)] = []
        GroupCounts(groups[g], h.map { groups[$0] }).forEachPair { _, _ in
          true
        } _: { i, j, real, synthetic in
          let table = JointTable(
            height: columns[i].count, width: columns[j].count, real: real, synthetic: synthetic)
          values.append((place(i, j), transform(table)))
        }
        return values
      }
    }
    var ordered = [Value?](repeating: nil, count: columns.count * (columns.count - 1) / 2)
    for (pair, value) in found.joined() { ordered[pair] = value }
    return ordered.map { $0! }
  }

  private func place(_ i: Int, _ j: Int) -> Int { PairMetrics.pairIndex(i, j, of: columns.count) }
}
