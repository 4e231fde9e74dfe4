import Testing

@testable import Privacy

/// Records of `cells` levels a column, each row given.
func records(_ cells: [Int], _ rows: [[Int]]) -> ConfidentialRecords {
  ConfidentialRecords(
    names: cells.indices.map { "c\($0)" }, cardinalities: cells,
    codes: cells.indices.map { column in rows.map { UInt16($0[column]) } }, threads: 1)
}

/// Every table of up to so many rows over `cells`, as multisets.
private func tables(_ cells: [Int], rows: Int) -> [[[Int]]] {
  let all = cells.reduce([[]]) { rows, count in rows.flatMap { row in (0..<count).map { row + [$0] } } }
  var tables: [[[Int]]] = [[]]
  var last: [[Int]] = [[]]
  for _ in 0..<rows {
    last = last.flatMap { table in ((table.last ?? 0)..<all.count).map { table + [$0] } }
    tables += last.map { $0.map { all[$0] } }
  }
  return tables
}

private func squared(_ a: [Int64], _ b: [Int64]) -> Int64 {
  zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
}
private func absolute(_ a: [Int64], _ b: [Int64]) -> Int64 { zip(a, b).reduce(0) { $0 + abs($1.0 - $1.1) } }

@Suite struct SensitivityTests {
  static func parameters(_ neighbouring: PrivacyParameters.Neighbouring, rows: Int = 1) throws
    -> PrivacyParameters
  {
    try PrivacyParameters(
      epsilon: 1, delta: 1e-9, neighbouring: neighbouring, unit: rows == 1 ? nil : "id", maximumRows: rows)
  }

  /// Adds, or exchanges, up to m rows in every way, and compares the largest change with the stated one.
  private func check(
    _ query: PrivateQuery, _ cells: [Int], rows: Int, most: Int, tight: Bool = true,
    _ answer: (ConfidentialRecords) -> [Int64]
  ) throws {
    let units = tables(cells, rows: most)
    for neighbouring in [PrivacyParameters.Neighbouring.addRemove, .replaceOne] {
      let parameters = try Self.parameters(neighbouring, rows: most)
      let (l2, l1) = (
        try #require(query.squaredSensitivity(parameters)),
        try #require(query.absoluteSensitivity(parameters))
      )
      var (largest2, largest1): (Int64, Int64) = (0, 0)
      for rest in tables(cells, rows: rows) {
        let answers = units.map { answer(records(cells, rest + $0)) }
        let others = neighbouring == .addRemove ? [answer(records(cells, rest))] : answers
        for a in answers {
          for b in others {
            largest2 = max(largest2, squared(a, b))
            largest1 = max(largest1, absolute(a, b))
          }
        }
      }
      #expect(UInt128(largest2) <= l2 && UInt128(largest1) <= l1, "\(query.name), \(neighbouring)")
      if tight {
        #expect(UInt128(largest2) == l2 && UInt128(largest1) == l1, "\(query.name), \(neighbouring)")
      }
    }
  }

  @Test func histograms() throws {
    for most in [1, 2, 3] {
      try check(.oneWay, [3], rows: 1, most: most) { $0.columns[0].counts(cardinality: 3) }
      try check(.twoWay, [2, 2], rows: 1, most: most) { $0.pairCounts(0, 1).map(Int64.init) }
    }
  }

  /// With shares and totals that have nothing to do with the rows, as the worst of released constants may.
  @Test func distancesFromIndependence() throws {
    let pairs = [(0, 1), (0, 2), (1, 2)]
    for (total, shares) in [
      (0.0, [[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]]), (3.7, [[0.2, 0.8], [0, 1], [0.35, 0.65]]),
      (1, [[1, 0], [0.1, 0.9], [0.3, 0.7]]), (100, [[0.2, 0.8], [0.5, 0.5], [0.6, 0.4]]),
    ] {
      for most in [1, 2] {
        // An exchange moves a score by twice as much as a row where both cells are full beforehand, or both are empty.
        try check(.dependence(pairs: 3, scale: 1 << 16), [2, 2, 2], rows: 2 - most, most: most, tight: false)
        {
          $0.distances(of: pairs, rows: total, shares: shares)
        }
      }
    }
    // Attained: a table of few rows where many are expected loses 2^16 a pair with each.
    let parameters = try Self.parameters(.addRemove)
    let (before, after) = (
      records([2, 2, 2], []).distances(
        of: pairs, rows: 100, shares: [[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]]),
      records([2, 2, 2], [[0, 1, 0]]).distances(
        of: pairs, rows: 100, shares: [[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]])
    )
    #expect(
      UInt128(squared(before, after))
        == PrivateQuery.dependence(pairs: 3, scale: 1 << 16).squaredSensitivity(parameters))
    #expect(zip(before, after).allSatisfy { $0 - $1 == 1 << 16 })
  }

  @Test func productsOfScores() throws {
    // All of one size attain the bound; the others are shrunk to it.
    let bound: Int64 = 27
    let scores: [[Int16]] = [[-3, 3], [-3, 3], [3, -200]]
    // The signs of three products cannot all turn, so an exchange stays below the sum of two bounds.
    try check(.products(columns: 3, normBound: bound), [2, 2, 2], rows: 1, most: 1, tight: false) {
      $0.products(of: scores, normBound: bound)
    }
    let (none, one) = (records([2, 2, 2], []), records([2, 2, 2], [[1, 1, 1]]))
    let even: [[Int16]] = [[-3, 3], [-3, 3], [-3, 3]]
    let moved = squared(none.products(of: even, normBound: bound), one.products(of: even, normBound: bound))
    #expect(moved == 243)
    #expect(
      PrivateQuery.products(columns: 3, normBound: bound).squaredSensitivity(try Self.parameters(.addRemove))
        == 243)
    try check(.products(columns: 3, normBound: bound), [2, 2, 2], rows: 0, most: 2, tight: false) {
      $0.products(of: scores, normBound: bound)
    }
  }

  /// √(R⁴ (d - 1) / 2d) at d = 5, R = 3, and no row of a search is above it.
  @Test func boundOfProducts() throws {
    let parameters = try Self.parameters(.addRemove)
    let scale: Int64 = 1 << 12
    let bound = 9 * scale * scale
    let squared = try #require(
      PrivateQuery.products(columns: 5, normBound: bound).squaredSensitivity(parameters))
    #expect(abs(Double(squared).squareRoot() / Double(scale * scale) - 5.692099788303) < 1e-9)
    var state: UInt64 = 1
    func next() -> Int64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int64(state >> 33) % 65536 - 32768
    }
    var largest = 0.0
    for trial in 0..<20_000 {
      var q = (0..<5).map { _ in next() }
      // Near the worst case: all of nearly one size.
      if trial % 2 == 0 { q = q.map { 30_000 + $0 / 40 } }
      let norm = q.reduce(0) { $0 + $1 * $1 }
      let clipped = norm > bound ? ConfidentialRecords.clip(q, norm: norm, bound: bound) : q
      #expect(clipped.reduce(0) { $0 + $1 * $1 } <= bound)
      #expect(zip(clipped, q).allSatisfy { abs($0) <= abs($1) && $0.signum() * $1.signum() >= 0 })
      var (l2, l1): (UInt128, UInt128) = (0, 0)
      for i in 0..<5 {
        for j in (i + 1)..<5 {
          let product = UInt128((clipped[i] * clipped[j]).magnitude)
          l2 += product * product
          l1 += product
        }
      }
      #expect(l2 <= squared)
      #expect(l1 <= bound * 2)
      largest = max(largest, Double(l2) / Double(squared))
    }
    #expect(largest > 0.998)
  }

  /// Extremes: the largest scores, the smallest bound, rows of nothing.
  @Test func clippingAtTheEdges() {
    for bound in [1, 2, 3, 4, 1 << 31, 1 << 32] as [Int64] {
      for scores in [[-32768, -32768, 32767], [1, 1, 1], [0, 0, 32767], [0, 0, 0], [2, -1, 1]] as [[Int64]] {
        let norm = scores.reduce(0) { $0 + $1 * $1 }
        guard norm > bound else { continue }
        let clipped = ConfidentialRecords.clip(scores, norm: norm, bound: bound)
        #expect(clipped.reduce(0) { $0 + $1 * $1 } <= bound)
      }
    }
  }

  /// Sums are the same for every number of threads and every width of codes.
  @Test func sumsDoNotDependOnHowTheyAreMade() {
    var state: UInt64 = 7
    func next(_ below: Int) -> UInt16 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt16(Int(state >> 33) % below)
    }
    let cells = [5, 300, 2, 257]
    let codes = cells.map { count in (0..<70_001).map { _ in next(count) } }
    let scores = cells.map { count in (0..<count).map { Int16($0 * 97 % 4001 - 2000) } }
    let one = ConfidentialRecords(
      names: ["a", "b", "c", "d"], cardinalities: cells, codes: codes, threads: 1)
    let three = ConfidentialRecords(
      names: ["a", "b", "c", "d"], cardinalities: cells, codes: codes, threads: 3)
    var expected = [Int64](repeating: 0, count: 6)
    for row in 0..<70_001 {
      let q = cells.indices.map { Int64(scores[$0][Int(codes[$0][row])]) }
      let norm = q.reduce(0) { $0 + $1 * $1 }
      let clipped = norm > 4_000_000 ? ConfidentialRecords.clip(q, norm: norm, bound: 4_000_000) : q
      var k = 0
      for i in 0..<4 {
        for j in (i + 1)..<4 {
          expected[k] += clipped[i] * clipped[j]
          k += 1
        }
      }
    }
    #expect(one.products(of: scores, normBound: 4_000_000) == expected)
    #expect(three.products(of: scores, normBound: 4_000_000) == expected)
    for (a, b) in [(0, 1), (1, 3), (2, 0), (3, 2)] {
      var counts = [UInt32](repeating: 0, count: cells[a] * cells[b])
      for row in 0..<70_001 { counts[Int(codes[a][row]) * cells[b] + Int(codes[b][row])] += 1 }
      #expect(one.pairCounts(a, b) == counts)
    }
    let merged = one.merged([[0, 2], [1]])
    #expect(merged.cardinalities == [10, 300])
    #expect((0..<70_001).allSatisfy { merged.columns[0][$0] == Int(codes[0][$0]) * 2 + Int(codes[2][$0]) })
    let maps = cells.map { count in (0..<count).map { UInt16($0 / 2) } }
    let regrouped = one.regrouped(by: maps)
    #expect(regrouped.cardinalities == [3, 150, 1, 129])
    #expect((0..<70_001).allSatisfy { regrouped.columns[3][$0] == Int(codes[3][$0]) / 2 })
  }
}
