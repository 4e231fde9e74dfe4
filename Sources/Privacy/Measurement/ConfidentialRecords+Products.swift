extension ConfidentialRecords {
  /// Sums over rows of the products q_i q_j (i < j, by i then j) of whole-number scores of the cells, each row's scores
  /// first shrunk to a squared norm of at most `normBound`.
  ///
  /// Sensitivity of a row: Σ_{i<j} (q_i q_j)² = (‖q‖⁴ - Σ q_i⁴) / 2 <= normBound² (1 - 1/d) / 2, attained where all |q_i| are
  /// equal. The shrinking is checked in integers, so the bound holds whatever a rounded factor is.
  ///
  /// - Parameters:
  ///   - scores: A number for each cell of each column; public.
  ///   - normBound: From 1 to 2^32; public.
  /// - Throws: `PrivacyError` with `.budgetExhausted`, or with `.overflow` for a bound whose sums or noise leave 64 bits.
  /// - Note: Proof: docs/privacy/mechanisms.md#products-of-scores.
  /// - Complexity: O(rows * d²), over `threads`.
  public func scoreProducts(
    _ scores: [[Int16]], normBound: Int64, spending cost: PrivacyCost, from budget: inout PrivacyBudget
  ) throws(PrivacyError) -> NoisyCounts {
    let d = columnCount
    precondition(d >= 2 && normBound > 0)
    precondition(scores.count == d && zip(scores, cardinalities).allSatisfy { $0.count == $1 })
    let count = d * (d - 1) / 2
    let (step, noise) = try step(
      .products(columns: d, normBound: normBound), names, count: count, cost, budget.parameters)
    try budget.charge(step)
    return noise.release(products(of: scores, normBound: normBound))
  }

  /// The sums without noise; confidential.
  func products(of scores: [[Int16]], normBound: Int64) -> [Int64] {
    let count = columnCount * (columnCount - 1) / 2
    // Blocks of rows, whose sums are integers: their order does not matter.
    let blockRows = 1 << 15
    let blocks = (rowCount + blockRows - 1) / blockRows
    let workers = max(1, min(threads, blocks))
    let parts = inParallel(count: workers, threads: threads) { worker in
      var sums = [Int64](repeating: 0, count: count)
      for block in stride(from: worker, to: blocks, by: workers) {
        let rows = (block * blockRows)..<min(rowCount, (block + 1) * blockRows)
        addProducts(of: clipped(scores, rows, normBound), rows: rows.count, to: &sums)
      }
      return sums
    }
    var sums = [Int64](repeating: 0, count: count)
    for part in parts { for k in sums.indices { sums[k] += part[k] } }
    return sums
  }

  /// The scores of a block of rows, column by column, each row's within the bound.
  private func clipped(_ scores: [[Int16]], _ rows: Range<Int>, _ bound: Int64) -> [[Int16]] {
    var values = columns.indices.map { column in
      let table = scores[column]
      return switch columns[column] {
      case .bytes(let codes): rows.map { table[Int(codes[$0])] }
      case .words(let codes): rows.map { table[Int(codes[$0])] }
      }
    }
    var norms = [Int64](repeating: 0, count: rows.count)
    for column in values {
      for row in column.indices { norms[row] += Int64(column[row]) * Int64(column[row]) }
    }
    for row in norms.indices where norms[row] > bound {
      let q = Self.clip(values.map { Int64($0[row]) }, norm: norms[row], bound: bound)
      for column in values.indices { values[column][row] = Int16(q[column]) }
    }
    return values
  }

  /// A row's scores shrunk towards 0, to a squared norm of at most `bound`: by a rounded factor, then by the largest in size
  /// until the integers say that it is reached.
  static func clip(_ scores: [Int64], norm: Int64, bound: Int64) -> [Int64] {
    let factor = (Double(bound) / Double(norm)).squareRoot()
    var q = scores.map { Int64(Double($0) * factor) }
    var squared = q.reduce(0) { $0 + $1 * $1 }
    while squared > bound {
      let largest = q.indices.max { abs(q[$0]) < abs(q[$1]) } ?? 0
      let size = abs(q[largest])
      q[largest] -= q[largest].signum()
      squared -= 2 * size - 1
    }
    return q
  }

  private func addProducts(of values: [[Int16]], rows: Int, to sums: inout [Int64]) {
    var k = 0
    for i in values.indices {
      for j in (i + 1)..<max(values.count, i + 1) {
        sums[k] += values[i].withUnsafeBufferPointer { a in
          values[j].withUnsafeBufferPointer { b in
            // A product is below 2^30, a block's sum below 2^45.
            var sum: Int64 = 0
            for row in 0..<rows { sum &+= Int64(Int32(a[row]) &* Int32(b[row])) }
            return sum
          }
        }
        k += 1
      }
    }
  }
}
