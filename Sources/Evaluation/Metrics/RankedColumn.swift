internal import Kernels

/// A column of numbers by the order of its values: what measures of ranks are computed from.
struct RankedColumn: Sendable {
  /// Per row how many different values are below its own; -1 where it is missing.
  let codes: [Int32]
  /// Per code, how many rows have it.
  let counts: [Int32]
  let hasMissing: Bool

  /// NaN is missing; -0 and 0 are one value.
  ///
  /// - Precondition: fewer than 2^31 values.
  /// - Complexity: O(n), a radix sort and a search for each value.
  init(_ values: [Double]) {
    let sorted = SortedSample(values)
    hasMissing = sorted.count < values.count
    var distinct: [Double] = []
    var counts: [Int32] = []
    var start = 0
    for index in 0...sorted.count where index == sorted.count || sorted.values[index] != sorted.values[start]
    {
      if index > start {
        distinct.append(sorted.values[start])
        counts.append(Int32(index - start))
      }
      start = index
    }
    self.counts = counts
    let places = PlaceTable(distinct)
    codes = distinct.withUnsafeBufferPointer { distinct in
      values.map { $0.isNaN ? -1 : places.place(of: $0, in: distinct) }
    }
  }

  init(codes: [Int32], counts: [Int32]) {
    (self.codes, self.counts, hasMissing) = (codes, counts, false)
  }
}

/// Where a value stands among ascending ones: a bucket by the value's size, then bisection in the bucket.
private struct PlaceTable {
  /// The first place of each bucket.
  private let starts: [Int32]
  private let low: Double
  private let scale: Double

  init(_ ascending: [Double]) {
    let finite = ascending.filter(\.isFinite)
    let buckets = min(max(finite.count, 1), 1 << 16)
    low = finite.first ?? 0
    let width = (finite.last ?? 0) - low
    let scale = Double(buckets - 1) / width
    // Neither a width that is no double nor one that is next to nothing: then there is one bucket.
    self.scale = scale.isFinite && width.isFinite ? scale : 0
    var starts = [Int32](repeating: 0, count: buckets + 1)
    for value in ascending { starts[PlaceTable.bucket(value, low, self.scale, buckets) + 1] += 1 }
    for bucket in 0..<buckets { starts[bucket + 1] += starts[bucket] }
    self.starts = starts
  }

  /// Never falls as the value grows, whatever the rounding.
  private static func bucket(_ value: Double, _ low: Double, _ scale: Double, _ count: Int) -> Int {
    if scale == 0 { return 0 }
    return Int(min(max((value - low) * scale, 0), Double(count - 1)))
  }

  /// - Precondition: The value is one of the ascending ones.
  func place(of value: Double, in ascending: UnsafeBufferPointer<Double>) -> Int32 {
    let bucket = PlaceTable.bucket(value, low, scale, starts.count - 1)
    var (first, count) = (Int(starts[bucket]), Int(starts[bucket + 1] - starts[bucket]))
    while count > 1 {
      let half = count / 2
      if ascending[first + half] <= value { first += half }
      count -= half
    }
    return Int32(first)
  }
}

/// Two columns over the rows where neither is missing.
struct RankedPair: Sendable {
  let x: RankedColumn
  let y: RankedColumn
  var count: Int { x.codes.count }

  /// - Complexity: O(1) if no value is missing, else O(n).
  init(_ x: RankedColumn, _ y: RankedColumn) {
    precondition(x.codes.count == y.codes.count)
    if !x.hasMissing && !y.hasMissing {
      (self.x, self.y) = (x, y)
      return
    }
    var (codesX, codesY): ([Int32], [Int32]) = ([], [])
    codesX.reserveCapacity(x.codes.count)
    codesY.reserveCapacity(x.codes.count)
    // Codes without a row do no harm.
    var countsX = [Int32](repeating: 0, count: x.counts.count)
    var countsY = [Int32](repeating: 0, count: y.counts.count)
    for (a, b) in zip(x.codes, y.codes) where a >= 0 && b >= 0 {
      codesX.append(a)
      codesY.append(b)
      countsX[Int(a)] += 1
      countsY[Int(b)] += 1
    }
    self.x = RankedColumn(codes: codesX, counts: countsX)
    self.y = RankedColumn(codes: codesY, counts: countsY)
  }
}
