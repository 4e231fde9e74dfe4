public import Evaluation

/// What attacks on a synthetic table achieve, against held-out rows that the generator has never seen.
///
/// Encoded with snake-case keys it is the JSON output of `sklar privacy`; what is not defined is absent.
///
/// It says what these attacks found, which is a lower bound: that they find little is no guarantee, and only a privacy
/// ledger is an upper bound. It is itself computed from private rows, without noise.
public struct PrivacyReport: Sendable, Hashable, Encodable {
  public var schemaVersion = 1
  public var risk: Risk
  /// Whether the tables are large enough that a leak of all real rows would have raised the risk. If not, a low risk says
  /// nothing, and no gate holds.
  public var measurable: Bool
  /// Why it is not low, or not measurable: whole sentences.
  public var reasons: [String]
  /// By which rule the word was chosen.
  public var rule: String
  /// Whether the gate that was asked for held.
  public var passed: Bool?
  public var rows: Rows
  public var comparedColumns: Int
  public var copies: CopyReport?
  public var membership: MembershipReport?
  public var anonymity: AnonymityReport?
  public var classic: ClassicMembershipTest?
  /// What the attacker is taken to know.
  public var threatModel: String
  /// What the report does not say.
  public var limits: [String]
  /// How the numbers came about: whole sentences.
  public var notes: [String]
  public var manifest: AuditManifest?

  public struct Rows: Sendable, Hashable, Encodable {
    public var real: Int
    public var synthetic: Int
    public var holdout: Int
  }

  /// Whether the risk is known to be no higher than `ceiling`.
  public func passes(_ ceiling: Risk) -> Bool { measurable && risk <= ceiling }

  public enum Risk: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    case low, medium, high

    public static func < (a: Risk, b: Risk) -> Bool {
      allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
    }
  }
}

/// Where the numbers come from. Names of files without their folders.
public struct AuditManifest: Sendable, Hashable, Encodable {
  public var program: String
  public var command: String
  public var seed: UInt64
  public var files: [Manifest.File]

  public init(program: String, command: String, seed: UInt64, files: [Manifest.File]) {
    (self.program, self.command, self.seed, self.files) = (program, command, seed, files)
  }
}
