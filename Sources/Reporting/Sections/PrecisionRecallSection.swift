internal import Evaluation

/// Precision, recall, density and coverage.
struct PrecisionRecallSection {
  struct Measure {
    var name: String
    var meaning: String
    var synthetic: String
    var holdout: String?
    var syntheticWidth: String
    var holdoutWidth: String?
  }

  var measures: [Measure]
  var lead: String

  init(_ scores: PrecisionRecall) {
    func measure(_ name: String, _ meaning: String, _ value: (PrecisionRecall.Scores) -> Double) -> Measure {
      let most = max(1, value(scores.synthetic), scores.holdout.map(value) ?? 0)
      func width(_ score: Double) -> String { SVG.number(max(0, min(100, score / most * 100))) }
      return Measure(
        name: name, meaning: meaning, synthetic: NumberText.fixed(value(scores.synthetic), 3),
        holdout: scores.holdout.map { NumberText.fixed(value($0), 3) },
        syntheticWidth: width(value(scores.synthetic)),
        holdoutWidth: scores.holdout.map { width(value($0)) })
    }
    measures = [
      measure("Precision", "synthetic rows that lie among real ones", \.precision),
      measure("Recall", "real rows that lie among synthetic ones", \.recall),
      measure("Density", "how many real rows’ surroundings hold a synthetic row, 1 is usual", \.density),
      measure("Coverage", "real rows that have a synthetic one near", \.coverage),
    ]
    lead =
      "By balls around the \(scores.neighbours) nearest neighbours, \(NumberText.count(scores.rows)) rows of each table"
      + (scores.holdoutRows.map { "; held-out rows by \(NumberText.count($0)) of each" } ?? "") + "."
  }
}
