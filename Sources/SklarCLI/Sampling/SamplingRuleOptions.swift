import ArgumentParser
import Sklar

/// Rules that rows are held to: `--rules`.
struct SamplingRuleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Rules that every row is held to: YAML, or SDV's constraints as JSON.", valueName: "file"))
  var rules: String?

  /// The rows that `make` gives for a run and a condition, held to the rules.
  func source(
    of model: SynthesisModel, _ run: RunPlan, quiet: Bool,
    _ make: (RunPlan, Condition?) throws -> any RowSource
  ) throws -> any RowSource {
    guard let path = rules else { return try make(run, nil) }
    let rules = try RuleFile.read(path: path)
    let free = try make(run, nil)
    let reference = { (rule: Rule) in
      try RuleFile.reference(rule, schema: free.schema, threads: run.threads)
    }
    // Columns that are missing are named before anything is drawn.
    let bound = try rules.bound(to: free.schema, reference: reference)
    let condition = RuleCondition(rules, model: model, schema: free.schema).condition
    let source = try RuledSource(make(run, condition), rules: rules, reference: reference) { attempt in
      let seed = Seed(run.seed.other(attempt))
      return try make(
        RunPlan(seed: seed, rows: run.rows, count: run.count, threads: run.threads, quiet: true), condition)
    }
    if !quiet {
      Terminal.write(try RulingSummary(from: free, to: source, rules: bound).text)
    }
    return source
  }
}

extension Seed {
  /// The seed of another run, for the same rows once more.
  fileprivate func other(_ attempt: Int) -> UInt64 {
    var mixed = value ^ (0x9E37_79B9_7F4A_7C15 &* UInt64(attempt))
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
