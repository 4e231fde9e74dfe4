extension PrivacyLedger {
  /// Adds the steps up again and finds each step's noise again from what it asked and paid.
  ///
  /// It shows that the account is consistent: that this noise, if it was drawn, keeps this promise. It cannot show that a file
  /// written by someone else tells the truth.
  ///
  /// - Throws: `PrivacyError` with `.ledgerInvalid`.
  /// - Complexity: O(steps).
  public func check() throws(PrivacyError) {
    func require(_ condition: Bool, _ what: @autoclosure () -> String) throws(PrivacyError) {
      if !condition {
        throw PrivacyError(.ledgerInvalid, "The privacy ledger contradicts itself: \(what()).")
      }
    }
    try require((accounting == .pure) == (parameters.delta == 0), "its accounting does not go with its delta")
    try require(
      thresholdDelta >= 0 && (thresholdDelta == 0 || thresholdDelta < parameters.delta * 0.99),
      "the part of delta for thresholds leaves nothing of delta")
    let bound = PrivacyBudget.bound(parameters, thresholdDelta: thresholdDelta)
    try require(
      totalUnits <= PrivacyCost(atMost: bound).units, "its total is more than epsilon and delta allow")
    try require(spentUnits <= totalUnits, "its steps cost more than its total")
    var delta = 0.0
    for (index, step) in steps.enumerated() {
      let place = "step \(index + 1)"
      guard let query = step.asked(under: parameters) else {
        throw PrivacyError(
          .ledgerInvalid, "The privacy ledger contradicts itself: \(place) is no release that is known.")
      }
      let noise = try? query.noise(spending: step.cost, under: parameters)
      try require(
        noise?.mechanism == step.mechanism, "\(place) has a mechanism that its accounting does not know")
      try require(
        noise?.sensitivity == step.sensitivity, "\(place) has another sensitivity than what it asked")
      try require(noise?.parameter.value == step.parameter, "\(place) has other noise than what it paid for")
      if query == .levels, let noise {
        try require(
          (step.threshold ?? 0) > Int64(parameters.maximumRows) && step.threshold ?? 0 < 1 << 62
            && StabilityThreshold.delta(
              threshold: step.threshold ?? 0, noise: noise, rows: parameters.maximumRows)
              <= step.delta * (1 + 0x1p-30),
          "\(place) has a threshold below what its delta allows")
      } else {
        try require(step.delta == 0 && step.threshold == nil, "\(place) has a threshold that it cannot have")
      }
      delta += step.delta
    }
    try require(delta <= thresholdDelta * (1 + 0x1p-30), "its thresholds use more of delta than their part")
    try require(
      samplerDelta <= PrivacyBudget.samplerReserve(parameters),
      "its samplers are not exact enough for its delta")
  }
}

extension PrivacyLedger.Step {
  /// The query of this name, these columns and this cost; `nil` if there is none.
  func asked(under parameters: PrivacyParameters) -> PrivateQuery? {
    guard count >= 0, count <= 1 << 40 else { return nil }
    switch query {
    case PrivateQuery.rowCount.name: return count == 1 && columns.isEmpty ? .rowCount : nil
    case PrivateQuery.oneWay.name: return count >= 1 && columns.count == 1 ? .oneWay : nil
    case PrivateQuery.twoWay.name: return count >= 1 && columns.count == 2 ? .twoWay : nil
    case PrivateQuery.magnitudes.name: return count >= 1 && columns.count == 1 ? .magnitudes : nil
    case PrivateQuery.levels.name: return count == 0 && columns.count == 1 ? .levels : nil
    case PrivateQuery.dependence(pairs: 1, scale: 1).name:
      return count >= 1 ? .finestDependence(pairs: count, spending: cost, under: parameters) : nil
    case PrivateQuery.products(columns: 2, normBound: 1).name:
      guard let normBound, normBound > 0, columns.count >= 2, columns.count <= 1 << 16,
        count == columns.count * (columns.count - 1) / 2
      else { return nil }
      return .products(columns: columns.count, normBound: normBound)
    default: return nil
    }
  }
}
