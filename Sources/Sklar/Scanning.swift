public import Auditing
public import PersonalData
internal import Tabular
public import TabularIO

/// What a scan of a table found: personal data, rows that were memorised, and pieces of text that came back.
public struct ScanReport: Sendable, Encodable {
  public var schemaVersion = 1
  /// Whether nothing was found: no issue of any kind.
  public var safe: Bool
  /// The kinds of issues found, of `pii`, `memorized` and `copyrighted`.
  public var issues: [Issue]
  public var personalData: PersonalDataReport
  /// With a real table.
  public var memorized: MemorizedRows?
  public var spans: SpanReport?
  /// With `--sanitize`.
  public var sanitized: SanitizedReport?
  public var notes: [String]
  /// With a gate.
  public var passed: Bool?

  public enum Issue: String, Sendable, Hashable, CaseIterable, Encodable {
    /// Personal data.
    case pii
    /// Rows of the real table.
    case memorized
    /// Long pieces of its texts, word for word.
    case copyrighted
  }

  public init(
    personalData: PersonalDataReport, memorized: MemorizedRows? = nil, spans: SpanReport? = nil,
    notes: [String] = []
  ) {
    self.personalData = personalData
    self.memorized = memorized
    self.spans = spans
    self.notes = notes
    var issues: [Issue] = []
    if !personalData.isSafe { issues.append(.pii) }
    if memorized?.isFlagged == true { issues.append(.memorized) }
    if spans?.isFlagged == true { issues.append(.copyrighted) }
    self.issues = issues
    safe = issues.isEmpty
  }
}

/// What a sanitised copy holds.
public struct SanitizedReport: Sendable, Hashable, Encodable {
  /// Values that were replaced, by kind.
  public var replaced: [String: Int]
  public var rows: Int
  /// Whether the output was scanned again and holds no value that was to be replaced.
  public var verified: Bool

  public init(replaced: [String: Int], rows: Int, verified: Bool) {
    (self.replaced, self.rows, self.verified) = (replaced, rows, verified)
  }
}

extension TableScan {
  /// Reads a table of any size once, block by block.
  ///
  /// - Parameter columns: Gets the columns' names before anything is counted.
  /// - Throws: `TableReadError`, and what `columns` throws.
  public init(
    path: String, reading: TableReader.Options, options: Options,
    columns: ([String]) throws -> Void = { _ in },
    progress: (Int) -> Void = { _ in }
  ) throws {
    var scan: TableScan?
    var reading = reading
    reading.computesDigest = false
    reading.allowsBlankColumns = true
    try TableStream(path: path, options: reading).forEach { schema in
      try columns(schema.fields.map(\.name))
      scan = TableScan(schema, options)
    } _: { block in
      scan!.add(block.table, firstRow: block.firstRow)
      progress(scan!.rows)
    }
    self = scan!
  }
}
