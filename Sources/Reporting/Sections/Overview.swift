internal import Evaluation

/// The score and its parts at a glance.
struct Overview {
  struct Card {
    var title: String
    var anchor: String
    var figure: String
    var verdict: String
    var drawing: String
    var words: String
  }

  var score: String
  var verdict: String
  var drawing: String
  var words: String
  var gate: String?
  var gateFailed: Bool
  var cards: [Card]

  init(_ report: EvaluationReport, tables: EvaluationTables) {
    var overall = report.overall
    overall.value = report.score
    score = NumberText.score(report.score)
    verdict = Reading.verdict(overall)
    drawing = Reading.scale(overall, title: "Score").drawing
    words = Reading.sentence(overall)
    gate = report.passed.map {
      $0 ? "The gate that was asked for held." : "The gate that was asked for did not hold."
    }
    gateFailed = report.passed == false
    // To one column alone, drawn independently or not is the same.
    var shapes = report.fidelity.shapes
    shapes.independent = nil
    var cards = [
      Card(
        title: "Column shapes", anchor: "columns", figure: NumberText.score(shapes.value),
        verdict: Reading.verdict(shapes),
        drawing: Reading.scale(shapes, title: "Column shapes").drawing,
        words: "How alike each column is by itself, on average. " + Reading.sentence(shapes))
    ]
    if let trends = report.fidelity.trends {
      cards.append(
        Card(
          title: "Pair trends", anchor: "pairs", figure: NumberText.score(trends.value),
          verdict: Reading.verdict(trends),
          drawing: Reading.scale(trends, title: "Pair trends").drawing,
          words: "How alike columns go together, two by two. " + Reading.sentence(trends)))
    }
    if let detection = report.detection { cards.append(Overview.card(detection)) }
    if let utility = report.utility, let card = Overview.card(utility) { cards.append(card) }
    if let nearness = report.nearness { cards.append(Overview.card(nearness)) }
    if let accuracy = report.accuracy { cards.append(Overview.card(accuracy)) }
    self.cards = cards
  }

  private static func card(_ detection: Detection) -> Card {
    let auc = detection.trees.auc
    let times = NumberText.fixed(max(0.5, auc.value) * 100, 0)
    var words =
      "Shown one real and one synthetic row, boosted trees pick the synthetic one \(times) times in 100; 50 is guessing."
    if let reference = detection.trees.reference {
      words += " Of held-out real rows they pick \(NumberText.fixed(max(0.5, reference.value) * 100, 0))."
    }
    if auc.value < 0.45 {
      words += " So far below 0.5, rows have twins in the other table: see nearness."
    }
    return Card(
      title: "Detection", anchor: "detection", figure: NumberText.score(auc.value),
      verdict: verdict(auc: auc.value),
      drawing: DetectionSection.scale(detection.trees, "Detection by trees").drawing,
      words: words)
  }

  static func verdict(auc: Double) -> String {
    switch auc {
    case ..<0.55: "cannot be told apart"
    case ..<0.65: "hard to tell apart"
    case ..<0.8: "can be told apart"
    default: "easy to tell apart"
    }
  }

  private static func card(_ utility: Utility) -> Card? {
    guard let scale = UtilitySection.scale(utility) else { return nil }
    let (synthetic, real) = (scale.marks[0].value, scale.marks[1].value)
    let lost = real - synthetic
    return Card(
      title: "Utility", anchor: "utility", figure: NumberText.fixed(synthetic, 3),
      verdict: lost <= 0.005
        ? "as useful" : lost <= 0.03 ? "nearly as useful" : lost <= 0.1 ? "less useful" : "far less useful",
      drawing: scale.drawing,
      words:
        "\(UtilitySection.measure(utility)) of a model that predicts \(PlainText.clean(utility.target, limit: 60)), "
        + "trained on synthetic rows and tested on real ones; trained on as many real rows it reaches "
        + "\(NumberText.fixed(real, 3)).")
  }

  private static func card(_ nearness: Nearness) -> Card {
    let scale = NearnessSection.scale(nearness)
    let copies = NumberText.percent(nearness.exactCopies, 2)
    var words = "\(copies) of the synthetic rows equal a real row"
    if let holdout = nearness.exactCopiesOfHoldout {
      words += "; of held-out rows \(NumberText.percent(holdout, 2))"
    }
    return Card(
      title: "Nearness", anchor: "nearness",
      figure: nearness.nearerToReal.map { NumberText.percent($0) } ?? copies,
      verdict: "sanity check, not proof", drawing: scale.drawing,
      words: (nearness.nearerToReal == nil
        ? ""
        : "The share of rows nearer to rows the generator saw than to held-out ones; 50\u{A0}% is ideal. ")
        + words + ".")
  }

  private static func card(_ accuracy: CombinationAccuracy) -> Card {
    let parts = [accuracy.univariate, accuracy.bivariate, accuracy.trivariate].compactMap { $0 }
    let most = parts.map(\.expectedMaximum).reduce(0, +) / Double(parts.count)
    let scale = ScoreScale(
      title: "Combination accuracy", ends: ("unlike", "identical"), range: nil,
      marks: [.init(.synthetic, accuracy.overall, "synthetic"), .init(.chance, most, "chance")])
    var score = ReferencedScore(accuracy.overall)
    score.fresh = most
    return Card(
      title: "Combination accuracy", anchor: "accuracy", figure: NumberText.score(accuracy.overall),
      verdict: Reading.verdict(score), drawing: scale.drawing,
      words:
        "How alike the shares of single values, pairs and triples are, in tens; the most that chance lets one "
        + "expect is \(NumberText.score(most)).")
  }
}
