internal import Scheduling

/// The joint tables of all pairs of columns of codes.
struct JointTables: Sendable {
  private let columns: [CodedColumn]

  init(_ columns: [CodedColumn]) { self.columns = columns }

  private enum Task: Sendable {
    case groups(Int, Int?)
    case columns(Int, Int)
  }

  /// What `transform` makes of the table of every pair i < j.
  func map<Value: Sendable>(
    threads: Int, _ transform: @Sendable (JointTable) -> Value
  ) throws -> [Value] {
    try map(countsNumbers: true, threads: threads, transform).map { $0! }
  }

  /// What `transform` makes of the table of every pair i < j, in the order (0, 1), (0, 2), ..., (1, 2), ...; nil for
  /// two columns of numbers if `countsNumbers` is false.
  ///
  /// Columns of few levels are counted in groups (`ColumnGroup`), so there are far fewer passes than pairs.
  func map<Value: Sendable>(
    countsNumbers: Bool, threads: Int, _ transform: @Sendable (JointTable) -> Value
  ) throws -> [Value?] {
    @Sendable func wanted(_ i: Int, _ j: Int) -> Bool {
      countsNumbers || !(columns[i].binned && columns[j].binned)
    }
    func anyWanted(_ a: ColumnGroup, _ b: ColumnGroup) -> Bool {
      countsNumbers || !(a.members + b.members).allSatisfy { columns[$0].binned }
    }
    let groups = try ColumnGroup.groups(of: columns, threads: threads)
    var tasks: [Task] = []
    for j in columns.indices {
      for i in 0..<j where columns[i].count > 256 || columns[j].count > 256 { tasks.append(.columns(i, j)) }
    }
    for g in groups.indices {
      for h in groups.indices.dropFirst(g + 1) where anyWanted(groups[g], groups[h]) {
        tasks.append(.groups(g, h))
      }
      if groups[g].members.count > 1, anyWanted(groups[g], groups[g]) { tasks.append(.groups(g, nil)) }
    }
    let found = try Parallel.map(count: tasks.count, threads: threads) { [tasks] index in
      switch tasks[index] {
      case .columns(let i, let j):
        return [(pair: place(i, j), value: transform(JointTable(columns[i], columns[j])))]
      case .groups(let g, let h):
        var values: [(pair: Int, value: Value)] = []
        GroupCounts(groups[g], h.map { groups[$0] }).forEachPair(wanted) { i, j, real, synthetic in
          let table = JointTable(
            height: columns[i].count, width: columns[j].count, real: real, synthetic: synthetic)
          values.append((place(i, j), transform(table)))
        }
        return values
      }
    }
    var ordered = [Value?](repeating: nil, count: columns.count * (columns.count - 1) / 2)
    for (pair, value) in found.joined() { ordered[pair] = value }
    return ordered
  }

  private func place(_ i: Int, _ j: Int) -> Int { PairMetrics.pairIndex(i, j, of: columns.count) }
}
