/// What went into training, validation and test rows. Encoded with snake-case keys it is the JSON of `sklar blend`.
public struct TrainingMixReport: Sendable, Hashable, Encodable {
  public var schemaVersion = 1
  public var rows: Rows
  /// Of the training rows.
  public var syntheticRatio: Double
  public var realRatio: Double
  /// Of the real rows, as they came out.
  public var validationShare = 0.0
  public var testShare = 0.0
  public var removed: Removed
  /// Real rows that equal an earlier one; all copies are in one part.
  public var realRepeats = 0
  /// Synthetic training rows that equal a real training row.
  public var syntheticCopiesOfTraining = 0
  public var stratify: String?
  public var strata: [Stratum]?
  public var seed: UInt64
  public var notes: [String] = []
  public var manifest: AuditManifest?

  public struct Rows: Sendable, Hashable, Encodable {
    public var real: Int
    public var synthetic: Int
    public var training: Int
    public var trainingReal: Int
    public var trainingSynthetic: Int
    public var validation: Int
    public var test: Int
  }

  /// Rows that are left out of training.
  public struct Removed: Sendable, Hashable, Encodable {
    /// Equal to a validation or test row.
    public var syntheticCopies = 0
    /// Near a validation or test row.
    public var syntheticNear = 0
    public var realNear = 0
    /// For the ratio that was asked for.
    public var syntheticForRatio = 0
    public var realForRatio = 0

    public init(syntheticCopies: Int = 0) { self.syntheticCopies = syntheticCopies }
  }

  public struct Stratum: Sendable, Hashable, Encodable {
    public var level: String
    public var validation: Int
    public var test: Int
    public var trainingReal: Int
  }

  init(rows: Rows, removed: Removed, seed: UInt64) {
    (self.rows, self.removed, self.seed) = (rows, removed, seed)
    syntheticRatio = Double(rows.trainingSynthetic) / Double(max(1, rows.training))
    realRatio = Double(rows.trainingReal) / Double(max(1, rows.training))
  }
}
