import ArgumentParser
import Sklar

/// Which rows are wanted: `--where`, `--given`, `--balance`.
struct ConditionOptions: ParsableArguments {
  /// Rows of the model that satisfy what was asked.
  func source(_ model: SynthesisModel, _ run: RunPlan) throws -> any RowSource {
    try RowSampler(model, seed: run.seed)
  }
}
