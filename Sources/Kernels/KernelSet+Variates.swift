internal import CKernels

extension KernelSet {
  /// Standard exponential variates `-log(1 - u)`.
  ///
  /// Relative error below 1e-15 but for what rounding took from `1 - u`; nothing for the uniforms of this library.
  /// u at or above 1, or NaN, gives 708.4; u below 0 is not to be passed.
  /// - Precondition: the buffers are equally long and do not overlap.
  public func exponentialVariates(
    _ u: UnsafeBufferPointer<Double>, into output: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(u.count == output.count)
    guard let source = u.baseAddress, let target = output.baseAddress else { return }
    table.pointee.exponential_variates(Int64(u.count), source, target)
  }

  /// Standard Laplace variates (scale 1, median 0): `log(2u)` below 1/2, `-log(2(1 - u))` from there.
  ///
  /// For modelling, never as noise for privacy: the low bits of a floating-point Laplace variate tell what it was
  /// added to (Mironov, CCS 2012). Relative error below 1e-14; u outside (0, 1) counts as 2^-1022 or 1 - 2^-1022.
  /// - Precondition: the buffers are equally long and do not overlap.
  public func laplaceVariates(
    _ u: UnsafeBufferPointer<Double>, into output: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(u.count == output.count)
    guard let source = u.baseAddress, let target = output.baseAddress else { return }
    table.pointee.laplace_variates(Int64(u.count), source, target)
  }
}
