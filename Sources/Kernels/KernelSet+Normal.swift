internal import CKernels

extension KernelSet {
  /// Standard normal quantiles, at sampling quality: relative error below 1e-9 for p in [2^-1022, 1 - 2^-53].
  ///
  /// `q R(q^2)` with `q = p - 1/2` where `|q| <= 0.474`, else a rational function of `sqrt(-2 log min(p, 1 - p))`.
  /// Values of p at or below 0 count as 2^-1022, and p at or above 1 as 1 - 2^-1022, so results stay within
  /// 37.6 of zero; NaN counts as 1. `z` may be the memory of `p`.
  public func normalQuantile(
    _ p: UnsafeBufferPointer<Double>, into z: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(p.count == z.count)
    guard let source = p.baseAddress, let target = z.baseAddress else { return }
    table.pointee.normal_quantile(Int64(p.count), source, target)
  }

  /// ``normalQuantile(_:into:)`` in place.
  public func normalQuantile(_ values: UnsafeMutableBufferPointer<Double>) {
    normalQuantile(UnsafeBufferPointer(values), into: values)
  }

  /// The standard normal distribution function, inside (0, 1).
  ///
  /// `exp(-z^2 / 2) R(|z|)` with one rational R, subtracted from 1 for z >= 0. Absolute error below 1e-15;
  /// relative error below 1e-14 for z >= -8 and below 1e-13 down to -37.5. z below -37.5 counts as -37.5
  /// (4.6e-308); results above 1 - 2^-53 become 1 - 2^-53; NaN gives 1 - 2^-53. `u` may be the memory of `z`.
  public func normalCDF(
    _ z: UnsafeBufferPointer<Double>, into u: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(z.count == u.count)
    guard let source = z.baseAddress, let target = u.baseAddress else { return }
    table.pointee.normal_cdf(Int64(z.count), source, target)
  }

  /// ``normalCDF(_:into:)`` in place.
  public func normalCDF(_ values: UnsafeMutableBufferPointer<Double>) {
    normalCDF(UnsafeBufferPointer(values), into: values)
  }

  /// Replaces the latents of each row by their product with a lower triangular matrix: `z_i = sum_j L_ij z_j`
  /// over j = 0...i, added in that order.
  ///
  /// - Parameters:
  ///   - lower: `latents` x `latents`, row by row; entries above the diagonal are not read.
  ///   - columns: latent j of row r at `columns[j * stride + r]`.
  /// - Precondition: `stride >= rows`, and both buffers hold what the sizes say.
  public func triangularProduct(
    lower: UnsafeBufferPointer<Double>, latents: Int, rows: Int,
    columns: UnsafeMutableBufferPointer<Double>, stride: Int
  ) {
    precondition(latents >= 0 && rows >= 0 && stride >= rows)
    guard latents > 0, rows > 0 else { return }
    precondition(lower.count >= latents * latents, "the matrix is too short")
    precondition(columns.count >= (latents - 1) * stride + rows, "the columns are too short")
    guard let weights = lower.baseAddress, let values = columns.baseAddress else { return }
    table.pointee.triangular_product(Int64(latents), Int64(rows), weights, values, Int64(stride))
  }
}
