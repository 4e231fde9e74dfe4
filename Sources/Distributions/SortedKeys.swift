internal import Kernels
internal import Scheduling
public import Tabular

/// The present values of a numeric column as `OrderedKey`s, ascending, repeats included.
public struct SortedKeys: Sendable {
  public let keys: [UInt64]
  /// How many of them differ.
  public let distinctCount: Int

  /// Sorts the values of a column of numbers (`int64` or `float64`).
  ///
  /// A sample of the values cuts the column into pieces that fit into the cache; each value goes to its piece, and
  /// each piece is sorted there. A bad sample costs time, never the result.
  ///
  /// - Parameter threads: The result does not depend on it.
  /// - Complexity: O(*n*); ten bytes a value while it works, of which eight stay.
  /// - Precondition: `values` are numbers, none of them NaN where it is present.
  public init(_ values: Column.Values, validity: Bitmap?, threads: Int) throws {
    self = try values.withKeyBits { bits, kind in
      try SortedKeys(bits, kind: kind, validity: validity, threads: threads)
    }
  }

  /// Takes over keys that are sorted.
  public init(sorted keys: [UInt64]) {
    self.keys = keys
    distinctCount = keys.withUnsafeBufferPointer { KernelSet.active.distinctCount($0) }
  }

  /// The largest number that divides all differences between the keys; 1 for a single one.
  public var step: UInt64 {
    var divisor: UInt64 = 0
    keys.withUnsafeBufferPointer { keys in
      var index = 1
      while index < keys.count, divisor != 1 {
        if keys[index] != keys[index - 1] {
          divisor = greatestCommonDivisor(keys[index] - keys[index - 1], divisor)
        }
        index += 1
      }
    }
    return max(1, divisor)
  }

  private init(
    _ values: UnsafeBufferPointer<UInt64>, kind: ValueKind, validity: Bitmap?, threads: Int
  ) throws {
    let count = values.count
    let present = validity?.setCount ?? count
    let cuts = SortedKeys.cuts(values, kind: kind, validity: validity, present: present)
    let tree = KeyTree(cuts: cuts)
    // One bucket more: the rows without a value.
    let bucketCount = cuts.count + 2
    let slices = ChunkPlan(rows: 0..<count, chunkRows: max(1 << 16, (count + threads - 1) / max(threads, 1)))

    var buckets = [UInt16](unsafeUninitializedCapacity: count) { $1 = count }
    var keys = [UInt64](unsafeUninitializedCapacity: count) { $1 = count }
    var distinct = 0
    try buckets.withUnsafeMutableBufferPointer { buckets in
      try keys.withUnsafeMutableBufferPointer { keys in
        // Each task has rows, then pieces, of its own.
        nonisolated(unsafe) let (values, buckets, keys) = (values, buckets, keys)
        let sizes = try Parallel.map(count: slices.count, threads: threads) { slice in
          let rows = slices[slice]
          let own = UnsafeMutableBufferPointer(rebasing: buckets[rows])
          KernelSet.active.search(
            tree, for: UnsafeBufferPointer(rebasing: values[rows]), kind: kind, into: own)
          validity?.forEachClear(in: rows) { buckets[$0] = UInt16(bucketCount - 1) }
          var sizes = [Int64](repeating: 0, count: bucketCount)
          sizes.withUnsafeMutableBufferPointer { sizes in for bucket in own { sizes[Int(bucket)] += 1 } }
          return sizes
        }
        var starts = [Int64](repeating: 0, count: bucketCount + 1)
        var next = sizes
        var sum: Int64 = 0
        for bucket in 0..<bucketCount {
          starts[bucket] = sum
          for slice in sizes.indices {
            next[slice][bucket] = sum
            sum += sizes[slice][bucket]
          }
        }
        starts[bucketCount] = sum
        let (places, pieces) = (next, starts)
        _ = try Parallel.map(count: slices.count, threads: threads) { slice in
          var next = places[slice]
          next.withUnsafeMutableBufferPointer {
            KernelSet.active.scatter(
              UnsafeBufferPointer(rebasing: values[slices[slice]]), kind: kind,
              buckets: UnsafeBufferPointer(rebasing: buckets[slices[slice]]), next: $0, into: keys)
          }
        }
        let tasks = ChunkPlan(rows: 0..<(bucketCount - 1), chunkRows: 64)
        let counts = try Parallel.map(count: tasks.count, threads: threads) { task in
          let largest = tasks[task].map { Int(pieces[$0 + 1] - pieces[$0]) }.max() ?? 0
          var scratch = [UInt64](unsafeUninitializedCapacity: largest) { $1 = largest }
          return scratch.withUnsafeMutableBufferPointer { scratch in
            var distinct = 0
            for bucket in tasks[task] {
              let piece = UnsafeMutableBufferPointer(
                rebasing: keys[Int(pieces[bucket])..<Int(pieces[bucket + 1])])
              KernelSet.active.sort(piece, scratch: scratch)
              distinct += KernelSet.active.distinctCount(UnsafeBufferPointer(piece))
            }
            return distinct
          }
        }
        // Equal values share a piece, so nothing is counted twice.
        distinct = counts.reduce(0, +)
      }
    }
    if present < count { keys.removeLast(count - present) }
    self.keys = keys
    distinctCount = distinct
  }

  /// Pieces hold about so many values.
  private static let pieceSize = 2048
  private static let mostLevels = 12
  private static let samplesPerPiece = 8

  /// Cuts at the quantiles of a sample.
  private static func cuts(
    _ values: UnsafeBufferPointer<UInt64>, kind: ValueKind, validity: Bitmap?, present: Int
  ) -> [UInt64] {
    var levels = 0
    while levels < mostLevels, present >> levels > pieceSize { levels += 1 }
    guard levels > 0 else { return [] }
    let wanted = samplesPerPiece << levels
    var sample: [UInt64] = []
    sample.reserveCapacity(wanted)
    // Steps of the golden section: evenly over the rows, in step with no period of theirs.
    var position: UInt64 = 0
    for _ in 0..<wanted {
      position &+= 0x9E37_79B9_7F4A_7C15
      let row = Int(position.multipliedFullWidth(by: UInt64(values.count)).high)
      guard validity?[row] ?? true else { continue }
      switch kind {
      case .integer: sample.append(OrderedKey.key(Int64(bitPattern: values[row])))
      case .real: sample.append(OrderedKey.key(Double(bitPattern: values[row])))
      }
    }
    sample.sort()
    var cuts: [UInt64] = []
    for index in stride(from: samplesPerPiece, to: sample.count, by: samplesPerPiece)
    where cuts.last != sample[index] { cuts.append(sample[index]) }
    return cuts
  }
}

extension Column.Values {
  /// The values of a column of numbers as 64 bits each, and what these mean.
  func withKeyBits<Result>(_ body: (UnsafeBufferPointer<UInt64>, ValueKind) throws -> Result) rethrows
    -> Result
  {
    switch self {
    case .int64(let integers):
      try integers.withUnsafeBytes { try body($0.bindMemory(to: UInt64.self), .integer) }
    case .float64(let reals):
      try reals.withUnsafeBytes { try body($0.bindMemory(to: UInt64.self), .real) }
    case .codes, .strings: preconditionFailure("only numbers have keys")
    }
  }
}
