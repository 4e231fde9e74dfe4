import ArgumentParser
import Reporting
import Sklar

struct OverfitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "overfit",
    abstract: "Say from losses whether a model learnt the generator instead of the data.",
    discussion: """
      sklar overfit losses.csv
      sklar overfit --training-loss 0.05 --real-validation-loss 0.7 --synthetic-validation-loss 0.4

      LOSSES is a CSV or JSON Lines of a training run, a row an epoch (or several), with columns called as usual: epoch, \
      train_loss, real_validation_loss, synthetic_validation_loss; options name others. Two rules warn: the loss on real \
      validation rows is above that on synthetic ones by more than 0.2 (the model learnt the generator); the training loss \
      is below 0.1 while the real validation loss is above 0.5 (it was shown what it should not have seen, or learnt \
      rows by heart). The verdict is that of the last epoch. --fail-on-warning makes it a gate: exit status 3.
      """)

  @Argument(help: ArgumentHelp("Losses by epoch: CSV or JSON Lines.", valueName: "losses"))
  var losses: String?

  @Option(help: ArgumentHelp("The training loss, instead of a file.", valueName: "number"))
  var trainingLoss: Double?

  @Option(help: ArgumentHelp("The loss on real validation rows, instead of a file.", valueName: "number"))
  var realValidationLoss: Double?

  @Option(
    help: ArgumentHelp("The loss on synthetic validation rows, instead of a file.", valueName: "number"))
  var syntheticValidationLoss: Double?

  @Option(help: ArgumentHelp("The column of epochs.", valueName: "column"))
  var epochColumn: String?

  @Option(help: ArgumentHelp("The column of training losses.", valueName: "column"))
  var trainingColumn: String?

  @Option(help: ArgumentHelp("The column of losses on real validation rows.", valueName: "column"))
  var realColumn: String?

  @Option(help: ArgumentHelp("The column of losses on synthetic validation rows.", valueName: "column"))
  var syntheticColumn: String?

  @Option(
    help: ArgumentHelp("Warn if real less synthetic validation loss is above this.", valueName: "number"))
  var maxGap = 0.2

  @Option(help: ArgumentHelp("A training loss below this is low.", valueName: "number"))
  var lowTraining = 0.1

  @Option(help: ArgumentHelp("A real validation loss above this is high.", valueName: "number"))
  var highValidation = 0.5

  @Flag(help: "Exit with status 3 if the last epoch warns.")
  var failOnWarning = false

  @Option(help: ArgumentHelp("Write the report as JSON to a file; - for standard output.", valueName: "file"))
  var json: String?

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var common: CommonOptions

  private var stated: [Double?] { [trainingLoss, realValidationLoss, syntheticValidationLoss] }

  private var columns: [LossHistory.Role: String] {
    [
      .epoch: epochColumn, .training: trainingColumn, .realValidation: realColumn,
      .syntheticValidation: syntheticColumn,
    ].compactMapValues { $0 }
  }

  func validate() throws {
    let hasValues = stated.contains { $0 != nil }
    guard (losses != nil) != hasValues else {
      throw ValidationError(
        losses == nil
          ? "Give a file of losses, or the losses of one epoch: --training-loss, --real-validation-loss, --synthetic-validation-loss."
          : "Give either a file of losses or the losses of one epoch, not both.")
    }
    for value in stated + [maxGap, lowTraining, highValidation] {
      if let value, !value.isFinite { throw ValidationError("Losses and limits must be finite numbers.") }
    }
    if hasValues, realValidationLoss == nil || (trainingLoss == nil && syntheticValidationLoss == nil) {
      throw ValidationError(
        "Both rules need --real-validation-loss, and --training-loss or --synthetic-validation-loss beside it."
      )
    }
    if let losses, let json { try refuseOverwriting(losses, with: json) }
  }

  func run() throws {
    common.warnOfInstructionSet()
    let jsonFile = try json.map { try OutputFile(path: $0) }
    let history: [OverfitReport.Losses]
    if let losses {
      history = try LossHistory.read(
        path: losses, columns: columns, reading: reading.options(nil, common.threadCount), check: check)
    } else {
      history = [
        OverfitReport.Losses(
          epoch: 1, training: trainingLoss, realValidation: realValidationLoss,
          syntheticValidation: syntheticValidationLoss)
      ]
    }
    var report = OverfitReport(
      history,
      limits: OverfitReport.Limits(
        maxGap: maxGap, lowTraining: lowTraining, highValidation: highValidation))
    report.passed = failOnWarning ? report.warnings.isEmpty : nil
    if let jsonFile {
      try jsonFile.write(try JSONReport.document(report))
      try jsonFile.commit()
    }
    if !common.quiet, !(json.map(isStandardOutput) ?? false) { try printText(summary(report)) }
    if report.passed == false {
      let words = report.warnings.map(\.rawValue).joined(separator: ", ")
      Terminal.write("sklar: the gate did not hold: the last epoch warns of \(words)\n")
      throw ExitCode(3)
    }
  }

  private func check(_ names: [String], _ found: [LossHistory.Role: String]) throws {
    let all = names.map(ColumnPlace.shown).joined(separator: ", ")
    for role in LossHistory.Role.allCases {
      if let name = columns[role], found[role] == nil {
        throw ValidationError("There is no column \"\(ColumnPlace.shown(name))\". The columns are: \(all)")
      }
    }
    if found[.realValidation] == nil || (found[.training] == nil && found[.syntheticValidation] == nil) {
      throw ValidationError(
        "Losses on real validation rows are needed, and training losses or losses on synthetic validation rows beside them. Name the columns with --real-column, --training-column and --synthetic-column; there are: \(all)"
      )
    }
  }

  // MARK: - Summary

  /// Epochs that are shown, beside the first that warns and the best.
  private static let shown = 10

  private func summary(_ report: OverfitReport) -> String {
    var text = SummaryText()
    let limits = report.limits
    if report.warnings.isEmpty {
      text.add("verdict", "OK: the last epoch keeps both rules")
    } else {
      let words = report.warnings.map {
        switch $0 {
        case .artefacts:
          "ARTEFACTS: synthetic rows are easier than real ones by more than \(limits.maxGap): the model learns the generator"
        case .leakage:
          "LEAKAGE: the training loss is below \(limits.lowTraining), the real validation loss above \(limits.highValidation)"
        }
      }
      for (index, word) in words.enumerated() { text.add(index == 0 ? "verdict" : "", word) }
    }
    var rows = [["epoch", "training", "real", "synthetic", "gap", "warns of"]]
    let last = report.epochs.suffix(Self.shown)
    let named = report.epochs.dropLast(last.count).filter {
      $0.losses.epoch == report.firstWarning || $0.losses.epoch == report.bestEpoch
    }
    for epoch in named + last {
      func number(_ value: Double?) -> String { value.map { fixed($0, 4) } ?? "-" }
      let losses = epoch.losses
      rows.append([
        whole(losses.epoch), number(losses.training), number(losses.realValidation),
        number(losses.syntheticValidation), number(epoch.gap),
        epoch.warnings.isEmpty ? "-" : epoch.warnings.map(\.rawValue).joined(separator: ", "),
      ])
    }
    text.add("losses", table: rows)
    if report.epochs.count > 1 {
      text.add(
        "epochs",
        "\(report.epochs.count); \(report.artefactEpochs) warn of artefacts, \(report.leakageEpochs) of leakage"
          + (report.firstWarning.map { ", the first is \(whole($0))" } ?? ""))
      if let best = report.bestEpoch { text.add("best", "epoch \(whole(best)), by the real validation loss") }
    }
    if let json { text.add("written", json) }
    return text.text
  }

  private func whole(_ epoch: Double) -> String {
    epoch == epoch.rounded() && abs(epoch) < 1e15 ? "\(Int(epoch))" : "\(epoch)"
  }
}
