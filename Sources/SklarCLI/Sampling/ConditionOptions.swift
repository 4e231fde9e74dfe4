import ArgumentParser
import Sklar

/// Which rows are wanted: `--where`, `--given`, `--balance`.
struct ConditionOptions: ParsableArguments {
  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Only rows that satisfy a condition: 'race == \"Black\" and (age >= 60 or workclass is null)'.",
      valueName: "condition"))
  var condition: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "The shares that a column's levels get, exact to one row: 'sex=Female:0.5,Male:0.5'; repeat for more columns. Needs -n.",
      valueName: "col=level:share,..."))
  var balance: [String] = []

  var isUsed: Bool { condition != nil || !balance.isEmpty }

  func validate() throws {
    do {
      if let condition { _ = try Condition(parsing: condition) }
      var columns: [String] = []
      for text in balance {
        let target = try BalanceTarget(parsing: text)
        if columns.contains(target.column) {
          throw ValidationError(
            "--balance: The column \(ColumnPlace.shown(target.column)) has targets twice. State all its levels at once."
          )
        }
        columns.append(target.column)
      }
    } catch let error as ConditionError {
      throw ValidationError("--where: \(error)")
    } catch let error as SelectionError {
      throw ValidationError("--balance: \(error)")
    }
  }

  /// Rows of the model that satisfy what was asked, and what rules ask besides.
  func source(_ model: SynthesisModel, _ run: RunPlan, and rule: Condition? = nil) throws -> any RowSource {
    let conditions = try [condition.map { try Condition(parsing: $0) }, rule].compactMap { $0 }
    let condition = conditions.count > 1 ? Condition.and(conditions) : conditions.first
    let spell = { (value: Int64, type: FieldType) in type.text(of: value) }
    guard balance.isEmpty else {
      guard let count = run.count else {
        throw ValidationError("--balance needs the run's length: -n ROWS.")
      }
      let targets = try balance.map { try BalanceTarget(parsing: $0) }
      return try RowSelection(
        model, balance: targets, where: condition, rows: count, seed: run.seed, spell: spell
      ).source
    }
    guard let condition else { return try RowSampler(model, seed: run.seed) }
    return try RowSelection(model, where: condition, seed: run.seed, spell: spell).source
  }
}
