/// All edges on which a synthetic table may cut, one verdict each.
///
/// Encoded with snake-case keys it is the JSON output of `sklar check`.
public struct CheckReport: Sendable, Encodable {
  public var schemaVersion = 1
  /// Whether the gate that was asked for held.
  public var passed: Bool?
  /// The worst of the edges that were measured.
  public var verdict: Verdict
  public var edges: [EdgeVerdict]
  public var rows: Rows
  public var notes: [String]

  public struct Rows: Sendable, Hashable, Encodable {
    public var real: Int
    public var synthetic: Int
    public var holdout: Int?

    public init(real: Int, synthetic: Int, holdout: Int?) {
      (self.real, self.synthetic, self.holdout) = (real, synthetic, holdout)
    }
  }

  public enum Verdict: String, Sendable, Hashable, Codable, CaseIterable {
    case notMeasured = "not_measured"
    case ok, warn, fail

    /// How grave it is.
    public var rank: Int { Self.allCases.firstIndex(of: self)! }
  }

  /// What can go wrong with a synthetic table.
  public enum Edge: String, Sendable, Hashable, Codable, CaseIterable {
    case bias, memorized, drift, artefacts, privacy, repetition, rules, cost
  }

  public init(_ edges: [EdgeVerdict], rows: Rows, notes: [String]) {
    (self.edges, self.rows, self.notes) = (edges, rows, notes)
    verdict = edges.map(\.verdict).max { $0.rank < $1.rank } ?? .notMeasured
  }
}

/// One edge's verdict, the figure that decided it, and the command that shows more.
public struct EdgeVerdict: Sendable, Hashable, Encodable {
  public var edge: CheckReport.Edge
  public var verdict: CheckReport.Verdict
  /// What `value` is, or why it was not measured: a few words.
  public var figure: String
  public var value: Double?
  /// The limit that `value` is held to, where there is one.
  public var limit: Double?
  /// What else is to be known: whole sentences.
  public var reasons: [String]
  public var command: String

  public init(
    _ edge: CheckReport.Edge, _ verdict: CheckReport.Verdict, _ figure: String, value: Double? = nil,
    limit: Double? = nil, reasons: [String] = [], command: String
  ) {
    (self.edge, self.verdict, self.figure, self.value, self.limit) = (edge, verdict, figure, value, limit)
    (self.reasons, self.command) = (reasons, command)
  }
}
