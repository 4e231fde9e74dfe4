extension PairwiseField {
  /// The field with other shares of its states: each pair's table is fitted to its new margins by iterative proportional
  /// fitting, which keeps its odds ratios.
  ///
  /// - Parameter shares: Positive, as many for each variable as it has states.
  /// - Complexity: O(cells * rounds), at most 200 rounds a pair.
  /// - Source: W. E. Deming and F. F. Stephan (1940), Annals of Mathematical Statistics 11(4), 427-444.
  public func with(shares wanted: [[Double]]) -> PairwiseField {
    precondition(wanted.map(\.count) == cardinalities)
    let margins = wanted.map { shares in
      Self.rounded(shares, least: 1).map { Double($0) / Double(Self.units) }
    }
    var tables = pairShares
    for a in 0..<dimension {
      for b in (a + 1)..<max(a + 1, dimension) {
        let pair = pairIndex(a, b)
        tables[pair] = Self.fitted(tables[pair], margins[a], margins[b])
      }
    }
    return PairwiseField(blockRows: blockRows, shares: margins, pairShares: tables)
  }

  private static func fitted(_ table: [Double], _ rows: [Double], _ columns: [Double]) -> [Double] {
    var table = table
    let width = columns.count
    for _ in 0..<200 {
      var off = 0.0
      for (row, wanted) in rows.enumerated() {
        var sum = 0.0
        for column in 0..<width { sum += table[row * width + column] }
        // A row of nothing has no odds to keep.
        for column in 0..<width {
          table[row * width + column] =
            sum > 0 ? table[row * width + column] * (wanted / sum) : wanted * columns[column]
        }
        off += abs(sum - wanted)
      }
      for (column, wanted) in columns.enumerated() {
        var sum = 0.0
        for row in rows.indices { sum += table[row * width + column] }
        for row in rows.indices {
          table[row * width + column] =
            sum > 0 ? table[row * width + column] * (wanted / sum) : wanted * rows[row]
        }
      }
      if off < 1e-9 { break }
    }
    return table
  }
}
