internal import Evaluation
internal import Tabular

/// Makes the tables of groups.
struct GroupTableBuilder {
  let audited: AuditedGroups
  let options: BiasOptions

  private var hasReference: Bool { audited.rowCounts.count > 1 }

  /// The groups of the sensitive columns at `places`.
  func table(_ places: [Int]) throws -> GroupTable {
    let columns = places.map { audited.sensitive[$0] }
    let counts = try audited.rowCounts.indices.map {
      try audited.counts(places, table: $0, threads: options.threads)
    }
    let rows = counts.map { $0.map(\.rows) }
    let names = (0..<counts[0].count).map { levels(of: $0, columns) }
    let occupied = names.indices.filter { cell in rows.contains { $0[cell] > 0 } }
    var table = GroupTable(
      columns: columns.map(\.name), groups: occupied.map { group($0, names[$0], rows, counts) },
      empty: names.count - occupied.count)
    if places.count == 1 { try expect(columns[0], rows, &table) }
    if hasReference {
      table.change = DistributionChange(
        deviation: table.groups.reduce(0) { $0 + abs($1.share.value - ($1.reference?.value ?? 0)) },
        test: ShareTest.same(rows[0], rows[1]))
    }
    if audited.outcome != nil {
      table.outcome = try outcomes(
        places, occupied.map { cell in (names[cell], counts.map { $0[cell] }) })
    }
    return table
  }

  private func levels(of cell: Int, _ columns: [GroupedColumn]) -> [String] {
    var (rest, levels) = (cell, [String]())
    for column in columns.reversed() {
      levels.append(column.groups[rest % column.count])
      rest /= column.count
    }
    return levels.reversed()
  }

  private func group(
    _ cell: Int, _ levels: [String], _ rows: [[Int]], _ counts: [[OutcomeCounts]]
  ) -> GroupTable.Group {
    let confidence = options.confidence
    func rate(_ rate: OutcomeCounts.Rate) -> ProportionInterval? {
      rate.trials == 0 ? nil : .wilson(rate.count, of: rate.trials, confidence: confidence)
    }
    let total = audited.rowCounts
    var group = GroupTable.Group(
      levels: levels, share: .wilson(rows[0][cell], of: total[0], confidence: confidence))
    if audited.outcome != nil { group.rate = rate(counts[0][cell].rate) }
    if audited.outcome?.predictions != nil {
      group.predictedRate = rate(counts[0][cell].predicted)
      group.truePositiveRate = rate(counts[0][cell].truePositive)
      group.falsePositiveRate = rate(counts[0][cell].falsePositive)
    }
    guard hasReference else { return group }
    group.reference = .wilson(rows[1][cell], of: total[1], confidence: confidence)
    if audited.outcome != nil { group.referenceRate = rate(counts[1][cell].rate) }
    let (now, then) = ((rows[0][cell], total[0]), (rows[1][cell], total[1]))
    let p = ShareTest.twoShares(now, then)
    group.change = ShareChange(
      difference: ProportionDifference(now, then, confidence: confidence),
      ratio: then.0 == 0 ? nil : Double(now.0) / Double(now.1) / (Double(then.0) / Double(then.1)),
      pValue: p, adjustedPValue: p, verdict: .unchanged)
    return group
  }

  // MARK: - Expected shares

  private func expect(_ column: GroupedColumn, _ rows: [[Int]], _ table: inout GroupTable) throws {
    guard let expected = try expected(column) else { return }
    let total = audited.rowCounts
    func deviation(_ table: Int) -> Double {
      zip(rows[table], expected).reduce(0) { $0 + abs(Double($1.0) / Double(total[table]) - $1.1) }
    }
    var (counted, shares) = (rows[0], expected)
    if let unknown = column.unknown, expected[unknown] == 0 {
      counted.remove(at: unknown)
      shares.remove(at: unknown)
    }
    table.expectation = Expectation(
      deviation: deviation(0), referenceDeviation: hasReference ? deviation(1) : nil,
      test: ShareTest.fit(counted, expected: shares))
    let byName = Dictionary(uniqueKeysWithValues: zip(column.groups, expected))
    for index in table.groups.indices { table.groups[index].expected = byName[table.groups[index].levels[0]] }
  }

  /// The expected share of each group, if anything is expected of the column.
  private func expected(_ column: GroupedColumn) throws(BiasAuditError) -> [Double]? {
    switch options.expected {
    case nil: return nil
    case .uniform:
      let known = column.count - (column.unknown == nil ? 0 : 1)
      return column.groups.indices.map { $0 == column.unknown ? 0 : 1 / Double(max(1, known)) }
    case .stated(let all):
      guard let stated = all[column.name] else { return nil }
      let sum = stated.values.sorted().reduce(0, +)
      guard stated.values.allSatisfy({ $0 >= 0 && $0 <= 1 }), abs(sum - 1) <= 1e-6 else {
        throw BiasAuditError(
          .shares, column: column.name,
          "The expected shares must lie between 0 and 1 and sum to one; they sum to \(Self.rounded(sum)).")
      }
      for name in stated.keys.sorted() where !column.groups.contains(name) {
        throw BiasAuditError(
          .unknownLevel, column: column.name,
          "A share is expected of \"\(name)\", a group that no row is in."
            + (column.isBinned
              ? " The groups of numbers are spelt <A, A..<B and >=B; --cuts says where they begin."
              : " Spell levels as the table does; 'sklar schema' lists them."))
      }
      return column.groups.map { (stated[$0] ?? 0) / sum }
    }
  }

  private static func rounded(_ value: Double) -> String { "\((value * 1e6).rounded() / 1e6)" }

  // MARK: - Outcomes

  private func outcomes(
    _ places: [Int], _ groups: [(levels: [String], counts: [OutcomeCounts])]
  ) throws -> GroupOutcomes {
    let known = groups.filter { !$0.levels.contains(GroupedColumn.unknown) }
    func large(_ table: Int, _ rate: (OutcomeCounts) -> OutcomeCounts.Rate) -> [(
      group: [String], rate: OutcomeCounts.Rate
    )] {
      known.map { ($0.levels, rate($0.counts[table])) }.filter { $0.1.trials >= options.leastRows }
    }
    let confidence = options.confidence
    let last = audited.rowCounts.count - 1
    let now = large(0, \.rate)
    // The largest group; of equally large ones the first.
    let largest = large(last, \.rate).reversed().max { $0.rate.trials < $1.rate.trials }?.group
    var result = GroupOutcomes(
      comparedWith: largest, parity: ParityGap(now, confidence: confidence),
      referenceParity: hasReference ? ParityGap(large(1, \.rate), confidence: confidence) : nil, gaps: [],
      conditional: [], tooSmall: known.count - now.count)
    if audited.outcome?.predictions != nil {
      result.predictedParity = ParityGap(large(0, \.predicted), confidence: confidence)
      result.equalizedOdds = EqualizedOdds(
        known.map { ($0.levels, $0.counts[0]) }.filter { $0.1.rate.trials >= options.leastRows },
        confidence: confidence)
    }
    if hasReference {
      // The gaps of all columns hold together; those of an intersection among themselves.
      let tries =
        places.count > 1
        ? known.count : audited.sensitive.reduce(0) { $0 + $1.count - ($1.unknown == nil ? 0 : 1) }
      gaps(now, large(1, \.rate), tries: max(1, tries), &result)
    }
    if places.count == 1, !options.given.isEmpty { try condition(places[0], &result) }
    return result
  }

  /// The gaps between groups that are large enough in both tables.
  private func gaps(
    _ now: [(group: [String], rate: OutcomeCounts.Rate)],
    _ then: [(group: [String], rate: OutcomeCounts.Rate)],
    tries: Int, _ result: inout GroupOutcomes
  ) {
    let rates = Dictionary(uniqueKeysWithValues: now.map { ($0.group, $0.rate) })
    let both = then.compactMap { old in
      rates[old.group].map { (group: old.group, old: old.rate, new: $0) }
    }
    func gap(_ first: Int, _ second: Int) -> GroupOutcomes.PairGap {
      let change = GapChange(
        reference: (both[first].old, both[second].old), data: (both[first].new, both[second].new),
        confidence: 1 - (1 - options.confidence) / Double(tries))
      return GroupOutcomes.PairGap(
        first: both[first].group, second: both[second].group, change: change, verdict: change.verdict)
    }
    if let parity = ParityGap(both.map { ($0.group, $0.old) }, confidence: options.confidence) {
      let places = Dictionary(uniqueKeysWithValues: both.enumerated().map { ($1.group, $0) })
      result.gap = gap(places[parity.highest]!, places[parity.lowest]!)
    }
    guard let base = both.firstIndex(where: { $0.group == result.comparedWith }) else { return }
    result.gaps = both.indices.filter { $0 != base }.map { gap(base, $0) }
  }

  private func condition(_ place: Int, _ result: inout GroupOutcomes) throws {
    let column = audited.sensitive[place]
    let strata = audited.given.reduce(column.count) { $0 * $1.count }
    guard strata <= AuditedGroups.mostStrata else {
      throw BiasAuditError(
        .unsuitableColumn, column: column.name,
        "The given columns make \(strata) strata and groups, more than \(AuditedGroups.mostStrata). Give fewer of them."
      )
    }
    guard let base = column.groups.indices.first(where: { [column.groups[$0]] == result.comparedWith }) else {
      return
    }
    let counts = try audited.rowCounts.indices.map {
      try audited.strata(place, table: $0, threads: options.threads)
    }
    for group in column.groups.indices where group != base && group != column.unknown {
      func rates(_ table: Int) -> StratifiedRates? {
        StratifiedRates(
          zip(counts[table][group], counts[table][base]).map { .init(first: $0, second: $1) },
          confidence: options.confidence)
      }
      guard let now = rates(0) else { continue }
      result.conditional.append(
        .init(group: [column.groups[group]], rates: now, reference: hasReference ? rates(1) : nil))
    }
  }
}
