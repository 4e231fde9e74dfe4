public import Randomness

/// Which rows of a run come from which of its tiers.
///
/// Of `rowCount` rows each tier gives its share, by largest remainders. Tiers are spread evenly: among the first r rows each has
/// its share of r to within a row for each tier ahead of it. Within blocks of 2,048 rows a keyed permutation mixes them. All of it
/// is a function of the shares, the number of rows and the seed, so any range is that part of the whole run.
public struct TierShares: Sendable, Hashable {
  /// The rows that are mixed with one another.
  public static let blockRows = 2048

  /// How many rows each tier gives to the whole run.
  public let counts: [Int]
  public let rowCount: Int
  private let seed: Seed

  /// - Parameter shares: At least 0, with a sum of 1.
  /// - Precondition: `rowCount` is at least 0 and below 2^53.
  public init(_ shares: [Double], rowCount: Int, seed: Seed) {
    precondition(!shares.isEmpty && shares.allSatisfy { $0 >= 0 } && rowCount >= 0 && rowCount < 1 << 53)
    self.rowCount = rowCount
    self.seed = seed
    counts = TierShares.largestRemainders(shares, rowCount)
  }

  private init(counts: [Int], rowCount: Int, seed: Seed) {
    (self.counts, self.rowCount, self.seed) = (counts, rowCount, seed)
  }

  /// The same without tiers that give nothing.
  public func without(_ tiers: [Int]) -> TierShares {
    precondition(tiers.allSatisfy { counts[$0] == 0 })
    return TierShares(
      counts: counts.indices.filter { !tiers.contains($0) }.map { counts[$0] }, rowCount: rowCount, seed: seed
    )
  }

  /// Whole numbers nearest to `shares` times `total` that sum to `total` (Hamilton's method; at equal remainders the first).
  static func largestRemainders(_ shares: [Double], _ total: Int) -> [Int] {
    let exact = shares.map { $0 * Double(total) }
    var counts = exact.map { min(total, Int($0.rounded(.down))) }
    let order = exact.indices.sorted {
      let (a, b) = (exact[$0] - Double(counts[$0]), exact[$1] - Double(counts[$1]))
      return a == b ? $0 < $1 : a > b
    }
    var left = total - counts.reduce(0, +)
    var next = 0
    while left != 0 {
      // Rounding of the products may leave more to give, or to take back, than there are tiers.
      let tier = order[left > 0 ? next % order.count : order.count - 1 - next % order.count]
      if left > 0 {
        counts[tier] += 1
        left -= 1
      } else if counts[tier] > 0 {
        counts[tier] -= 1
        left += 1
      }
      next += 1
    }
    return counts
  }

  /// How many of the first `rows` rows, before mixing, each tier gives: for each tier ascending in `rows`.
  func counts(upTo rows: Int) -> [Int] {
    var (rows, total) = (rows, rowCount)
    return counts.enumerated().map { index, count in
      // The tier's rows against those of all that follow it.
      let given =
        index == counts.count - 1 || total == 0
        ? rows : Int((UInt128(rows) * UInt128(count) * 2 + UInt128(total)) / (UInt128(total) * 2))
      rows -= given
      total -= count
      return given
    }
  }

  /// A block of rows that are mixed.
  struct Block {
    /// Its rows in the run.
    let rows: Range<Int>
    /// The rows of each tier in it, counted in the tier.
    let parts: [Range<Int>]
    private let mixing: KeyedPermutation

    fileprivate init(_ index: Int, _ shares: TierShares) {
      let start = index * TierShares.blockRows
      rows = start..<min(start + TierShares.blockRows, shares.rowCount)
      parts = zip(shares.counts(upTo: rows.lowerBound), shares.counts(upTo: rows.upperBound)).map { $0..<$1 }
      // Above all tweaks of identifiers.
      mixing = KeyedPermutation(
        domain: UInt64(rows.count), key: shares.seed.value, tweak: 1 << 63 | UInt64(index))
    }

    /// The tier of a row of the run, and the row's number among the block's rows of the tier.
    func place(of row: Int) -> (tier: Int, index: Int) {
      var index = Int(mixing(UInt64(row - rows.lowerBound)))
      for (tier, part) in parts.enumerated() {
        if index < part.count { return (tier, index) }
        index -= part.count
      }
      preconditionFailure("the parts are the block")
    }
  }

  /// The block with row `row`.
  func block(of row: Int) -> Block {
    precondition(row >= 0 && row < rowCount)
    return Block(row / TierShares.blockRows, self)
  }

  /// How many rows of `rows` each tier gives. - Complexity: O(1), and that of at most two blocks.
  public func composition(of rows: Range<Int>) -> [Int] {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount)
    func first(_ end: Int) -> [Int] {
      let whole = end / TierShares.blockRows * TierShares.blockRows
      if end == rowCount { return counts }
      var result = counts(upTo: whole)
      if whole < end {
        let block = block(of: whole)
        for row in whole..<end { result[block.place(of: row).tier] += 1 }
      }
      return result
    }
    return zip(first(rows.upperBound), first(rows.lowerBound)).map { $0 - $1 }
  }

  /// For each tier the rows that it gives to the blocks of `rows`, counted in the tier.
  public func ranges(for rows: Range<Int>) -> [Range<Int>] {
    if rows.isEmpty { return counts.map { _ in 0..<0 } }
    let (first, last) = (block(of: rows.lowerBound), block(of: rows.upperBound - 1))
    return zip(first.parts, last.parts).map { $0.lowerBound..<$1.upperBound }
  }
}

extension Seed {
  /// The seed of tier `index` of a run: the run's own for the first, so that two tiers of one model do not give the same rows.
  public func tier(_ index: Int) -> Seed {
    if index == 0 { return self }
    // An image of the numbers below 2^64 - 1, under a tweak above those of identifiers and below those of mixing.
    let permutation = KeyedPermutation(domain: .max, key: value, tweak: 1 << 62)
    return Seed(permutation(UInt64(index)))
  }
}
