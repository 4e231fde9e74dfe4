internal import Randomness

/// Draws of rows and features for the trees of a round.
struct Sampling {
  private let rowShare: Double
  private let columnShare: Double
  private let generator: Philox4x32

  init(_ options: GradientBoostedTrees.Options) {
    rowShare = options.rowShare
    columnShare = options.columnShare
    generator = Philox4x32(seed: Seed(options.seed))
  }

  /// Whether no row is left out.
  var hasAllRows: Bool { rowShare >= 1 }
  /// Whether no feature is, either.
  var isWhole: Bool { hasAllRows && columnShare >= 1 }

  /// Writes each row with probability `rowShare`, in ascending order; returns how many there are.
  func fill(_ list: UnsafeMutablePointer<Int32>, _ count: Int, round: Int) -> Int {
    if hasAllRows {
      for row in 0..<count { list[row] = Int32(truncatingIfNeeded: row) }
      return count
    }
    var next = 0
    for row in 0..<count {
      list[next] = Int32(truncatingIfNeeded: row)
      let number = generator.uniform(stream: .learning, latent: 2 * UInt32(round), row: UInt64(row))
      if number < rowShare { next += 1 }
    }
    return next
  }

  /// A share of the features, rounded up, in ascending order.
  func features(_ count: Int, round: Int) -> [Int] {
    let size = columnShare >= 1 ? count : min(count, max(1, Int((columnShare * Double(count)).rounded(.up))))
    if size == count { return Array(0..<count) }
    let keys = (0..<count).map {
      generator.bits(stream: .learning, latent: 2 * UInt32(round) + 1, row: UInt64($0))
    }
    return (0..<count).sorted { (keys[$0], $0) < (keys[$1], $1) }.prefix(size).sorted()
  }
}
