#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

extension PrivacyLedger {
  /// The account for people: the promise, how δ is made up, and one line for each kind of release.
  ///
  /// Public and released quantities only, as everything in a ledger.
  public var lines: [String] {
    var lines = [promise]
    switch accounting {
    case .concentrated:
      lines.append("accounting: zCDP, rho \(shown(total)), of which \(shown(spent)) is spent")
      var parts = [
        "\(shown(parameters.delta - thresholdDelta - PrivacyBudget.samplerReserve(parameters))) by conversion"
      ]
      if thresholdDelta > 0 { parts.append("\(shown(thresholdDelta)) for levels found by a threshold") }
      parts.append(
        "\(shown(PrivacyBudget.samplerReserve(parameters))) for the samplers (at most \(shown(samplerDelta)) used)"
      )
      lines.append("delta: " + parts.joined(separator: ", "))
    case .pure:
      lines.append("accounting: pure, epsilon \(shown(total)), of which \(shown(spent)) is spent")
      lines.append("delta: 0 but for the samplers, at most \(shown(samplerDelta))")
    }
    var kinds: [String] = []
    for step in steps where !kinds.contains(step.query) { kinds.append(step.query) }
    for kind in kinds { lines.append(Self.line(steps.filter { $0.query == kind }, accounting)) }
    if accounting == .concentrated, spent > 0 {
      let epsilon = GaussianBound.epsilon(
        sigma: 1 / (2 * spent).squareRoot(), delta: parameters.delta - thresholdDelta)
      lines.append(
        "remark: continuous Gaussian noise of this size would be accounted as epsilon \(shown(epsilon))")
    }
    return lines
  }

  /// One line for each step, in order.
  public var stepLines: [String] {
    steps.map { step in
      let columns =
        step.columns.count > 3 ? "\(step.columns.count) columns" : step.columns.joined(separator: ", ")
      return Self.line([step], accounting) + (columns.isEmpty ? "" : " (\(columns))")
    }
  }

  private var total: Double { PrivacyCost(units: totalUnits).value }
  private var spent: Double { PrivacyCost(units: spentUnits).value }

  private var promise: String {
    let rows = parameters.maximumRows == 1 ? "1 row" : "\(parameters.maximumRows) rows"
    let unit = parameters.unit.map { "a value of \"\($0)\" (\(rows) at most)" } ?? "a row"
    let change = parameters.neighbouring == .addRemove ? "added or removed" : "exchanged for another"
    return
      "promise: epsilon \(shown(parameters.epsilon)), delta \(shown(parameters.delta)), for \(unit) \(change)"
  }

  private static func line(_ steps: [Step], _ accounting: Accounting) -> String {
    let cost = PrivacyCost(units: steps.reduce(0) { $0 &+ $1.units }).value
    let gaussian = steps[0].mechanism == .discreteGaussian
    let parameters = steps.map { gaussian ? $0.parameter.squareRoot() : $0.parameter }
    let (low, high) = (parameters.min() ?? 0, parameters.max() ?? 0)
    let range = low == high ? shown(low) : "\(shown(low)) to \(shown(high))"
    let sensitivities = Set(steps.map(\.sensitivity))
    var parts = [
      gaussian ? "discrete Gaussian, sigma \(range)" : "discrete Laplace, scale \(range)",
      (gaussian ? "squared L2 sensitivity " : "L1 sensitivity ")
        + sensitivities.sorted().map(shown).joined(separator: " or "),
    ]
    let delta = steps.reduce(0) { $0 + $1.delta }
    let thresholds = steps.compactMap(\.threshold)
    if let low = thresholds.min(), let high = thresholds.max() {
      parts.append("from a noisy count of " + (low == high ? "\(low)" : "\(low) to \(high)"))
    }
    parts.append(
      "\(accounting == .pure ? "epsilon" : "rho") \(shown(cost))"
        + (delta > 0 ? ", delta \(shown(delta))" : ""))
    let count = steps.reduce(0) { $0 + $1.count }
    let times = steps.count == 1 ? "" : "\(steps.count) of them, "
    let numbers = count == 0 ? "" : count == 1 ? "1 number, " : "\(count) numbers, "
    return "\(steps[0].query): \(times)\(numbers)" + parts.joined(separator: ", ")
  }
}

/// Six significant digits, as short as they allow: 0.0149731, 1e-9.
private func shown(_ value: Double) -> String {
  var text = [CChar](repeating: 0, count: 40)
  let length = withVaList([value]) { vsnprintf(&text, text.count, "%.6g", $0) }
  let shown = String(decoding: text.prefix(Int(max(0, length))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  // C writes two digits of an exponent at least.
  guard let e = shown.firstIndex(of: "e") else { return shown }
  let exponent = shown[shown.index(after: e)...]
  let digits = exponent.drop { "+-0".contains($0) }
  return shown[..<e] + (exponent.first == "-" ? "e-" : "e") + digits
}
