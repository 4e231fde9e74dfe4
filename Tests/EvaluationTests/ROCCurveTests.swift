import Evaluation
import Testing

@Suite struct ROCCurveTests {
  /// By the definition, all pairs of rows, in numpy.
  @Test func referenceValues() throws {
    let first = try #require(ROCCurve(positives: [3, 5, 5, 7, 8, 9], negatives: [1, 2, 3, 5, 6]))
    #expect(abs(first.area - 0.8166666666666668) < 1e-15)
    #expect(abs(first.variance - 0.017611111111111112) < 1e-15)
    // roc_auc_score of scikit-learn 1.9 gives the same area.
    let a = (0..<60).map { (Double(($0 * 37) % 61) / 7).rounded(.down) }
    let b = (0..<45).map { (Double(($0 * 23) % 47) / 8).rounded(.down) }
    let second = try #require(ROCCurve(positives: a, negatives: b))
    #expect(abs(second.area - 0.6581481481481483) < 1e-15)
    #expect(abs(second.variance - 0.002720778907509918) < 1e-16)
    #expect(second.positives == 60 && second.negatives == 45)
    let mixed = try #require(
      ROCCurve(scores: b + a, labels: b.map { _ in 0 } + a.map { _ in 1 }))
    #expect(mixed == second)
  }

  @Test func extremes() throws {
    #expect(ROCCurve(positives: [], negatives: [1]) == nil)
    #expect(ROCCurve(positives: [1], negatives: []) == nil)
    #expect(ROCCurve(positives: [2], negatives: [1])?.area == 1)
    #expect(ROCCurve(positives: [1, 0], negatives: [2, 3])?.area == 0)
    let tied = try #require(ROCCurve(positives: [1, 1, 1], negatives: [1, 1]))
    #expect(tied.area == 0.5 && tied.variance == 0)
    #expect(ROCCurve(positives: [.infinity, 0], negatives: [-.infinity, 0])?.area == 0.875)
    #expect(ROCCurve(positives: [-0.0], negatives: [0.0])?.area == 0.5)
  }
}

@Suite struct PredictionScoresTests {
  /// f1_score with average="macro", and r2_score, of scikit-learn 1.9.
  @Test func referenceValues() throws {
    let truth = (0..<60).map { $0 * 7 % 5 }
    let predicted = (0..<60).map { $0 * $0 % 6 }
    #expect(
      try abs(#require(PredictionScores.macroF1(truth: truth, predicted: predicted)) - 0.17272727272727273)
        < 1e-15)
    #expect(
      try abs(
        #require(PredictionScores.macroF1(truth: [0, 0, 1, 1, 2], predicted: [0, 1, 1, 1, 1])) - 4 / 9)
        < 1e-15)
    let x = (0..<60).map { Double(($0 * 37) % 61) / 10 - 3 }
    let values = x.map { $0 * $0 }
    let guesses = values.enumerated().map { 1.1 * $1 - 0.3 + 0.2 * Double($0 * 5 % 3) }
    #expect(
      try abs(
        #require(PredictionScores.determination(truth: values, predicted: guesses)) - 0.9812999897416333)
        < 1e-13)
    #expect(
      try abs(
        #require(PredictionScores.rootMeanSquaredError(truth: values, predicted: guesses))
          - 0.3790317049183796) < 1e-13)
  }

  @Test func undefined() {
    #expect(PredictionScores.macroF1(truth: [], predicted: []) == nil)
    #expect(PredictionScores.rootMeanSquaredError(truth: [], predicted: []) == nil)
    #expect(PredictionScores.determination(truth: [], predicted: []) == nil)
    #expect(PredictionScores.determination(truth: [2, 2], predicted: [1, 3]) == nil)
    #expect(PredictionScores.rootMeanSquaredError(truth: [1e300], predicted: [-1e300]) == nil)
    #expect(PredictionScores.determination(truth: [1, 2, 3], predicted: [2, 2, 2]) == 0)
  }
}
