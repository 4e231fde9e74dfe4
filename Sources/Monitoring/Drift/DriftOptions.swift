/// What is judged, and how.
public struct DriftOptions: Sendable, Hashable {
  /// Rows of a batch.
  public var batchRows: Int
  /// The most that Σ|Δshare| of a column may be.
  public var maxDrift: Double
  /// The most that the measure of a pair may change; `nil`: pairs are not judged.
  public var maxPairDrift: Double?
  /// The chance of a false `changed` in a run, over all columns and batches.
  public var level: Double
  /// Whether `changed` is part of the gate.
  public var gatesChanges: Bool

  /// - Precondition: `batchRows` is positive, limits are not negative, the level lies between 0 and 1.
  public init(
    batchRows: Int = 10_000, maxDrift: Double = 0.1, maxPairDrift: Double? = nil, level: Double = 1e-6,
    gatesChanges: Bool = false
  ) {
    precondition(batchRows > 0 && maxDrift >= 0 && maxPairDrift ?? 0 >= 0 && level > 0 && level < 1)
    self.batchRows = batchRows
    self.maxDrift = maxDrift
    self.maxPairDrift = maxPairDrift
    self.level = level
    self.gatesChanges = gatesChanges
  }
}
