import ArgumentParser
import Sklar

/// Rules that rows are held to: `--rules`.
struct SamplingRuleOptions: ParsableArguments {
  /// The rows of `source`, held to the rules.
  func source(_ source: any RowSource, _ run: RunPlan) throws -> any RowSource { source }
}
