internal import Evaluation

/// How well classifiers tell synthetic rows from real ones.
struct DetectionSection {
  struct Panel {
    var title: String
    var drawing: String
    var words: String
    var features: [Feature]
    var hasFeatures: Bool
  }

  struct Feature {
    var column: String
    var share: String
    var width: String
  }

  var panels: [Panel]
  var lead: String
  var propensity: String?
  var data: DataTable

  static func scale(_ detector: Detector, _ title: String) -> ScoreScale {
    var marks = [
      ScoreScale.Mark(
        .synthetic, detector.auc.value, "synthetic", low: detector.auc.low, high: detector.auc.high)
    ]
    if let reference = detector.reference { marks.append(.init(.holdout, reference.value, "held out")) }
    marks.append(.init(.chance, 0.5, "guessing", text: "0.500"))
    let least = min(0.5, (marks.map(\.value).min()! * 20).rounded(.down) / 20)
    return ScoreScale(title: title, ends: ("alike", "always told apart"), range: least...1, marks: marks)
  }

  init(_ detection: Detection, propensity: Propensity?) {
    func panel(_ title: String, _ detector: Detector, _ note: String) -> Panel {
      let most = max(detector.telling.map(\.share).max() ?? 0, 1e-9)
      return Panel(
        title: title, drawing: DetectionSection.scale(detector, "Detection, \(title)").drawing, words: note,
        features: detector.telling.prefix(6).map {
          Feature(
            column: PlainText.clean($0.column, limit: 60), share: NumberText.percent($0.share, 0),
            width: SVG.number(max(0, min(100, $0.share / most * 100))))
        }, hasFeatures: !detector.telling.isEmpty)
    }
    panels = [
      panel(
        "Gradient-boosted trees", detection.trees,
        "They see combinations of columns. Verdict: \(Overview.verdict(auc: detection.trees.auc.value))."
      ),
      panel(
        "Logistic regression", detection.logistic,
        "Sees columns one by one only: even columns drawn independently of each other, with every relation lost, reach "
          + "a detection score of 1.0 with it. Take its good score as a first hurdle, never as proof."),
    ]
    lead =
      "Trained on \(NumberText.count(detection.rows)) rows of each table, \(detection.folds)-fold cross-validation. "
      + "Area under the ROC curve: 0.5 cannot be told apart, 1 always."
    self.propensity = propensity.map {
      "Propensity mean squared error \(NumberText.short($0.meanSquaredError)), "
        + "\(NumberText.fixed($0.ratio, 2)) times what chance leaves (\(NumberText.short($0.expected)))."
    }
    func row(_ name: String, _ detector: Detector) -> (String, [String]) {
      (
        name,
        [
          Reading.interval(detector.auc), NumberText.score(detector.score),
          detector.againstHoldout.map(Reading.interval) ?? "", detector.reference.map(Reading.interval) ?? "",
        ]
      )
    }
    data = DataTable(
      "Detection, with intervals of 95 %",
      head: [
        "classifier", "AUC against real", "score", "AUC against held out",
        "AUC of held out against real (reference)",
      ], rows: [row("trees", detection.trees), row("logistic", detection.logistic)]
    ).dense()
  }
}
