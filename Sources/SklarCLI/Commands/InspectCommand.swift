import ArgumentParser
import Sklar

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Describe a model in words.")

  @Argument(help: ArgumentHelp("A model file.", valueName: "model"))
  var model: String

  @OptionGroup var common: CommonOptions

  func run() throws {
    let (model, _) = try openModel(self.model, seed: Seed(0))
    let summary = ModelSummary(model)
    let lines = summary.overview + [""] + summary.columns + [""] + summary.correlations
    try printText(lines.joined(separator: "\n") + "\n")
  }
}
