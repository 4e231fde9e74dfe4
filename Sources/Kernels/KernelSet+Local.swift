internal import CKernels

extension KernelSet {
  /// One step of k-ary randomised response, in place.
  ///
  /// Code i stays if `words[i] < threshold` and the code is in `0..<levels`. Otherwise it becomes
  /// `draws[i] * levels >> 32`, or -1 where the lower 32 bits of that product are below `rejection`: with
  /// `rejection` = 2^32 mod `levels` what is not -1 is uniform (Lemire 2019), and -1 is to be drawn again.
  /// - Returns: how many codes became -1.
  /// - Precondition: the buffers are equally long; `levels` is at least 1 and below 2^31.
  public func respond(
    threshold: UInt64, levels: Int, rejection: UInt32, words: UnsafeBufferPointer<UInt64>,
    draws: UnsafeBufferPointer<UInt32>, codes: UnsafeMutableBufferPointer<Int32>
  ) -> Int {
    precondition(words.count == codes.count && draws.count == codes.count)
    precondition(levels >= 1 && levels < 1 << 31)
    guard let words = words.baseAddress, let draws = draws.baseAddress, let target = codes.baseAddress
    else { return 0 }
    return Int(
      table.pointee.respond(
        Int64(codes.count), threshold, UInt32(levels), rejection, words, draws, target))
  }

  /// The whole number nearest to `value * inverse`, ties to even, each value first held to `low...high`; NaN counts as
  /// `low`.
  /// - Precondition: the buffers are equally long; `low * inverse` and `high * inverse` are at most 2^51 in size.
  public func gridPoints(
    _ values: UnsafeBufferPointer<Double>, low: Double, high: Double, inverse: Double,
    into points: UnsafeMutableBufferPointer<Int64>
  ) {
    precondition(values.count == points.count)
    precondition(abs(low * inverse) <= 0x1p51 && abs(high * inverse) <= 0x1p51)
    guard let source = values.baseAddress, let target = points.baseAddress else { return }
    table.pointee.grid_points(Int64(values.count), source, low, high, inverse, target)
  }

  /// `(point + noise) * spacing`.
  /// - Precondition: the buffers are equally long; no sum leaves 64 bits.
  public func gridValues(
    _ points: UnsafeBufferPointer<Int64>, noise: UnsafeBufferPointer<Int64>, spacing: Double,
    into values: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(values.count == points.count && noise.count == points.count)
    guard let source = points.baseAddress, let added = noise.baseAddress, let target = values.baseAddress
    else { return }
    table.pointee.grid_values(Int64(values.count), source, added, spacing, target)
  }
}
