import Foundation
import Testing

@testable import Privacy

private func code(_ body: () throws -> Void) -> PrivacyError.Code? {
  do {
    try body()
    return nil
  } catch let error as PrivacyError {
    #expect(error.message.hasSuffix("."))
    return error.code
  } catch {
    return nil
  }
}

@Suite struct PrivacyBudgetTests {
  @Test func parametersOutOfRange() {
    for epsilon in [0, -1, .nan, .infinity, -.infinity, 1e-9, 101, 1e300] {
      #expect(code { _ = try PrivacyParameters(epsilon: epsilon, delta: 1e-9) } == .epsilonOutOfRange)
    }
    for delta in [-1e-9, 1, 2, .nan, .infinity, 1e-100] {
      #expect(code { _ = try PrivacyParameters(epsilon: 1, delta: delta) } == .deltaOutOfRange)
    }
    for (unit, rows) in [(nil, 2), ("id", 0), ("id", -1), ("id", 1001)] as [(String?, Int)] {
      #expect(
        code { _ = try PrivacyParameters(epsilon: 1, delta: 1e-9, unit: unit, maximumRows: rows) }
          == .parameterOutOfRange)
    }
    for part in [-1e-12, 1e-9, 1, .nan] {
      #expect(
        code { _ = try PrivacyBudget(PrivacyParameters(epsilon: 1, delta: 1e-9), thresholdDelta: part) }
          == .deltaOutOfRange)
    }
    #expect(
      code { _ = try PrivacyBudget(PrivacyParameters(epsilon: 1, delta: 0), thresholdDelta: 1e-9) }
        == .deltaOutOfRange)
  }

  @Test func totalIsWhatThePromiseAllows() throws {
    let budget = try PrivacyBudget(PrivacyParameters(epsilon: 1, delta: 1e-9))
    // Less than ρ(1, 10^-9), by the thousandth of δ that the samplers have.
    #expect(budget.total.value < 0.0149730576736 && budget.total.value > 0.01497)
    let pure = try PrivacyBudget(PrivacyParameters(epsilon: 1, delta: 0))
    #expect(pure.total.units == 1 << 40)
    let thresholds = try PrivacyBudget(PrivacyParameters(epsilon: 1, delta: 1e-9), thresholdDelta: 5e-10)
    #expect(
      thresholds.total.value
        <= ConcentratedBound.rho(epsilon: 1, delta: 5e-10 - 1e-9 / 1024))
    #expect(thresholds.total < budget.total)
  }

  @Test func splitsNeverExceed() {
    for units in [0, 1, 7, 1 << 40, (1 << 53) + 1, 1 << 59] as [UInt64] {
      for weights in [
        [1], [1, 1, 1], [0.1, 0.2, 0.7], [1e-30, 1], [3, 0, 5, 1e9], [0.1] + .init(repeating: 0.9, count: 30),
      ] {
        let parts = PrivacyCost(units: units).split(weights)
        #expect(parts.reduce(0) { $0 + $1.units } <= units)
        if units > 1 << 30 { #expect(parts.reduce(0) { $0 + $1.units } > units - units >> 40 - 100) }
      }
    }
    #expect(PrivacyCost(atMost: 1).units == 1 << 40)
    #expect(PrivacyCost(atMost: 0x1p-41) == .zero)
    #expect(PrivacyCost(atMost: 0.3).value <= 0.3)
  }

  /// Nothing is taken, released or recorded by a refusal, and its text is the same whatever the rows are.
  @Test func refusals() throws {
    let parameters = try PrivacyParameters(epsilon: 1, delta: 1e-9)
    var errors: [PrivacyError] = []
    for rows in [[], [[0, 1]], [[1, 1], [1, 0], [0, 0]]] {
      let records = records([2, 2], rows)
      var budget = try PrivacyBudget(parameters)
      let half = PrivacyCost(units: budget.total.units / 2)
      _ = try records.histogram(of: 0, spending: half, from: &budget)
      let spent = budget.spent
      let more = half + PrivacyCost(units: 2)
      func refused(
        _ budget: inout PrivacyBudget, _ release: (inout PrivacyBudget) throws(PrivacyError) -> Void
      ) {
        do {
          try release(&budget)
          Issue.record("a release beyond the budget")
        } catch { errors.append(error) }
        #expect(budget.spent == spent)
      }
      refused(&budget) { budget throws(PrivacyError) in
        _ = try records.histogram(of: 0, spending: more, from: &budget)
      }
      refused(&budget) { budget throws(PrivacyError) in _ = try records.count(spending: more, from: &budget) }
      refused(&budget) { budget throws(PrivacyError) in _ = try records.count(spending: .zero, from: &budget)
      }
      // All or nothing: the first of the two could be paid.
      refused(&budget) { budget throws(PrivacyError) in
        _ = try records.tables(of: [(0, 1), (0, 1)], spending: [half, half], from: &budget)
      }
      refused(&budget) { budget throws(PrivacyError) in
        _ = try records.dependenceScores(
          of: [(0, 1)], total: 2, shares: [[0.5, 0.5], [0.5, 0.5]], spending: more, from: &budget)
      }
      refused(&budget) { budget throws(PrivacyError) in
        _ = try records.scoreProducts([[1, 2], [1, 2]], normBound: 4, spending: more, from: &budget)
      }
      refused(&budget) { budget throws(PrivacyError) in
        _ = try records.scoreProducts([[1, 2], [1, 2]], normBound: 1 << 33, spending: half, from: &budget)
      }
      refused(&budget) { budget throws(PrivacyError) in
        _ = try records.histogram(of: 0, spending: PrivacyCost(units: .max), from: &budget)
      }
      let ledger = budget.close()
      #expect(ledger.steps.count == 1 && ledger.spentUnits == spent.units)
    }
    let third = errors.count / 3
    #expect(third == 8)
    #expect(Array(errors[..<third]) == Array(errors[third..<(2 * third)]))
    #expect(Array(errors[..<third]) == Array(errors[(2 * third)...]))
    #expect(Set(errors.map(\.code)) == [.budgetExhausted, .overflow])
  }

  /// Budgets so large that the samplers' distance would count are refused at once, for as many draws as are announced.
  @Test func samplersHaveTheirPart() throws {
    for (epsilon, delta, draws) in [
      (100, 1e-9, 1), (100, 0, 1), (80, 0.5, 1), (50, 1e-9, 1), (46, 1e-9, 4), (40, 0, 2000),
      (40, 1e-9, 2000),
      (26, 1e-9, 0x1p31),
    ] as [(Double, Double, Double)] {
      let parameters = try PrivacyParameters(epsilon: epsilon, delta: delta)
      #expect(code { _ = try PrivacyBudget(parameters, draws: draws) } == .deltaOutOfRange)
    }
    for (epsilon, delta, draws) in [
      (47, 1e-9, 1), (40, 0, 1000), (40, 1e-9, 1000), (30, 1e-9, 1e7), (25, 1e-9, 0x1p31), (10, 0, 1e12),
    ] as [(Double, Double, Double)] {
      let parameters = try PrivacyParameters(epsilon: epsilon, delta: delta)
      #expect(code { _ = try PrivacyBudget(parameters, draws: draws) } == nil)
    }
    // Beyond what was announced a release is refused, too.
    var budget = try PrivacyBudget(PrivacyParameters(epsilon: 47, delta: 1e-9))
    let records = records([8], [[0]])
    #expect(throws: PrivacyError.self) {
      _ = try records.histogram(of: 0, spending: PrivacyCost(units: 1 << 30), from: &budget)
    }
    #expect(budget.spent == .zero)
    #expect(PrivacyBudget.samplerDelta(draws: 1e9, try PrivacyParameters(epsilon: 1, delta: 1e-9)) < 2e-23)
  }

  /// Scores of units of many rows have coarser units, never noise beyond 64 bits.
  @Test func distancesOfLargeUnits() throws {
    for rows in [1, 101, 300, 1000] {
      for delta in [1e-9, 0] {
        for neighbouring in [PrivacyParameters.Neighbouring.addRemove, .replaceOne] {
          let parameters = try PrivacyParameters(
            epsilon: 1, delta: delta, neighbouring: neighbouring, unit: "id", maximumRows: rows)
          for units in [1 << 12, 1 << 28, 1 << 36] as [UInt64] {
            let cost = PrivacyCost(units: units)
            let query = PrivateQuery.finestDependence(pairs: 105, spending: cost, under: parameters)
            guard case .dependence(105, let scale) = query else {
              Issue.record("not a distance")
              continue
            }
            #expect(scale >= 1 && scale <= 1 << 16 && scale.nonzeroBitCount == 1)
            let noise = try query.noise(spending: cost, under: parameters)
            if scale < 1 << 16 {
              #expect(throws: PrivacyError.self) {
                _ = try PrivateQuery.dependence(pairs: 105, scale: 2 * scale).noise(
                  spending: cost, under: parameters)
              }
            }
            // The same noise in rows, whatever the units.
            let coarse = try PrivateQuery.dependence(pairs: 105, scale: 1).noise(
              spending: cost, under: parameters)
            let power = delta > 0 ? Double(scale * scale) : Double(scale)
            #expect(abs(noise.parameter.value / (coarse.parameter.value * power) - 1) < 4e-6)
          }
        }
      }
    }
    let parameters = try PrivacyParameters(epsilon: 1, delta: 1e-9, unit: "id", maximumRows: 1000)
    var budget = try PrivacyBudget(parameters)
    let records = records([2, 2], [[0, 0], [1, 1]])
    let cost = PrivacyCost(units: budget.total.units >> 10)
    let released = try records.dependenceScores(
      of: [(0, 1)], total: 2, shares: [[0.5, 0.5], [0.5, 0.5]], spending: cost, from: &budget)
    let deviation = 1000 / (2 * cost.value).squareRoot()
    #expect(abs(released.deviation / deviation - 1) < 1e-5)
    #expect(abs(released.values[0]) < 12 * deviation)
    let ledger = budget.close()
    #expect(ledger.steps[0].sensitivity < 1e6 * 0x1p32)
    try ledger.check()
  }
}

@Suite struct PrivacyLedgerTests {
  static func ledger(
    delta: Double = 1e-9, neighbouring: PrivacyParameters.Neighbouring = .addRemove, unit: String? = nil,
    rows: Int = 1
  ) throws -> PrivacyLedger {
    let parameters = try PrivacyParameters(
      epsilon: 1, delta: delta, neighbouring: neighbouring, unit: unit, maximumRows: rows)
    var budget = try PrivacyBudget(parameters)
    let records = records([3, 4, 2], [[0, 1, 1], [2, 3, 0]])
    let parts = budget.total.split([1, 2, 3, 4, 5, 6])
    _ = try records.count(spending: parts[0], from: &budget)
    _ = try records.histograms(of: [0, 1], spending: [parts[1], parts[2]], from: &budget)
    _ = try records.tables(of: [(0, 2)], spending: [parts[3]], from: &budget)
    _ = try records.dependenceScores(
      of: [(0, 1), (0, 2), (1, 2)], total: 2, shares: [[0.2, 0.3, 0.5], [0.1, 0.2, 0.3, 0.4], [0.5, 0.5]],
      spending: parts[4], from: &budget)
    _ = try records.scoreProducts(
      [[-300, 0, 300], [-300, -100, 100, 300], [-200, 200]], normBound: 200_000, spending: parts[5],
      from: &budget)
    return budget.close()
  }

  @Test func consistentLedgersPass() throws {
    for delta in [1e-9, 0] {
      for neighbouring in [PrivacyParameters.Neighbouring.addRemove, .replaceOne] {
        for rows in [1, 3] {
          let ledger = try Self.ledger(
            delta: delta, neighbouring: neighbouring, unit: rows == 1 ? nil : "person", rows: rows)
          try ledger.check()
          // Where the number of rows is public it is no release.
          #expect(ledger.steps.count == (neighbouring == .replaceOne && rows == 1 ? 5 : 6))
          #expect(ledger.spentUnits <= ledger.totalUnits)
          let again = try JSONDecoder().decode(PrivacyLedger.self, from: JSONEncoder().encode(ledger))
          #expect(again == ledger)
          let mechanism: NoiseParameter.Mechanism = delta == 0 ? .discreteLaplace : .discreteGaussian
          #expect(ledger.steps.allSatisfy { $0.mechanism == mechanism })
          #expect(ledger.lines.count >= 7)
          #expect(ledger.stepLines.count == ledger.steps.count)
        }
      }
    }
  }

  /// Any number that is changed makes it contradict itself.
  @Test func forgedLedgersFail() throws {
    let ledger = try Self.ledger()
    let json = String(decoding: try JSONEncoder().encode(ledger), as: UTF8.self)
    func fails(_ change: (inout [String: Any]) -> Void) throws {
      var value = try #require(
        try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
      change(&value)
      let data = try JSONSerialization.data(withJSONObject: value)
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(PrivacyLedger.self, from: data) }
    }
    func step(_ index: Int, _ key: String, _ value: Any) throws {
      try fails { ledger in
        guard var steps = ledger["steps"] as? [[String: Any]] else { return }
        steps[index][key] = value
        ledger["steps"] = steps
      }
    }
    for (index, old) in ledger.steps.enumerated() {
      try step(index, "units", old.units + old.units / 1000)
      try step(index, "units", old.units - old.units / 1000)
      try step(index, "units", 0)
      try step(index, "parameter", old.parameter * 0.999)
      try step(index, "parameter", -1)
      try step(index, "sensitivity", old.sensitivity * 2)
      try step(index, "mechanism", "discreteLaplace")
      try step(index, "delta", 1e-12)
      try step(index, "query", "something else")
    }
    try step(4, "count", 2)
    try step(5, "normBound", 100_000)
    try step(5, "count", 4)
    try step(0, "count", Int.max)
    try fails { $0["totalUnits"] = ledger.totalUnits + ledger.totalUnits / 1000 }
    try fails { $0["totalUnits"] = ledger.spentUnits - 1 }
    try fails { $0["accounting"] = "pure" }
    try fails { $0["thresholdDelta"] = 1e-9 }
    try fails { $0["thresholdDelta"] = -1 }
    for (key, value) in [
      ("epsilon", 0.9), ("epsilon", -1), ("delta", 9e-10), ("delta", 0), ("maximumRows", 2),
    ]
      as [(String, Double)]
    {
      try fails { ledger in
        guard var parameters = ledger["parameters"] as? [String: Any] else { return }
        parameters[key] = value
        ledger["parameters"] = parameters
      }
    }
    try fails { ledger in
      guard var parameters = ledger["parameters"] as? [String: Any] else { return }
      parameters["neighbouring"] = "replaceOne"
      ledger["parameters"] = parameters
    }
  }

  /// Costs of the relations: an exchange doubles ρ for counts and quadruples it for scores and products, so at the same cost
  /// the squared noise does; m rows a unit multiply it by m².
  @Test func noiseOfTheRelations() throws {
    let cost = PrivacyCost(units: 1 << 36)
    func variance(_ query: PrivateQuery, _ neighbouring: PrivacyParameters.Neighbouring, _ rows: Int) throws
      -> Double
    {
      try query.noise(
        spending: cost,
        under: PrivacyParameters(
          epsilon: 1, delta: 1e-9, neighbouring: neighbouring, unit: "id", maximumRows: rows)
      ).parameter.value
    }
    for (query, factor) in [
      (.oneWay, 2), (.twoWay, 2), (.magnitudes, 2), (.levels, 2), (.dependence(pairs: 7, scale: 1 << 16), 4),
      (.products(columns: 4, normBound: 1000), 4), (.rowCount, 1),
    ] as [(PrivateQuery, Double)] {
      let one = try variance(query, .addRemove, 1)
      for rows in [1, 2, 5] {
        let scale = Double(rows * rows)
        #expect(abs(try variance(query, .addRemove, rows) / (one * scale) - 1) < 4e-6)
        #expect(abs(try variance(query, .replaceOne, rows) / (one * scale * factor) - 1) < 4e-6)
      }
    }
    #expect(try variance(.oneWay, .addRemove, 1) == 8)
  }

  @Test func textOfTheLedger() throws {
    let lines = try Self.ledger(unit: "person", rows: 2).lines
    #expect(
      lines[0]
        == "promise: epsilon 1, delta 1e-9, for a value of \"person\" (2 rows at most) added or removed")
    #expect(lines[1].hasPrefix("accounting: zCDP, rho 0.01497"))
    #expect(
      lines.contains { $0.hasPrefix("one-way histogram: 2 of them, 7 numbers, discrete Gaussian, sigma ") })
    #expect(lines.contains { $0.hasPrefix("remark: continuous Gaussian noise") })
    let pure = try Self.ledger(delta: 0).lines
    #expect(
      pure[1].hasPrefix("accounting: pure, epsilon 1, of which 1 is spent")
        || pure[1].hasPrefix("accounting: pure, epsilon 1, of which 0.99999"))
  }
}
