import ArgumentParser
import Sklar

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Join two models of tables with the same columns to the model of all their rows.",
    discussion: """
      sklar fit north.csv -o north.model
      sklar fit south.csv -o south.model
      sklar merge north.model south.model -o both.model

      The models alone are read, so each table can be fitted where it lies. Both must have the same columns, types and \
      options; tables whose types are inferred differently are fitted with one schema file. Shares of levels and of \
      missing values are exact, numbers to 1/2048 of the rows.
      """)

  @Argument(help: ArgumentHelp("A model file.", valueName: "model"))
  var first: String

  @Argument(help: ArgumentHelp("A second model file.", valueName: "model"))
  var second: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The model file to write; .zst compresses it.", valueName: "model"))
  var output: String

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if first == "-", second == "-" {
      throw ValidationError("Only one of the models can come from standard input.")
    }
    for input in [first, second] { try refuseOverwriting(input, with: output) }
  }

  func run() throws {
    common.warnOfInstructionSet()
    let models = try [first, second].map { try openModel($0, seed: Seed(0)).model }
    let merge: ModelMerge
    do {
      merge = try ModelMerge(models[0], models[1], threads: common.threadCount)
    } catch let error as MergeError {
      throw UnmergeableModels(first: first, second: second, error: error)
    }
    let fit = try merge.merged(program: sklarVersion)
    _ = try RowSampler(fit.model, seed: Seed(0))
    try fit.model.write(to: output)
    guard !common.quiet else { return }
    let summary = ModelSummary(fit.model)
    let lines =
      summary.overview
      + [summary.correlationLine(error: fit.correlationError, repair: fit.repair), "written   \(output)"]
    let text = lines.joined(separator: "\n") + "\n"
    if output == "-" { Terminal.write(text) } else { try printText(text) }
  }
}

/// Two models that do not go together, and the files they are in.
private struct UnmergeableModels: Error, CustomStringConvertible {
  let first: String
  let second: String
  let error: MergeError

  var description: String { "\(first) and \(second): \(error)" }
}
