internal import Evaluation

/// Whether a model learns as much from synthetic rows as from real ones.
struct UtilitySection {
  var drawing: String?
  var lead: String
  var note: String?
  var data: DataTable

  private static func value(_ utility: Utility, _ scores: Utility.Scores) -> Double? {
    utility.task == .classification ? scores.auc ?? scores.macroF1 : scores.r2
  }

  static func measure(_ utility: Utility) -> String {
    if utility.task == .regression { return "R²" }
    return utility.trainedOnSynthetic.auc != nil && utility.trainedOnReal.auc != nil ? "AUC" : "Macro-F1"
  }

  static func scale(_ utility: Utility) -> ScoreScale? {
    let auc = measure(utility) == "AUC"
    func value(_ scores: Utility.Scores) -> Double? {
      utility.task == .regression ? scores.r2 : auc ? scores.auc : scores.macroF1
    }
    guard let synthetic = value(utility.trainedOnSynthetic), let real = value(utility.trainedOnReal) else {
      return nil
    }
    let least = min(synthetic, real)
    let low = auc ? min(0.5, least) : min(0, (least * 10).rounded(.down) / 10)
    return ScoreScale(
      title: "Utility: \(measure(utility))", ends: (auc ? "guessing" : "of no use", "perfect"),
      range: max(-10, low)...1,
      marks: [
        .init(.synthetic, synthetic, "from synthetic", text: NumberText.fixed(synthetic, 3)),
        .init(.holdout, real, "from real", text: NumberText.fixed(real, 3)),
      ])
  }

  init(_ utility: Utility) {
    drawing = UtilitySection.scale(utility)?.drawing
    let rows =
      utility.syntheticTrainingRows == utility.trainingRows
      ? "\(NumberText.count(utility.trainingRows)) of each"
      : "\(NumberText.count(utility.syntheticTrainingRows)) and \(NumberText.count(utility.trainingRows)) of them"
    lead =
      "Target: \(PlainText.clean(utility.target, limit: 60)) (\(utility.task.rawValue)), learner: \(utility.learner). "
      + "Trained once on synthetic rows and once on real ones, \(rows); "
      + "tested on \(NumberText.count(utility.testRows)) real rows "
      + (utility.testIsHeldOut
        ? "that the generator has not seen."
        : "that the generator has seen, as no held-out table was given: take the figures as flattering.")
    note = utility.note.map { PlainText.clean($0, limit: 400) }
    func row(_ name: String, _ scores: Utility.Scores) -> (String, [String]) {
      (
        name,
        [scores.auc, scores.macroF1, scores.rmse, scores.r2].enumerated().map { index, value in
          value.map { index == 2 ? NumberText.short($0) : NumberText.fixed($0, 4) } ?? ""
        }
      )
    }
    data = DataTable(
      "Utility", head: ["trained on", "AUC", "macro-F1", "RMSE", "R²"],
      rows: [row("synthetic rows", utility.trainedOnSynthetic), row("real rows", utility.trainedOnReal)]
    ).dense()
  }
}
