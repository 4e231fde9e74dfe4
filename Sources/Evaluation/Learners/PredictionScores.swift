/// How well predictions meet the truth.
public enum PredictionScores {
  /// The mean over the classes of F1 = 2 tp / (2 tp + fp + fn), over the classes that occur in the truth or in the
  /// predictions, as scikit-learn has it. `nil` without rows.
  ///
  /// - Complexity: O(rows + classes).
  public static func macroF1(truth: [Int], predicted: [Int]) -> Double? {
    precondition(truth.count == predicted.count)
    guard let highest = (truth + predicted).max() else { return nil }
    var (hits, actual, guessed) = (
      [Int](repeating: 0, count: highest + 1), [Int](repeating: 0, count: highest + 1),
      [Int](repeating: 0, count: highest + 1)
    )
    for (a, b) in zip(truth, predicted) {
      actual[a] += 1
      guessed[b] += 1
      if a == b { hits[a] += 1 }
    }
    let classes = (0...highest).filter { actual[$0] + guessed[$0] > 0 }
    return classes.reduce(0) { $0 + 2 * Double(hits[$1]) / Double(actual[$1] + guessed[$1]) }
      / Double(classes.count)
  }

  /// The square root of the mean squared error. `nil` without rows or where it overflows.
  public static func rootMeanSquaredError(truth: [Double], predicted: [Double]) -> Double? {
    precondition(truth.count == predicted.count)
    if truth.isEmpty { return nil }
    let sum = zip(truth, predicted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let error = (sum / Double(truth.count)).squareRoot()
    return error.isFinite ? error : nil
  }

  /// R² = 1 - Σ (y - prediction)² / Σ (y - mean)², at most 1, below 0 for what is worse than the truth's mean.
  /// `nil` where the truth is constant, or where it overflows.
  public static func determination(truth: [Double], predicted: [Double]) -> Double? {
    precondition(truth.count == predicted.count)
    if truth.isEmpty { return nil }
    let mean = truth.reduce(0, +) / Double(truth.count)
    let total = truth.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    if !(total > 0 && total.isFinite) { return nil }
    let share = 1 - zip(truth, predicted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / total
    return share.isFinite ? share : nil
  }

  /// The mean over the classes of the area under the ROC curve of each against the rest; of two classes that of the
  /// second. Classes without a row, or with all of them, are left out; `nil` if none is left.
  ///
  /// - Parameter scores: For each class a score for each row.
  /// - Complexity: O(classes · rows · log rows).
  static func area(truth: [Int], scores: [[Double]]) -> Double? {
    let classes = scores.count == 2 ? [1] : Array(scores.indices)
    let areas = classes.compactMap { chosen in
      ROCCurve(scores: scores[chosen], labels: truth.map { $0 == chosen ? 1 : 0 })?.area
    }
    return areas.isEmpty ? nil : areas.reduce(0, +) / Double(areas.count)
  }
}
