extension ReferencedScore {
  /// The mean of the scores of columns and of pairs; that of columns where there are no pairs to score.
  ///
  /// Its references are the means of theirs, each where both have it. Its interval is of the same kind as theirs: from
  /// the resamples' own means of columns and pairs, so that it counts how the two vary together.
  init(
    overall shapes: ReferencedScore, _ trends: ReferencedScore?, spread: BootstrapSpread?
  ) {
    guard let trends else {
      self = shapes
      return
    }
    self.init((shapes.value + trends.value) / 2)
    let references: [WritableKeyPath<ReferencedScore, Double?>] = [
      \.fresh, \.resample, \.holdout, \.holdoutResample, \.independent,
    ]
    for reference in references {
      if let a = shapes[keyPath: reference], let b = trends[keyPath: reference] {
        self[keyPath: reference] = (a + b) / 2
      }
    }
    if let spread, spread.hasPairs {
      (low, high) = (max(0, value - spread.meanOfBoth), min(1, value + spread.meanOfBoth))
    }
  }
}
