public import Tabular

/// The tables of one evaluation, with the same columns stored alike: what every part of a report starts from.
///
/// `TableAlignment` makes them from tables as they were read.
public struct EvaluationTables: Sendable {
  /// What the generator was trained on.
  public let real: Table
  /// What the generator made.
  public let synthetic: Table
  /// Real rows that the generator has not seen.
  public let holdout: Table?
  /// The column that learners predict, by its place in the schema.
  public let target: Int?

  public var schema: Schema { real.schema }

  /// - Precondition: All tables have the real table's columns, in the same order and stored alike (levels may be
  ///   listed differently), at least one row each, and fewer than 2^31.
  public init(real: Table, synthetic: Table, holdout: Table? = nil, target: Int? = nil) {
    for table in [real, synthetic] + (holdout.map { [$0] } ?? []) {
      precondition(table.schema.fields.map(\.name) == real.schema.fields.map(\.name))
      precondition(0 < table.rowCount && table.rowCount < 1 << 31)
    }
    precondition(target == nil || real.schema.fields.indices.contains(target!))
    (self.real, self.synthetic, self.holdout, self.target) = (real, synthetic, holdout, target)
  }
}

/// What an evaluation may choose.
public struct EvaluationOptions: Sendable, Hashable {
  /// Decides every draw of rows: equal sizes, folds, resamples. The report is a function of tables and options.
  public var seed: UInt64
  /// The result does not depend on it.
  public var threads: Int
  /// The most rows of a table that detection, utility, precision and recall look at; counting looks at all.
  public var sampleLimit: Int
  /// How many resamples stand behind an interval or an expectation.
  public var resamples: Int

  public init(seed: UInt64 = 0, threads: Int, sampleLimit: Int = 100_000, resamples: Int = 20) {
    (self.seed, self.threads, self.sampleLimit, self.resamples) = (seed, threads, sampleLimit, resamples)
  }
}
