extension BiasReport {
  /// How many findings of one kind are told.
  private static let mostOfAKind = 5

  /// What deserves attention, the gravest kind first.
  func found(_ options: BiasOptions) -> [String] {
    var result = lost + amplified + rates + deviations(1 - options.confidence) + shrunk
    if result.isEmpty {
      result = [
        "Nothing here stands out: no group is lost or changed beyond chance, no gap is amplified, no rate is below four fifths."
      ]
      if outcome == nil, rows.reference == nil, columns.allSatisfy({ $0.expectation == nil }) { result = [] }
    }
    return result
  }

  /// Whether a group's gap in the outcome is wider than in the reference beyond chance.
  public var isAmplified: Bool { !amplified.isEmpty }

  private var lost: [String] {
    Self.first(
      (columns + intersections.filter { $0.columns.count == 2 }).flatMap { table in
        table.groups.filter { $0.share.count == 0 && $0.change?.verdict == .shrank }.map {
          "\(table.name): \($0.name) is lost: \($0.reference?.count ?? 0) rows in the reference, none here."
        }
      }, "lost groups")
  }

  private var amplified: [String] {
    Self.first(
      columns.flatMap { table -> [String] in
        let outcomes = table.outcome
        let all = (outcomes?.gap.map { [$0] } ?? []) + (outcomes?.gaps ?? [])
        var seen: Set<[[String]]> = []
        return all.filter {
          $0.verdict == .amplified && seen.insert([$0.first, $0.second].sorted { $0[0] < $1[0] }).inserted
        }.map { gap in
          let change = gap.change
          return
            "\(table.name): the gap between \(gap.first[0]) and \(gap.second[0]) is amplified, from \(Self.points(change.reference)) to \(Self.points(change.data)) (by \(Self.points(change.low)) to \(Self.points(change.high)))."
        }
      }, "amplified gaps")
  }

  private var rates: [String] {
    Self.first(
      columns.flatMap { table -> [String] in
        func sentence(_ gap: ParityGap?, _ what: String) -> String? {
          guard let gap, !gap.fourFifths, let ratio = gap.ratio else { return nil }
          return
            "\(table.name): the rate of \(what) of \(gap.lowest[0]) is \(Self.rounded(ratio, 2)) of that of \(gap.highest[0]), below four fifths."
        }
        return [
          sentence(table.outcome?.parity, outcome?.favorable ?? ""),
          sentence(table.outcome?.predictedParity, "predicted \(outcome?.predictedFavorable ?? "")"),
        ].compactMap { $0 }
      }, "rates below four fifths")
  }

  private func deviations(_ level: Double) -> [String] {
    columns.compactMap { table in
      guard let expectation = table.expectation, let test = expectation.test, test.pValue < level else {
        return nil
      }
      return
        "\(table.name): shares deviate from what is expected by \(Self.rounded(expectation.deviation, 3)), beyond chance."
    }
  }

  private var shrunk: [String] {
    Self.first(
      (columns + intersections).flatMap { table in
        table.groups.filter {
          $0.share.count > 0 && $0.change?.verdict == .shrank && ($0.change?.ratio ?? 1) < 0.8
        }.map {
          "\(table.name): \($0.name) shrank to \(Self.rounded($0.change?.ratio ?? 0, 2)) of its share in the reference."
        }
      }, "groups that shrank by more than a fifth")
  }

  private static func first(_ sentences: [String], _ what: String) -> [String] {
    sentences.count <= mostOfAKind
      ? sentences
      : sentences.prefix(mostOfAKind - 1) + ["and \(sentences.count - mostOfAKind + 1) more \(what)."]
  }

  private static func points(_ share: Double) -> String { "\(rounded(100 * share, 1)) points" }

  /// So many decimals.
  private static func rounded(_ value: Double, _ digits: Int) -> String {
    let scale = (0..<digits).reduce(1.0) { value, _ in value * 10 }
    let units = Int((abs(value) * scale).rounded())
    let rest = "\(units % Int(scale))"
    let sign = value < 0 && units > 0 ? "-" : ""
    return sign + "\(units / Int(scale))." + String(repeating: "0", count: digits - rest.count) + rest
  }
}
