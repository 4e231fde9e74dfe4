internal import Evaluation

/// Accuracy of 1-, 2- and 3-way tables beside what chance lets one expect.
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
            marks: [
              .init(.synthetic, $0.accuracy, "synthetic"),
              .init(.chance, $0.expectedMaximum, "most by chance"),
            ]
          ).drawing)
      }
    }
  }
}
