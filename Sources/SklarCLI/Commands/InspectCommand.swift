import ArgumentParser
import Foundation
import Sklar

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Describe a model in words, or print its correlations.",
    discussion: """
      --correlations prints the matrix that the model generates: pearson of values, spearman of ranks, or latent, of \
      the normals that columns are made from. It is computed from the model, not from rows drawn, to 2e-5 (1e-3 for \
      columns of few values that go together almost exactly).
      """)

  @Argument(help: ArgumentHelp("A model file.", valueName: "model"))
  var model: String

  @Option(help: ArgumentHelp("Print all correlations of this kind.", valueName: "pearson|spearman|latent"))
  var correlations: CorrelationName?

  @Option(
    help: ArgumentHelp(
      "Write the correlations as JSON to a file; - for standard output.", valueName: "file"))
  var json: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard let json else { return }
    if correlations == nil { throw ValidationError("--json needs --correlations.") }
    try refuseOverwriting(model, with: json)
  }

  func run() throws {
    let (model, _) = try openModel(self.model, seed: Seed(0))
    let summary = ModelSummary(model)
    guard let correlations else {
      let lines =
        summary.overview + summary.privacy + [""] + summary.columns + [""] + summary.correlations
      return try printText(lines.joined(separator: "\n") + "\n")
    }
    let table = CorrelationTable(ModelCorrelations(correlations.kind, of: model), of: model)
    if let json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let file = try OutputFile(path: json)
      try file.write(Array(try encoder.encode(table.report)) + [0x0A])
      try file.commit()
    }
    if json == nil || (json != "-" && !common.quiet) {
      try printText(table.lines.joined(separator: "\n") + "\n")
    }
  }
}

/// A kind of correlation by its name on the command line.
enum CorrelationName: String, ExpressibleByArgument, CaseIterable {
  case pearson, spearman, latent

  var kind: ModelCorrelations.Kind {
    switch self {
    case .pearson: .pearson
    case .spearman: .spearman
    case .latent: .latent
    }
  }
}
