import ArgumentParser
import Sklar

/// How varied rows are: `--temperature`, `--min-unique`.
struct VarietyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Flatten the shares of values (above 1) or sharpen them (below 1); 'adaptive': 0.8 and half of what the unique "
        + "ratio lacks of its target, at most 1.",
      valueName: "t"))
  var temperature: Temperature?

  @Option(
    name: .customLong("min-unique"),
    help: ArgumentHelp(
      "Raise the temperature step by step until this share of the run's rows is distinct. Depends on -n.",
      valueName: "share"))
  var minUnique: Double?

  enum Temperature: ExpressibleByArgument {
    case adaptive
    case fixed(Double)

    init?(argument: String) {
      if argument == "adaptive" {
        self = .adaptive
      } else if let value = Double(argument) {
        self = .fixed(value)
      } else {
        return nil
      }
    }
  }

  var isUsed: Bool { temperature != nil || minUnique != nil }

  func validate() throws {
    let (least, most) = (SynthesisModel.leastTemperature, SynthesisModel.mostTemperature)
    if case .fixed(let value) = temperature, !(least...most).contains(value) {
      throw ValidationError("--temperature must lie between \(least) and \(Int(most)), or be 'adaptive'.")
    }
    if let minUnique, !(minUnique > 0 && minUnique <= 1) {
      throw ValidationError("--min-unique must lie above 0 and up to 1.")
    }
  }

  /// The model at the temperature that was asked for.
  func model(_ model: SynthesisModel, _ run: RunPlan) throws -> SynthesisModel {
    try self.model(model, run) { try RowSampler($0, seed: run.seed) }
  }

  /// The model at the temperature that was asked for, if rows come by `source`.
  func model(
    _ model: SynthesisModel, _ run: RunPlan, source: (SynthesisModel) throws -> any RowSource
  ) throws -> SynthesisModel {
    // Parts of a run are drawn at the temperature of the whole.
    let rows = run.count.map { 0..<$0 } ?? run.rows
    func ratio(_ model: SynthesisModel) throws -> Double {
      try UniqueRatio.of(source(model), rows: rows, threads: run.threads)
    }
    var start = 1.0
    switch temperature {
    case nil: break
    case .fixed(let value): start = value
    case .adaptive:
      start = AdaptiveTemperature.value(
        uniqueRatio: try ratio(model.at(temperature: AdaptiveTemperature.base)),
        target: minUnique ?? AdaptiveTemperature.target)
      if minUnique == nil, !run.quiet {
        Terminal.write("sklar: note: adaptive temperature \(fixed(start, 3))\n")
      }
    }
    guard let minUnique, !rows.isEmpty else { return try model.at(temperature: start) }
    if let reason = UniqueSearch.impossible(
      target: minUnique, rows: rows.count, possibleRows: model.possibleRows)
    {
      throw TooFewUniqueRows(message: reason)
    }
    var search = UniqueSearch(target: minUnique)
    var best = model
    while let temperature = search.next(from: start) {
      best = try model.at(temperature: temperature)
      search.add(temperature: temperature, ratio: try ratio(best))
    }
    let last = search.steps.last!
    guard search.holds else {
      let possible = model.possibleRows
      let most = search.steps.map(\.ratio).max() ?? 0
      throw TooFewUniqueRows(
        message:
          "At temperature \(fixed(last.temperature, 2)) the unique ratio of \(quantity(rows.count)) rows is "
          + "\(fixed(last.ratio, 4)), below \(minUnique); the most on the way was \(fixed(most, 4)). "
          + (possible < 1e15
            ? "The model can make \(quantity(Int(possible))) different rows, and keeps the dependence between columns. "
            : "What columns depend on each other leaves no more. ")
          + "Ask for fewer rows, or for a lower ratio.")
    }
    if !run.quiet {
      Terminal.write(
        "sklar: note: temperature \(fixed(last.temperature, 3)) after \(search.steps.count) "
          + "step\(search.steps.count == 1 ? "" : "s"): unique ratio \(fixed(last.ratio, 4)) of \(quantity(rows.count)) rows\n"
      )
    }
    return best
  }
}

/// A unique ratio that no temperature reaches.
struct TooFewUniqueRows: Error, CustomStringConvertible {
  let message: String

  var description: String { "--min-unique cannot be reached: \(message)" }
}
