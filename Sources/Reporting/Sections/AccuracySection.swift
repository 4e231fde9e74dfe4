internal import Evaluation

/// Accuracy of 1-, 2- and 3-way tables beside what chance lets one expect, held-out rows and independent columns.
struct AccuracySection {
  struct Panel {
    var title: String
    var drawing: String
  }

  var panels: [Panel]

  init(_ accuracy: CombinationAccuracy) {
    let parts: [(String, CombinationAccuracy.Part?)] = [
      ("Single columns", accuracy.univariate), ("Pairs", accuracy.bivariate),
      ("Triples", accuracy.trivariate),
    ]
    panels = parts.compactMap { name, part in
      part.map {
        Panel(
          title: "\(name) (\(NumberText.count($0.combinations)))",
          drawing: ScoreScale(
            title: "Accuracy of \(name.lowercased())", ends: ("unlike", "identical"), range: nil,
            marks: AccuracySection.marks($0, single: name == "Single columns")
          ).drawing)
      }
    }
  }

  /// Of single columns, independent ones are nothing but chance.
  private static func marks(_ part: CombinationAccuracy.Part, single: Bool) -> [ScoreScale.Mark] {
    var marks: [ScoreScale.Mark] = [
      .init(.synthetic, part.accuracy, "synthetic"),
      .init(.chance, part.expectedMaximum, "most by chance"),
    ]
    if let holdout = part.holdout { marks.append(.init(.holdout, holdout, "held out")) }
    if !single, let independent = part.independent {
      marks.append(.init(.independent, independent, "independent"))
    }
    return marks
  }
}
