/// Rows as cells of public domains. What is in them leaves only through the releases below, each of which takes its cost
/// from a budget first and adds noise to whole numbers.
public struct ConfidentialRecords: Sendable {
  /// The cells of each column; public.
  public let cardinalities: [Int]
  /// The columns' names, for the ledger; public.
  public let names: [String]
  private let codes: [[UInt16]]
  private let rowCount: Int

  /// - Parameter codes: One array a column, all of one length, each code below the column's cardinality (2^16 at most).
  public init(names: [String], cardinalities: [Int], codes: [[UInt16]]) {
    precondition(names.count == cardinalities.count && codes.count == cardinalities.count)
    self.names = names
    self.cardinalities = cardinalities
    self.codes = codes
    rowCount = codes.first?.count ?? 0
  }

  public var columnCount: Int { cardinalities.count }

  /// The number of rows. One row more changes it by 1.
  public func count(spending cost: PrivacyCost, from budget: inout PrivacyBudget) throws(PrivacyError)
    -> NoisyCounts
  {
    try release("number of rows", [], sensitivitySquared: 1, cost, &budget, count: 1) { [Int64(rowCount)] }
  }

  /// The rows in each cell of a column. One row more changes one count by 1.
  public func histogram(
    of column: Int, spending cost: PrivacyCost, from budget: inout PrivacyBudget
  ) throws(PrivacyError) -> NoisyCounts {
    try release(
      "one-way histogram", [names[column]], sensitivitySquared: 1, cost, &budget, count: cardinalities[column]
    ) {
      var counts = [Int64](repeating: 0, count: cardinalities[column])
      for code in codes[column] { counts[Int(code)] += 1 }
      return counts
    }
  }

  /// The rows in each pair of cells, row-major: `counts[cell of first * cardinality of second + cell of second]`, for each
  /// pair, which has a cost of its own.
  public func tables(
    of pairs: [(Int, Int)], spending costs: [PrivacyCost], from budget: inout PrivacyBudget
  ) throws(PrivacyError) -> [NoisyCounts] {
    var tables: [NoisyCounts] = []
    for ((a, b), cost) in zip(pairs, costs) {
      let table = try release(
        "two-way histogram", [names[a], names[b]], sensitivitySquared: 1, cost, &budget,
        count: cardinalities[a] * cardinalities[b]
      ) {
        var counts = [Int64](repeating: 0, count: cardinalities[a] * cardinalities[b])
        for (x, y) in zip(codes[a], codes[b]) { counts[Int(x) * cardinalities[b] + Int(y)] += 1 }
        return counts
      }
      tables.append(table)
    }
    return tables
  }

  /// How far each pair is from independence: the L1 distance of its table from total * P_a * P_b, all pairs as one vector.
  /// One row more changes each by at most 1.
  ///
  /// - Parameters:
  ///   - total, shares: Released before: the number of rows, and the shares of each column's cells.
  public func dependenceScores(
    of pairs: [(Int, Int)], total: Double, shares: [[Double]], spending cost: PrivacyCost,
    from budget: inout PrivacyBudget
  ) throws(PrivacyError) -> NoisyValues {
    let scale = 65536.0
    let scores = try release(
      "distance from independence of all pairs", names,
      sensitivitySquared: Double(pairs.count) * scale * scale, cost,
      &budget, count: pairs.count
    ) {
      pairs.map { a, b in
        var counts = [Int64](repeating: 0, count: cardinalities[a] * cardinalities[b])
        for (x, y) in zip(codes[a], codes[b]) { counts[Int(x) * cardinalities[b] + Int(y)] += 1 }
        var sum: Int64 = 0
        for x in 0..<cardinalities[a] {
          for y in 0..<cardinalities[b] {
            let expected = Int64((total * shares[a][x] * shares[b][y] * scale).rounded())
            sum += abs(counts[x * cardinalities[b] + y] * Int64(scale) - expected)
          }
        }
        return sum
      }
    }
    return NoisyValues(
      values: scores.counts.map { Double($0) / scale }, deviation: scores.deviation / scale)
  }

  /// Sums over rows of the products q_i q_j (i < j, by i then j) of whole-number scores of the cells, each row's scores
  /// first shrunk to a squared norm of at most `normBound`.
  ///
  /// Sensitivity: Σ_{i<j} (q_i q_j)² <= normBound² (1 - 1/d) / 2.
  public func scoreProducts(
    _ scores: [[Int16]], normBound: Int64, spending cost: PrivacyCost, from budget: inout PrivacyBudget
  ) throws(PrivacyError) -> NoisyCounts {
    let d = columnCount
    let bound = Double(normBound)
    return try release(
      "products of rank scores of all pairs", names,
      sensitivitySquared: (bound * bound * Double(d - 1) / Double(2 * d)).rounded(.up),
      cost, &budget, count: d * (d - 1) / 2
    ) {
      var sums = [Int64](repeating: 0, count: d * (d - 1) / 2)
      for row in 0..<rowCount {
        var q = (0..<d).map { Int64(scores[$0][Int(codes[$0][row])]) }
        let norm = q.reduce(0) { $0 + $1 * $1 }
        if norm > normBound {
          let factor = (bound / Double(norm)).squareRoot()
          q = q.map { Int64(Double($0) * factor) }
        }
        var k = 0
        for i in 0..<d {
          for j in (i + 1)..<max(d, i + 1) {
            sums[k] += q[i] * q[j]
            k += 1
          }
        }
      }
      return sums
    }
  }

  /// The same rows in fewer cells: `maps[column][cell]` is the new cell. The maps are public.
  public func regrouped(by maps: [[UInt16]]) -> ConfidentialRecords {
    ConfidentialRecords(
      names: names, cardinalities: maps.map { Int($0.max() ?? 0) + 1 },
      codes: zip(maps, codes).map { map, codes in codes.map { map[Int($0)] } })
  }

  /// The columns of each group as one, whose cell is that of their combination (the last column's cell changes first).
  public func merged(_ groups: [[Int]]) -> ConfidentialRecords {
    ConfidentialRecords(
      names: groups.map { $0.map { names[$0] }.joined(separator: " and ") },
      cardinalities: groups.map { $0.reduce(1) { $0 * cardinalities[$1] } },
      codes: groups.map { group in
        (0..<rowCount).map { row in
          UInt16(group.reduce(0) { $0 * cardinalities[$1] + Int(codes[$1][row]) })
        }
      })
  }

  private func release(
    _ query: String, _ columns: [String], sensitivitySquared: Double, _ cost: PrivacyCost,
    _ budget: inout PrivacyBudget, count: Int, _ exact: () -> [Int64]
  ) throws(PrivacyError) -> NoisyCounts {
    let variance = sensitivitySquared / (2 * max(cost.value, 0x1p-40))
    try budget.charge(
      PrivacyLedger.Step(
        query: query, columns: columns, mechanism: "discreteGaussian", sensitivity: sensitivitySquared,
        parameter: variance, count: count, units: cost.units, delta: 0))
    var bits = SecureRandom()
    let noise = DiscreteGaussian(variance: Ratio(UInt64(variance.rounded(.up)))).draw(
      count: count, using: &bits)
    return NoisyCounts(counts: zip(exact(), noise).map { $0 &+ $1 }, deviation: variance.squareRoot())
  }
}
