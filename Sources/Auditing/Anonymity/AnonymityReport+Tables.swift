internal import Evaluation
internal import Randomness
internal import Tabular

extension AnonymityReport {
  /// Rows of the synthetic table that linkage and inference search, and that predicates are made of.
  static let searchedRows = 50_000
  /// Secrets beyond which the first by name are tried.
  static let mostSecrets = 30

  /// nil without a column or without targets.
  ///
  /// - Complexity: that of one search of the nearest rows for every column.
  init?(_ tables: EvaluationTables, _ rows: AuditedRows, _ options: AuditOptions) throws {
    let (real, holdout, threads) = (tables.real, tables.holdout!, options.threads)
    let size = min(rows.real.count, rows.held.count)
    guard size > 0 else { return nil }
    let made = rows.synthetic
    func some(_ count: Int) -> Table {
      made.rowCount <= count
        ? made
        : made.rows(RowDraw.sample(count, of: made.rowCount, purpose: .auditSynthetic, seed: options.seed))
    }

    // As many synthetic rows as attacked ones: what is alone among more is not alone among fewer.
    let sets = [
      rows.space.rows(some(size)), rows.space.rows(real, Array(rows.real[..<size])),
      rows.space.rows(holdout, Array(rows.held[..<size])),
    ].map { ColumnRows($0, rows.space) }
    let guesses = SinglingOut(sets[0], attempts: options.attempts, seed: options.seed)
    func outcome(_ name: String, _ predicates: [Predicate], baseline: Double?) throws -> AttackOutcome? {
      if predicates.isEmpty { return nil }
      return AttackOutcome(
        name, real: (try SinglingOut.successes(predicates, in: sets[1], threads: threads), predicates.count),
        holdout: (try SinglingOut.successes(predicates, in: sets[2], threads: threads), predicates.count),
        baseline: baseline)
    }
    let naive = try guesses.multivariate(isRandom: true, threads: threads)
    let luck =
      naive.isEmpty
      ? nil : Double(try SinglingOut.successes(naive, in: sets[1], threads: threads)) / Double(naive.count)
    singlingOut = [
      try outcome("univariate", guesses.univariate(), baseline: nil),
      try outcome(
        "multivariate", guesses.multivariate(isRandom: false, threads: threads), baseline: luck),
    ].compactMap { $0 }

    // Fewer rows where a search cannot pass rows over.
    let searched = some(min(AnonymityReport.searchedRows, max(1000, 1_500_000 / max(1, real.columns.count))))
    var attacked = [
      (
        vulnerable: false,
        groups: [real, holdout].enumerated().map { index, table in
          let own = index == 0 ? rows.real : rows.held
          return table.rows(Array(own[..<size].prefix(options.attempts)))
        }
      )
    ]
    if let chosen = rows.vulnerable {
      attacked.append(
        (
          true,
          [
            real.rows(chosen.members.map { rows.real[$0] }),
            holdout.rows(chosen.nonMembers.map { rows.held[$0] }),
          ]
        ))
    }
    let compared = rows.space.columns.map(\.index)
    let ranges = [real, holdout]

    linkability = []
    if compared.count > 1 {
      // Every other column: neighbours in a table are often alike.
      let halves = [0, 1].map { half in
        NeighboursByColumns(
          compared.enumerated().filter { $0.offset % 2 == half }.map(\.element), synthetic: searched,
          real: ranges)
      }
      for (vulnerable, groups) in attacked {
        let counts = try groups.map { group -> (successes: Int, attempts: Int) in
          let found = try halves.map { try $0.nearest(to: group, threads: threads) }
          return (zip(found[0], found[1]).count { $0 == $1 }, group.rowCount)
        }
        linkability.append(
          AttackOutcome(
            "halves", vulnerable: vulnerable, real: counts[0], holdout: counts[1],
            baseline: 1 / Double(searched.rowCount)))
      }
    }

    let names = compared.sorted { real.schema.fields[$0].name < real.schema.fields[$1].name }
    let wanted = options.secrets.map { secrets in
      compared.filter { secrets.contains(real.schema.fields[$0].name) }
    }
    let secrets = compared.count < 2 ? [] : wanted ?? Array(names.prefix(AnonymityReport.mostSecrets))
    untriedSecrets = compared.count < 2 || wanted != nil ? 0 : compared.count - secrets.count
    inference = []
    for secret in secrets {
      let known = NeighboursByColumns(compared.filter { $0 != secret }, synthetic: searched, real: ranges)
      let values = SecretValues(secret, of: [searched] + ranges)
      for (vulnerable, groups) in attacked {
        let counts = try groups.map { group -> (successes: Int, attempts: Int) in
          let guesses = values.cells(searched)
          let truth = values.cells(group)
          let found = try known.nearest(to: group, threads: threads)
          return (truth.indices.count { values.isRight(guesses[found[$0]], truth[$0]) }, group.rowCount)
        }
        let drawn = RowDraw.resample(
          groups[0].rowCount, of: searched.rowCount, purpose: .auditGuesses, seed: options.seed)
        let (guesses, truth) = (values.cells(searched), values.cells(groups[0]))
        let luck = truth.indices.count { values.isRight(guesses[Int(drawn[$0])], truth[$0]) }
        inference.append(
          AttackOutcome(
            real.schema.fields[secret].name, vulnerable: vulnerable, real: counts[0], holdout: counts[1],
            baseline: Double(luck) / Double(max(1, truth.count))))
      }
    }
    let tried = singlingOut.count + linkability.count + inference.count
    self.tried = tried
    singlingOut = singlingOut.map { $0.widened(tried: tried) }
    linkability = linkability.map { $0.widened(tried: tried) }
    inference = inference.map { $0.widened(tried: tried) }
    func order(_ outcome: AttackOutcome) -> (Int, Double, Double) {
      (outcome.hasPower ? 0 : 1, -outcome.risk.low, -outcome.risk.value)
    }
    inference.sort { a, b in
      let (x, y) = (order(a), order(b))
      return x == y ? (a.name, a.vulnerable ? 1 : 0) < (b.name, b.vulnerable ? 1 : 0) : x < y
    }
  }
}

/// The values of a secret column, and when a guess is right: a level if it is equal; a missing one if the truth is missing;
/// a number within 5 % of its size, if the column has a zero that means none; a date, a time or another number within 1 %
/// of the column's range.
///
/// A number counts from an arbitrary zero, as years and degrees do, if the column has both signs, or none of its values is
/// nearer to 0 than the greatest and the least are to each other: there 5 % of the size can be more than the column
/// spreads.
struct SecretValues: Sendable {
  private let space: GowerSpace
  private let column: Int
  private let isMoment: Bool
  /// Of numbers that count from an arbitrary zero, what a guess may be off.
  private let tolerance: Double?

  /// - Parameter tables: the synthetic one, then those whose range counts.
  init(_ column: Int, of tables: [Table]) {
    self.column = column
    space = GowerSpace(of: tables.map { $0.columns([column]) })
    switch tables[0].schema.fields[column].type {
    case .date, .timestamp: isMoment = true
    default: isMoment = false
    }
    tolerance =
      isMoment
      ? 0.01
      : space.numbers == 1
        ? SecretValues.tolerance(tables.dropFirst().flatMap { $0.columns[column].numbers }) : nil
  }

  /// nil where a guess may be off by 5 % of the truth.
  static func tolerance(_ values: [Double]) -> Double? {
    let finite = values.lazy.filter(\.isFinite)
    guard let least = finite.min(), let greatest = finite.max() else { return nil }
    let range = greatest - least
    let isOffset = least < 0 && greatest > 0 || min(abs(least), abs(greatest)) > range
    return isOffset && range.isFinite ? 0.01 * range : nil
  }

  /// NaN where missing; levels by their codes, dates and times in 0...1.
  func cells(_ table: Table) -> [Double] {
    let own = table.columns([column])
    if space.numbers == 1 && !isMoment { return own.columns[0].numbers }
    let rows = space.rows(own)
    return space.numbers == 1 ? rows.values : rows.codes.map { $0 == 0 ? .nan : Double($0) }
  }

  func isRight(_ guess: Double, _ truth: Double) -> Bool {
    if guess.isNaN || truth.isNaN { return guess.isNaN && truth.isNaN }
    if guess == truth { return true }
    if space.numbers == 0 { return false }
    return abs(guess - truth) <= tolerance ?? 0.05 * abs(truth)
  }
}
