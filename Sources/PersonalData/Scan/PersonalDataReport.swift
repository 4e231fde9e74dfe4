/// What a scan found of personal data, column by column. It holds no value: samples are masked.
public struct PersonalDataReport: Sendable, Hashable, Encodable {
  /// One kind in one column.
  public struct Finding: Sendable, Hashable, Encodable {
    public var column: String
    public var kind: PersonalDataKind
    /// `US SSN`, `Visa`, `DE`: the most frequent first. Empty where the kind says all.
    public var schemes: [String]
    /// Rows that hold it, without those of fakes.
    public var rows: Int
    /// Of the column's rows with a value.
    public var share: Double
    public var confidence: PersonalDataMatch.Confidence
    /// Rows that hold what is recognised as fake: reserved for examples, fiction, tests or documentation.
    public var fakeRows: Int
    /// The numbers of the first rows, from 1.
    public var firstRows: [Int]
    /// One value, masked.
    public var sample: String?
  }

  public var rows: Int
  /// Rows looked at.
  public var scannedRows: Int
  public var columns: Int
  /// In column order, the most rows first within a column. Without those that are all fake.
  public var findings: [Finding]
  /// Columns and kinds all of whose values are recognised as fake.
  public var fakes: [Finding]

  /// Whether nothing was found that may be anybody's.
  public var isSafe: Bool { findings.isEmpty }
}

extension TableScan {
  /// The findings so far.
  public var report: PersonalDataReport {
    var all: [PersonalDataReport.Finding] = []
    for (index, column) in columns.enumerated() {
      var tallies = column.findings
      for kind in plan(index).bare {
        tallies[kind.kind, default: FindingTally()].merge(column.bare.tallies[kind]!)
      }
      if column.holdsNames { tallies[.personName] = column.names }
      let found = tallies.sorted { a, b in
        (a.value.rows, a.value.fakeRows, b.key.rawValue) > (b.value.rows, b.value.fakeRows, a.key.rawValue)
      }
      for (kind, tally) in found {
        all.append(
          PersonalDataReport.Finding(
            column: column.name, kind: kind,
            schemes: tally.schemes.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map(\.key).filter {
              !$0.isEmpty
            },
            rows: tally.rows, share: Double(tally.rows) / Double(max(1, column.present)),
            confidence: tally.confidence, fakeRows: tally.fakeRows,
            firstRows: tally.rows > 0
              ? tally.firstRows.map { $0 + 1 } : tally.firstFakeRow.map { [$0 + 1] } ?? [],
            sample: tally.sample))
      }
    }
    return PersonalDataReport(
      rows: rows, scannedRows: sampledRows, columns: columns.count, findings: all.filter { $0.rows > 0 },
      fakes: all.filter { $0.rows == 0 })
  }

  /// What is to be replaced in a column.
  func plan(_ index: Int) -> (bare: [BareNumbers.Candidate], names: Bool) {
    (columns[index].bare.accepted(present: columns[index].present), columns[index].holdsNames)
  }
}
