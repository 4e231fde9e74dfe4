import ArgumentParser
import Sklar

/// How varied rows are: `--temperature`, `--min-unique`.
struct VarietyOptions: ParsableArguments {
  /// The model at the temperature that was asked for.
  func model(_ model: SynthesisModel, _ run: RunPlan) throws -> SynthesisModel { model }
}
