import ArgumentParser
import Distributions
import LinearAlgebra
import Sklar

struct DefineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "define",
    abstract: "Make a model without data, from a description of its columns and their correlations.",
    discussion: """
      SPEC is YAML (docs/define.md), or - for standard input:

      columns:
        - {name: age, type: int64, family: normal, mean: 40, sd: 12, minimum: 18, maximum: 90}
        - {name: price, type: decimal, scale: 2, family: lognormal, log_mean: 3, log_sd: 0.5}
        - {name: wait, family: exponential, mean: 5, missing: 0.02}
        - {name: city, family: categorical, levels: {Basel: 0.5, Bern: 0.3, Chur: 0.2}}
      correlation:
        kind: spearman
        pairs: [{between: [age, price], value: 0.6}]

      Correlations that no table can have together are moved to the nearest that one can; what moved is printed.
      """)

  @Argument(help: ArgumentHelp("The description of the table.", valueName: "spec"))
  var spec: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The model file to write; .zst compresses it.", valueName: "model"))
  var output: String

  @OptionGroup var common: CommonOptions

  func validate() throws { try refuseOverwriting(spec, with: output) }

  func run() throws {
    common.warnOfInstructionSet()
    let (definition, notes) = try DefinitionFile.read(path: spec)
    common.report(notes)
    let solution: DefinitionSolution
    do {
      solution = try DefinitionSolution(definition, program: sklarVersion)
    } catch let error as DefinitionError {
      throw UnsolvableDefinition(path: spec, error: error)
    }
    // A model that could not be sampled from is not to be written.
    _ = try RowSampler(solution.model, seed: Seed(0))
    try solution.model.write(to: output)
    guard !common.quiet else { return }
    let lines =
      ModelSummary(solution.model).overview + correlationLines(definition, solution) + ["written   \(output)"]
    let text = lines.joined(separator: "\n") + "\n"
    // A model on standard output must not be followed by prose.
    if output == "-" { Terminal.write(text) } else { try printText(text) }
  }

  /// Whether the correlations are those asked for, and if not, what moved.
  private func correlationLines(_ definition: TableDefinition, _ solution: DefinitionSolution) -> [String] {
    let kind = definition.kind == .spearman ? "Spearman" : "latent"
    let d = solution.columns.count
    let pairs = (0..<d).reduce(0) { count, i in count + (0..<i).count { solution.asked[i, $0] != 0 } }
    guard pairs > 0 else { return ["pairs     independent"] }
    guard solution.isRepaired, let (i, j) = solution.largestMove else {
      return ["pairs     \(quantity(pairs)) \(kind) correlation\(pairs == 1 ? "" : "s"), as asked"]
    }
    func name(_ index: Int) -> String {
      ColumnPlace.shown(definition.columns[solution.columns[index]].field.name)
    }
    return [
      "pairs     no table has these \(kind) correlations together: the nearest are used, "
        + "moved by \(fixed(solution.generated.distance(to: solution.asked), 4)) (Frobenius)",
      "          furthest \(name(j)) ~ \(name(i)): asked \(fixed(solution.asked[i, j], 4)), "
        + "given \(fixed(solution.generated[i, j], 4))",
    ]
  }
}

/// A definition that no model meets, and the file it is in.
private struct UnsolvableDefinition: Error, CustomStringConvertible {
  let path: String
  let error: DefinitionError

  var description: String { "\(path == "-" ? "<stdin>" : path): \(error)" }
}
