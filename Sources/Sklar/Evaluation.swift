public import Evaluation
internal import Scheduling
public import Tabular
internal import TabularIO

extension EvaluationReport {
  /// Says how like the real table another one is, on all processors.
  ///
  /// The tables may be stored differently (`TableAlignment`); types follow the real one.
  /// - Parameters:
  ///   - real: What the generator was trained on.
  ///   - synthetic: What it made.
  ///   - holdout: Real rows that it has not seen: what every score is read against.
  ///   - target: The column that models trained on either table are to predict.
  ///   - seed: Of the rows drawn for what does not look at all of them. Tables, target and seed decide the report.
  /// - Throws: `TableAlignmentError` for tables that cannot be compared.
  public init(
    real: Table, synthetic: Table, holdout: Table? = nil, target: String? = nil, seed: UInt64 = 0
  ) throws {
    let threads = Parallel.processorCount
    let alignment = try TableAlignment(
      real: real, synthetic: synthetic, holdout: holdout, target: target, threads: threads)
    try self.init(alignment.tables, options: EvaluationOptions(seed: seed, threads: threads))
    notes += alignment.notes.map {
      "The \($0.role.rawValue) table: \(ColumnPlace.prefix($0.column))\($0.message)"
    }
  }

  /// Reads the files and says how like the real table the other one is, on all processors.
  ///
  ///     let report = try EvaluationReport(real: "train.csv", synthetic: "rows.csv", holdout: "test.csv")
  ///     print(report.score, report.fidelity.shapes.holdout ?? 0)
  ///
  /// - Throws: `TableReadError`, naming file, line and column, also for tables that cannot be compared.
  public init(
    real: String, synthetic: String, holdout: String? = nil, target: String? = nil, seed: UInt64 = 0
  ) throws {
    let threads = Parallel.processorCount
    let compared = try ComparedFiles(
      real: real, synthetic: synthetic, holdout: holdout, target: target,
      reading: TableReader.Options(threads: threads))
    try self.init(compared.tables, options: EvaluationOptions(seed: seed, threads: threads))
    notes += compared.notes.map(\.description)
  }
}
