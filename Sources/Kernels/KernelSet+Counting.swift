internal import CKernels

extension KernelSet {
  /// Adds to `counts` how often each code occurs.
  ///
  /// Exact, so it may be called for parts of a column; a count holds up to 2^32 - 1.
  ///
  /// - Precondition: Every code is below `counts.count`. It is not checked.
  /// - Complexity: O(*n*), about a third of a nanosecond per code, less for few levels.
  public func count(_ codes: UnsafeBufferPointer<UInt8>, into counts: UnsafeMutableBufferPointer<UInt32>) {
    guard let source = codes.baseAddress, let target = counts.baseAddress else { return }
    table.pointee.count_codes_8(Int64(codes.count), source, Int64(counts.count), target)
  }

  /// Adds to `counts` how often each code occurs; as for bytes.
  public func count(_ codes: UnsafeBufferPointer<UInt16>, into counts: UnsafeMutableBufferPointer<UInt32>) {
    guard let source = codes.baseAddress, let target = counts.baseAddress else { return }
    table.pointee.count_codes_16(Int64(codes.count), source, Int64(counts.count), target)
  }

  /// Adds to `counts` how often each code occurs; as for bytes. No code is negative.
  public func count(_ codes: UnsafeBufferPointer<Int32>, into counts: UnsafeMutableBufferPointer<UInt32>) {
    guard let source = codes.baseAddress, let target = counts.baseAddress else { return }
    table.pointee.count_codes_32(Int64(codes.count), source, Int64(counts.count), target)
  }

  /// Adds to `counts` how often each pair of codes occurs, in cell `a * width + b`.
  ///
  /// - Precondition: Every cell is below `counts.count`. It is not checked.
  public func countPairs(
    _ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>, width: Int,
    into counts: UnsafeMutableBufferPointer<UInt32>
  ) {
    precondition(a.count == b.count && width > 0)
    guard let x = a.baseAddress, let y = b.baseAddress, let target = counts.baseAddress else { return }
    table.pointee.count_pairs_8(Int64(a.count), x, y, Int64(width), target)
  }

  /// Adds to `counts` how often each pair of codes occurs, in cell `a * width + b`; as for bytes.
  public func countPairs(
    _ a: UnsafeBufferPointer<Int32>, _ b: UnsafeBufferPointer<Int32>, width: Int,
    into counts: UnsafeMutableBufferPointer<UInt32>
  ) {
    precondition(a.count == b.count && width > 0)
    guard let x = a.baseAddress, let y = b.baseAddress, let target = counts.baseAddress else { return }
    table.pointee.count_pairs_32(Int64(a.count), x, y, Int64(width), target)
  }

  /// Adds to `counts` how often each whole number `low`, `low + 1`, ... occurs; whatever else there is, NaN too, is
  /// counted in the last cell.
  ///
  /// - Precondition: The values from `low` up to the cell before the last are whole numbers (a fraction counts as
  ///   the number below it), and there are fewer than 2^31 cells.
  public func countOffsets(
    _ values: UnsafeBufferPointer<Double>, low: Double, into counts: UnsafeMutableBufferPointer<UInt32>
  ) {
    precondition(!counts.isEmpty && counts.count < 1 << 31)
    guard let source = values.baseAddress, let target = counts.baseAddress else { return }
    table.pointee.count_offsets(Int64(values.count), source, low, Int64(counts.count), target)
  }

  /// The largest `|i m - j n|` over all cells, i and j being the running totals of the counts, n and m their totals.
  ///
  /// Divided by `n m` it is the Kolmogorov-Smirnov distance of the two samples.
  /// - Precondition: Equally many cells, whose totals are `n` and `m`, with `n m` below 2^63.
  public func spread(
    _ first: UnsafeBufferPointer<UInt32>, total n: Int, _ second: UnsafeBufferPointer<UInt32>, total m: Int
  ) -> Int {
    precondition(first.count == second.count && n >= 0 && m >= 0)
    precondition(!n.multipliedReportingOverflow(by: m).overflow)
    guard let a = first.baseAddress, let b = second.baseAddress else { return 0 }
    return Int(table.pointee.count_spread(Int64(first.count), a, b, UInt64(n), UInt64(m)))
  }

  /// The bin of each value: 0 for NaN, 1 below `low`, `bins + 2` above `high`, else
  /// `2 + min(bins - 1, floor((value - low) / width))`.
  ///
  /// The division is carried out, not replaced by a product, which would move values on the edge of a bin.
  /// - Precondition: 1 to 253 bins, `width` positive.
  public func bin(
    _ values: UnsafeBufferPointer<Double>, low: Double, high: Double, width: Double, bins: Int,
    into output: UnsafeMutableBufferPointer<UInt8>
  ) {
    precondition(values.count == output.count && bins > 0 && bins <= 253)
    guard let source = values.baseAddress, let target = output.baseAddress else { return }
    table.pointee.bin_numbers(Int64(values.count), source, low, high, width, Int64(bins), target)
  }

  /// Adds to `reach` how many of the values are at least as large as each threshold.
  ///
  /// - Precondition: At least one threshold, in ascending order, none of them the least `Int64`.
  /// - Complexity: O(values * thresholds); for a dozen thresholds within 2^16 about 0.3 ns per value.
  public func countSteps(
    _ values: UnsafeBufferPointer<Int64>, thresholds: [Int64], into reach: UnsafeMutableBufferPointer<UInt64>
  ) {
    precondition(thresholds.count == reach.count && !thresholds.isEmpty && thresholds[0] > .min)
    guard let source = values.baseAddress, let target = reach.baseAddress else { return }
    table.pointee.count_steps(Int64(values.count), source, Int64(thresholds.count), thresholds, target)
  }

  /// Sorts numbers in ascending order, -0 before 0, by their bits: one pass per byte in which they differ.
  ///
  /// NaN goes to the ends. `scratch` is as long as `values` and is left with anything.
  /// - Precondition: fewer than 2^32 values.
  public func sort(
    _ values: UnsafeMutableBufferPointer<Double>, scratch: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(values.count == scratch.count && values.count < 1 << 32)
    guard let target = values.baseAddress, let other = scratch.baseAddress else { return }
    table.pointee.sort_numbers(Int64(values.count), target, other)
  }
}
