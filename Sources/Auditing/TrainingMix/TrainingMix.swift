internal import Evaluation
internal import Randomness
public import Tabular

/// How real and synthetic rows become training, validation and test rows.
public struct TrainingMixOptions: Sendable, Hashable {
  /// Of the real rows, each in 0...1 and together below 1.
  public var validationShare: Double
  public var testShare: Double
  /// The column whose groups have the same shares in every part of the real rows.
  public var stratify: String?
  /// The synthetic share of the training rows that is wanted, 0...1; nil for all rows there are.
  public var ratio: Double?
  /// Training rows as near to a held-out row are left out, too: a distance in 0...1 (`NearestRecord`).
  public var nearness: Double?
  /// Decides every draw. The result is a function of tables and options.
  public var seed: UInt64
  /// The result does not depend on it.
  public var threads: Int

  public init(
    validationShare: Double = 0.2, testShare: Double = 0, stratify: String? = nil, ratio: Double? = nil,
    nearness: Double? = nil, seed: UInt64 = 0, threads: Int
  ) {
    precondition(validationShare >= 0 && testShare >= 0 && validationShare + testShare < 1)
    precondition(ratio.map { (0...1).contains($0) } ?? true)
    precondition(nearness.map { (0...1).contains($0) } ?? true)
    (self.validationShare, self.testShare, self.stratify) = (validationShare, testShare, stratify)
    (self.ratio, self.nearness, self.seed, self.threads) = (ratio, nearness, seed, threads)
  }
}

/// Training rows mixed from real and synthetic ones, and validation and test rows that are only real.
///
/// The real rows are split before anything else. Copies of a row stay together, so that none is in two parts; synthetic rows
/// that equal a validation or test row are left out. Copies are rows all of whose cells are equal, identifiers aside. All
/// parts are in random order.
public struct TrainingMix: Sendable {
  public let training: Table
  /// In the real table's own storage and spelling.
  public let validation: Table
  public let test: Table
  public let report: TrainingMixReport

  /// - Throws: `TrainingMixError`, and `TableAlignmentError` for tables that do not go together.
  /// - Complexity: O(rows * columns); with `nearness` a search of the nearest held-out row for each training row.
  public init(real: Table, synthetic: Table, options: TrainingMixOptions) throws {
    let alignment = try TableAlignment(real: real, synthetic: synthetic, threads: options.threads)
    let tables = alignment.tables
    let keys = (
      real: try RowKeys.keys(tables.real, threads: options.threads),
      synthetic: try RowKeys.keys(tables.synthetic, threads: options.threads)
    )
    let strata = try options.stratify.map { try Self.strata($0, tables.real) }
    let split = RealSplit(
      firsts: RowKeys.firstOfEach(keys.real), strata: strata?.codes[0], strataCount: strata?.count ?? 1,
      options)
    guard !split.validation.isEmpty || options.validationShare == 0 else {
      throw TrainingMixError(
        .tooFewRows,
        "There are too few real rows for a validation share of \(options.validationShare). Raise --validation-share, or give more rows."
      )
    }
    guard !split.test.isEmpty || options.testShare == 0 else {
      throw TrainingMixError(
        .tooFewRows,
        "There are too few real rows for a test share of \(options.testShare). Raise --test-share, or give more rows."
      )
    }

    let held = split.validation + split.test
    let heldKeys = KeySet(held.map { keys.real[Int($0)] })
    var candidates = (
      real: split.training,
      synthetic: keys.synthetic.indices.filter { heldKeys.first(keys.synthetic[$0]) == nil }.map(Int32.init)
    )
    var removed = TrainingMixReport.Removed(
      syntheticCopies: keys.synthetic.count - candidates.synthetic.count)
    if let nearness = options.nearness, !held.isEmpty {
      let space = GowerSpace(of: [tables.real])
      guard !space.columns.isEmpty else { throw TableAlignmentError.nothingToCompare }
      let records = NearestRecord(tables.real, held, in: space)
      func far(_ table: Table, _ rows: [Int32]) throws -> [Int32] {
        let queries = NearestRecord.Queries(rows: space.rows(table, rows))
        let found = try records.nearest(to: queries, threads: options.threads)
        return zip(rows, found).filter { $1.distance > nearness }.map(\.0)
      }
      let kept = (
        real: try far(tables.real, candidates.real),
        synthetic: try far(tables.synthetic, candidates.synthetic)
      )
      removed.realNear = candidates.real.count - kept.real.count
      removed.syntheticNear = candidates.synthetic.count - kept.synthetic.count
      candidates = kept
    }
    if let ratio = options.ratio {
      let kept = try Self.thinned(candidates, to: ratio, seed: options.seed)
      removed.realForRatio = candidates.real.count - kept.real.count
      removed.syntheticForRatio = candidates.synthetic.count - kept.synthetic.count
      candidates = kept
    }
    let rows = candidates.real + candidates.synthetic.map { $0 + Int32(real.rowCount) }
    guard !rows.isEmpty else {
      throw TrainingMixError(.noTraining, "No row is left to train on. Hold out fewer rows, or give more.")
    }
    let all = JoinedTable.table(real, synthetic, aligned: (tables.real, tables.synthetic))
    training = all.rows(Draw.shuffle.order(rows, options.seed))
    validation = real.rows(split.validation)
    test = real.rows(split.test)

    let trainingKeys = KeySet(candidates.real.map { keys.real[Int($0)] })
    var report = TrainingMixReport(
      rows: .init(
        real: real.rowCount, synthetic: synthetic.rowCount, training: rows.count,
        trainingReal: candidates.real.count, trainingSynthetic: candidates.synthetic.count,
        validation: split.validation.count, test: split.test.count),
      removed: removed, seed: options.seed)
    report.realRepeats = split.repeats
    report.syntheticCopiesOfTraining = candidates.synthetic.count {
      trainingKeys.first(keys.synthetic[Int($0)]) != nil
    }
    report.validationShare = Double(split.validation.count) / Double(real.rowCount)
    report.testShare = Double(split.test.count) / Double(real.rowCount)
    if let strata {
      report.stratify = strata.name
      report.strata = Self.counts(strata, split, candidates.real)
    }
    report.notes = alignment.notes.map {
      "The \($0.role.rawValue) table: \(ColumnPlace.prefix($0.column))\($0.message)"
    }
    self.report = report
  }

  private static func strata(_ name: String, _ real: Table) throws -> GroupedColumn {
    guard let index = real.schema.index(of: name) else {
      let names = real.schema.fields.map { ColumnPlace.shown($0.name) }.joined(separator: ", ")
      throw TrainingMixError(
        .noSuchColumn,
        "The real table has no column \"\(ColumnPlace.shown(name))\". Its columns are: \(names)")
    }
    do {
      return try GroupedColumn(real.schema.fields[index], [real.columns[index]], cuts: nil, quantiles: 10)
    } catch {
      throw TrainingMixError(
        .noSuchColumn, "\(ColumnPlace.prefix(name))It holds identifiers or free text, which make no strata.")
    }
  }

  private static func counts(
    _ strata: GroupedColumn, _ split: RealSplit, _ training: [Int32]
  ) -> [TrainingMixReport.Stratum] {
    func counts(_ rows: [Int32]) -> [Int] {
      rows.reduce(into: [Int](repeating: 0, count: strata.count)) { $0[Int(strata.codes[0][Int($1)])] += 1 }
    }
    let (validation, test, training) = (counts(split.validation), counts(split.test), counts(training))
    return strata.groups.indices.map {
      TrainingMixReport.Stratum(
        level: strata.groups[$0], validation: validation[$0], test: test[$0], trainingReal: training[$0])
    }
  }

  /// As many rows as give the ratio.
  private static func thinned(
    _ rows: (real: [Int32], synthetic: [Int32]), to ratio: Double, seed: UInt64
  ) throws(TrainingMixError) -> (real: [Int32], synthetic: [Int32]) {
    let (a, b) = (Double(rows.real.count), Double(rows.synthetic.count))
    func kept(_ rows: [Int32], _ count: Double, _ draw: Draw) -> [Int32] {
      Array(draw.order(rows, seed).prefix(Int(count.rounded())))
    }
    if ratio == 0 { return (rows.real, []) }
    if ratio == 1 { return ([], rows.synthetic) }
    guard a > 0, b > 0 else {
      throw TrainingMixError(
        .noTraining,
        "A synthetic share of \(ratio) needs real and synthetic training rows; of one kind there are none.")
    }
    return b > ratio * (a + b)
      ? (rows.real, kept(rows.synthetic, a * ratio / (1 - ratio), .synthetic))
      : (kept(rows.real, b * (1 - ratio) / ratio, .real), rows.synthetic)
  }
}

/// Which use a random order has, so that no two are alike.
enum Draw: UInt64 {
  case split = 1
  case real, synthetic, shuffle

  func order(_ rows: [Int32], _ seed: UInt64) -> [Int32] {
    guard !rows.isEmpty else { return [] }
    let permutation = KeyedPermutation(
      domain: UInt64(rows.count), key: seed, tweak: 0x6D69_7800 | rawValue)
    return rows.indices.map { rows[Int(permutation(UInt64($0)))] }
  }
}

/// Why real and synthetic rows cannot be mixed as asked.
public struct TrainingMixError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: String, Sendable, Hashable { case tooFewRows, noTraining, noSuchColumn }

  public let code: Code
  public let message: String

  init(_ code: Code, _ message: String) { (self.code, self.message) = (code, message) }

  public var description: String { message }
}
