internal import Randomness

/// Which use a draw of rows has, so that no two use the same numbers under one seed.
package enum RowPurpose: UInt32 {
  case realSample = 1
  case syntheticSample, holdoutSample, folds, resampleReal, resampleSynthetic, independence, split
  case uniformTable
  /// Of an audit.
  case auditReal, auditHoldout, auditSynthetic, auditHalves, auditPredicates, auditGuesses, auditPairs
  /// Of triples of columns, not of rows.
  case columnTriples = 32
}

/// Seeded draws of rows of a table.
package enum RowDraw {
  /// `size` different rows of `count`, in ascending order; all of them if `size` is no less. - Complexity: O(count).
  package static func sample(_ size: Int, of count: Int, purpose: RowPurpose, seed: UInt64) -> [Int32] {
    if size >= count { return (0..<Int32(count)).map { $0 } }
    return shuffled(count, purpose: purpose, seed: seed).prefix(size).sorted()
  }

  /// `size` rows of `count` with replacement, in the order of their drawing. - Complexity: O(size).
  package static func resample(
    _ size: Int, of count: Int, purpose: RowPurpose, round: UInt32 = 0, seed: UInt64
  )
    -> [Int32]
  {
    precondition(count > 0)
    let generator = Philox4x32(seed: Seed(seed))
    return (0..<size).map { index in
      let bits = generator.bits(
        stream: .evaluation, latent: purpose.rawValue << 24 | round & 0xFF_FFFF, row: UInt64(index))
      return Int32(bits.multipliedFullWidth(by: UInt64(count)).high)
    }
  }

  /// All rows of `count` in random order. - Complexity: O(count).
  package static func shuffled(_ count: Int, purpose: RowPurpose, round: UInt32 = 0, seed: UInt64) -> [Int32]
  {
    var rows = (0..<Int32(count)).map { $0 }
    let generator = Philox4x32(seed: Seed(seed))
    for last in stride(from: count - 1, to: 0, by: -1) {
      let bits = generator.bits(
        stream: .evaluation, latent: purpose.rawValue << 24 | round & 0xFF_FFFF, row: UInt64(last), draw: 1)
      rows.swapAt(last, Int(bits.multipliedFullWidth(by: UInt64(last + 1)).high))
    }
    return rows
  }
}
