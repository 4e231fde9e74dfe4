internal import CKernels

/// What the 64 bits of a value mean, for the loops that order values.
public enum ValueKind: Int32, Sendable {
  case integer
  case real
}

/// Cuts among ordered keys, laid out as a search tree: the place of a key is the number of cuts below it.
public struct KeyTree: Sendable {
  let nodes: [UInt64]
  let levels: Int32

  /// - Parameter cuts: Ascending keys as `OrderedKey` makes them, fewer than 2^16.
  public init(cuts: [UInt64]) {
    precondition(cuts.count < 1 << 16)
    let levels = Int.bitWidth - cuts.count.leadingZeroBitCount
    let leaves = 1 << levels
    // No key lies above the largest one: cuts that are not there are above all.
    var nodes = [UInt64](repeating: .max, count: leaves)
    for depth in 0..<levels {
      let first = 1 << depth
      for k in 0..<first {
        let position = (2 * k + 1) * (leaves >> (depth + 1)) - 1
        if position < cuts.count { nodes[first + k] = cuts[position] }
      }
    }
    self.nodes = nodes
    self.levels = Int32(levels)
  }
}

extension KernelSet {
  /// For each value the number of the tree's cuts that lie below it.
  public func search(
    _ tree: KeyTree, for values: UnsafeBufferPointer<UInt64>, kind: ValueKind,
    into output: UnsafeMutableBufferPointer<UInt16>
  ) {
    precondition(values.count == output.count)
    guard let source = values.baseAddress, let target = output.baseAddress else { return }
    tree.nodes.withUnsafeBufferPointer {
      table.pointee.rank_search(
        $0.baseAddress, tree.levels, Int64(values.count), source, kind.rawValue, target)
    }
  }

  /// Writes the key of each value to the next place of its bucket.
  ///
  /// - Parameters:
  ///   - buckets: One for each value, below `next.count`.
  ///   - next: For each bucket the place of its next key in `output`; moves on. Every place reached must lie in
  ///     `output`, which is not checked.
  public func scatter(
    _ values: UnsafeBufferPointer<UInt64>, kind: ValueKind, buckets: UnsafeBufferPointer<UInt16>,
    next: UnsafeMutableBufferPointer<Int64>, into output: UnsafeMutableBufferPointer<UInt64>
  ) {
    precondition(values.count == buckets.count)
    guard let source = values.baseAddress, let target = output.baseAddress else { return }
    table.pointee.rank_scatter(
      Int64(values.count), source, kind.rawValue, buckets.baseAddress, next.baseAddress, target)
  }

  /// Sorts keys ascending. Fast for a few thousand keys that are about evenly spread, right for any.
  ///
  /// - Parameter scratch: As many entries as keys; overwritten.
  /// - Complexity: O(n) for keys of a smooth distribution; O(n * 6) at worst, as 64 bits are six digits of 12.
  public func sort(_ keys: UnsafeMutableBufferPointer<UInt64>, scratch: UnsafeMutableBufferPointer<UInt64>) {
    precondition(scratch.count >= keys.count && keys.count <= Int(UInt32.max))
    guard let base = keys.baseAddress else { return }
    table.pointee.rank_sort(Int64(keys.count), base, scratch.baseAddress)
  }

  /// How many different keys there are among sorted ones.
  public func distinctCount(_ sorted: UnsafeBufferPointer<UInt64>) -> Int {
    guard let base = sorted.baseAddress else { return 0 }
    return Int(table.pointee.rank_distinct(Int64(sorted.count), base))
  }
}
