/// Which use of randomness a counter belongs to, so that no two uses share numbers under one seed.
///
/// The raw values are part of the reproducibility contract: they are never renumbered or reused.
public enum RandomStream: UInt16, CaseIterable, Sendable {
  /// The latent normals of sampled rows.
  case latents = 0
  /// Identifiers: the order in which an identifier space is walked.
  case identifiers = 1
  /// Simulation while a model is fitted.
  case fitting = 2
  /// Draws of rows while tables are compared.
  case evaluation = 3
  /// Draws of rows and features while a learner is trained.
  case learning = 4
  /// The states of a field's rows, and the rows' places inside their states.
  case fields = 5
  /// The confined latents of rows under a condition, and the order of classes of rows.
  case conditions = 6
}
