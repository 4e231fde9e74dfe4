public import Auditing
public import Evaluation
internal import Scheduling
public import Tabular
public import TabularIO

/// Files of an audit of bias: the table, and what it is compared with.
public struct AuditedFiles: Sendable {
  public let data: Table
  public let reference: Table?
  /// For a report's manifest.
  public let files: [Manifest.File]

  /// Reads the reference, then the table in its terms: levels are levels in both, whatever they look like.
  ///
  /// - Parameter roles: What the manifest calls the two.
  /// - Throws: `TableReadError`, naming file, line and column.
  public init(
    _ data: String, against reference: String? = nil, reading: TableReader.Options,
    roles: (data: String, reference: String) = ("data", "reference")
  ) throws {
    var options = reading
    options.allowsBlankColumns = true
    let reader = TableReader(options)
    let referenceFile = try reference.map { try reader.read(path: $0) }
    let file =
      try referenceFile.map {
        try reader.read(
          path: data, comparedWith: $0.table.schema, missing: TableAlignment.missingSpellings)
      } ?? reader.read(path: data)
    (self.data, self.reference) = (file.table, referenceFile?.table)
    func entry(_ role: String, _ path: String, _ read: ReadTable) -> Manifest.File {
      Manifest.File(
        role: role, name: path == "-" ? "<stdin>" : String(path.split(separator: "/").last ?? ""),
        sha256: read.sha256, rows: read.table.rowCount, columns: read.table.columns.count)
    }
    files =
      [entry(roles.data, data, file)]
      + (reference.flatMap { path in referenceFile.map { [entry(roles.reference, path, $0)] } } ?? [])
  }
}

extension BiasReport {
  /// Audits a table in memory on all processors.
  ///
  ///     let report = try BiasReport(rows, against: table, sensitive: ["sex", "race"], outcome: "income")
  ///     print(report.columns[0].outcome?.parity?.ratio ?? 1)
  ///
  /// - Throws: `BiasAuditError`, `TableAlignmentError`.
  public init(
    _ data: Table, against reference: Table? = nil, sensitive: [String], outcome: String? = nil,
    favorable: String? = nil
  ) throws {
    try self.init(
      data, against: reference,
      options: BiasOptions(
        sensitive: sensitive, outcome: outcome, favorable: favorable, threads: Parallel.processorCount))
  }
}
