import ArgumentParser
import Sklar

/// What a private fit promises, and to whom.
struct PrivacyOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Fit with differential privacy: the budget. 1 is a common choice; beyond 10 little is promised.",
      valueName: "number"))
  var epsilon: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The probability with which the promise may fail, far below 1 over the number of rows; 0: never. Default: 1e-9.",
      valueName: "number"))
  var delta: String?

  @Option(
    help: ArgumentHelp(
      "The column that says whose a row is: that unit is protected, not the single row. It is left out of the model.",
      valueName: "column"))
  var unit: String?

  @Option(
    help: ArgumentHelp(
      "How many rows of a unit count; further ones are passed over. The noise grows with it. Default: 1.",
      valueName: "number"))
  var maxRows: Int?

  @Flag(
    help: "Promise for tables of equally many units, one of them different, instead of one more or one less.")
  var replaceOne = false

  var isAsked: Bool { epsilon != nil }

  func validate() throws {
    if epsilon == nil, delta != nil || unit != nil || maxRows != nil || replaceOne {
      throw ValidationError("--delta, --unit, --max-rows and --replace-one need --epsilon.")
    }
    if maxRows != nil, unit == nil { throw ValidationError("--max-rows needs --unit.") }
    do {
      _ = try parameters()
    } catch let error as PrivacyError {
      throw ValidationError(error.description)
    }
  }

  static let standardDelta = 1e-9

  /// `nil` without `--epsilon`.
  func parameters() throws -> PrivacyParameters? {
    guard let epsilon else { return nil }
    return try PrivacyParameters(
      epsilon: number(epsilon, "--epsilon"),
      delta: try delta.map { try number($0, "--delta") } ?? Self.standardDelta,
      neighbouring: replaceOne ? .replaceOne : .addRemove, unit: unit, maximumRows: maxRows ?? 1)
  }

  private func number(_ text: String, _ option: String) throws -> Double {
    guard let number = Double(text) else {
      throw ValidationError("\(option) must be a number, such as 1 or 1e-9.")
    }
    return number
  }
}

/// A kind of model by its name on the command line.
enum ModelName: String, ExpressibleByArgument, CaseIterable {
  case copula, pairwise, auto

  var kind: PrivateFit.Kind {
    switch self {
    case .copula: .copula
    case .pairwise: .pairwise
    case .auto: .automatic
    }
  }
}

/// Why a private fit is refused before anything is read, beside what `PrivacyError` says.
enum PrivateFitRefusal: Error, CustomStringConvertible {
  case schemaMissing
  case schemaIsMetadata

  var description: String {
    switch self {
    case .schemaMissing:
      "--epsilon needs --schema FILE: types, bounds and levels must come from public knowledge, not from the rows. "
        + "'sklar schema DATA -o FILE' writes one to review and edit."
    case .schemaIsMetadata:
      "SDV metadata do not state bounds and levels, and leave types to the rows. "
        + "With --epsilon give a schema as 'sklar schema' writes it."
    }
  }
}
