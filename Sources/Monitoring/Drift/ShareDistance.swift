internal import Kernels

/// How far shares of rows are from a reference's, cell by cell.
public struct ShareDistance: Sendable, Hashable, Codable {
  /// Σ |q - p| over all cells, 0 to 2.
  public let drift: Double
  /// Half of it, 0 to 1.
  public let totalVariation: Double
  /// The Jensen-Shannon distance, to base 2, 0 to 1; its square is the divergence.
  public let jensenShannon: Double
  /// The population stability index, Σ (q - p) ln(q / p), shares below 0.0001 counted as 0.0001.
  public let psi: Double
  /// Of numbers and dates: the largest difference of the two distribution functions at the edges of the cells, among
  /// rows with a value.
  public let ks: Double?

  static let leastShare = 1e-4

  /// - Parameters:
  ///   - reference: Shares, which sum to 1.
  ///   - counts: Rows of each cell.
  ///   - ordered: How many cells, the first ones, are those of numbers; 0: none.
  init(_ reference: [Double], _ counts: [Int], ordered: Int) {
    let total = Double(counts.reduce(0, +))
    let kernels = KernelSet.active
    var (drift, nats, psi) = (0.0, 0.0, 0.0)
    for (p, count) in zip(reference, counts) {
      let q = total > 0 ? Double(count) / total : 0
      drift += abs(q - p)
      let middle = (p + q) / 2
      if p != q {
        if p > 0 { nats += p * kernels.logarithm(of: p / middle) }
        if q > 0 { nats += q * kernels.logarithm(of: q / middle) }
      }
      if p > 0 || q > 0 {
        let (p, q) = (max(p, Self.leastShare), max(q, Self.leastShare))
        psi += (q - p) * kernels.logarithm(of: q / p)
      }
    }
    self.drift = drift
    totalVariation = drift / 2
    jensenShannon = min(max(nats / (2 * kernels.logarithm(of: 2)), 0), 1).squareRoot()
    self.psi = psi
    guard ordered > 0 else {
      ks = nil
      return
    }
    let (all, present) = (reference[..<ordered].reduce(0, +), Double(counts[..<ordered].reduce(0, +)))
    guard all > 0, present > 0 else {
      ks = all > 0 || present > 0 ? 1 : 0
      return
    }
    var (below, found, most) = (0.0, 0.0, 0.0)
    for cell in 0..<ordered {
      below += reference[cell] / all
      found += Double(counts[cell]) / present
      most = max(most, abs(below - found))
    }
    ks = most
  }
}
