/// Whether losses say that a model learnt the generator, or has seen what it is validated on.
///
/// Two rules, by epoch:
/// - *artefacts*: the loss on real validation rows is above that on synthetic ones by more than `maxGap` (0.2);
/// - *leakage*: the training loss is below `lowTraining` (0.1) while the real validation loss is above `highValidation` (0.5).
///
/// The overall verdict is that of the last epoch, the model as it is now. Encoded with snake-case keys it is the JSON output
/// of `sklar overfit`.
public struct OverfitReport: Sendable, Hashable, Encodable {
  public enum Warning: String, Sendable, Hashable, Encodable { case artefacts, leakage }

  public var schemaVersion = 1
  /// Whether the gate that was asked for held.
  public var passed: Bool?
  /// Of the last epoch.
  public var warnings: [Warning]
  public var epochs: [Epoch]
  /// How many epochs warn of each, and the first that does.
  public var artefactEpochs: Int
  public var leakageEpochs: Int
  public var firstWarning: Double?
  /// The epoch with the lowest real validation loss; later ones only got worse on real rows.
  public var bestEpoch: Double?
  public var limits: Limits

  public struct Limits: Sendable, Hashable, Encodable {
    public var maxGap: Double
    public var lowTraining: Double
    public var highValidation: Double

    public init(maxGap: Double = 0.2, lowTraining: Double = 0.1, highValidation: Double = 0.5) {
      (self.maxGap, self.lowTraining, self.highValidation) = (maxGap, lowTraining, highValidation)
    }
  }

  /// The losses of one epoch; what is nil was not given.
  public struct Losses: Sendable, Hashable, Encodable {
    public var epoch: Double
    public var training: Double?
    public var realValidation: Double?
    public var syntheticValidation: Double?

    public init(epoch: Double, training: Double?, realValidation: Double?, syntheticValidation: Double?) {
      (self.epoch, self.training) = (epoch, training)
      (self.realValidation, self.syntheticValidation) = (realValidation, syntheticValidation)
    }
  }

  public struct Epoch: Sendable, Hashable, Encodable {
    public var losses: Losses
    /// Real less synthetic validation loss.
    public var gap: Double?
    public var warnings: [Warning]
  }

  /// - Precondition: At least one epoch.
  public init(_ losses: [Losses], limits: Limits = Limits()) {
    precondition(!losses.isEmpty)
    self.limits = limits
    epochs = losses.map { losses in
      var epoch = Epoch(losses: losses, gap: nil, warnings: [])
      if let real = losses.realValidation, let synthetic = losses.syntheticValidation {
        let gap = real - synthetic
        epoch.gap = gap
        if gap > limits.maxGap { epoch.warnings.append(.artefacts) }
      }
      if let training = losses.training, let real = losses.realValidation, training < limits.lowTraining,
        real > limits.highValidation
      {
        epoch.warnings.append(.leakage)
      }
      return epoch
    }
    warnings = epochs[epochs.count - 1].warnings
    artefactEpochs = epochs.count { $0.warnings.contains(.artefacts) }
    leakageEpochs = epochs.count { $0.warnings.contains(.leakage) }
    firstWarning = epochs.first { !$0.warnings.isEmpty }?.losses.epoch
    bestEpoch =
      epochs.filter { $0.losses.realValidation != nil }.min {
        $0.losses.realValidation! < $1.losses.realValidation!
      }?.losses.epoch
  }
}
