internal import CKernels

extension KernelSet {
  /// Correlated normals: ``uniformPairs``, ``normalQuantile`` and ``triangularProduct`` of all latents in one pass
  /// that stays in the first-level cache, with the same bits.
  ///
  /// - Parameters:
  ///   - lower: `latents` x `latents`, row by row; entries above the diagonal are not read.
  ///   - columns: latent j of row `firstRow + r` goes to `columns[j * stride + r]`.
  /// - Precondition: `stride >= rows`, and both buffers hold what the sizes say.
  /// - Complexity: O(rows * latents²).
  public func correlatedNormals(
    seed: UInt64, stream: UInt16, draw: UInt16 = 0, firstRow: UInt64,
    lower: UnsafeBufferPointer<Double>, latents: Int, rows: Int,
    columns: UnsafeMutableBufferPointer<Double>, stride: Int
  ) {
    precondition(latents >= 0 && rows >= 0 && stride >= rows)
    guard latents > 0, rows > 0 else { return }
    precondition(lower.count >= latents * latents, "the matrix is too short")
    precondition(columns.count >= (latents - 1) * stride + rows, "the columns are too short")
    guard let weights = lower.baseAddress, let values = columns.baseAddress else { return }
    let words = sk_philox(seed: seed, latent: 0, stream: stream, draw: draw)
    table.pointee.correlated_normals(
      words, firstRow, Int64(latents), Int64(rows), weights, values, Int64(stride))
  }

  /// For each z the number of cuts that are not above it; a NaN has none.
  ///
  /// - Complexity: O(z * cuts), without a branch or a look-up: for a dozen cuts or so.
  public func codes(
    cuts: [Double], of z: UnsafeBufferPointer<Double>, into output: UnsafeMutableBufferPointer<Int32>
  ) {
    precondition(z.count == output.count)
    guard let source = z.baseAddress, let target = output.baseAddress else { return }
    cuts.withUnsafeBufferPointer {
      table.pointee.threshold_codes(Int64($0.count), $0.baseAddress, Int64(z.count), source, target)
    }
  }

  /// One bit per z, lowest first: whether it is at least `threshold`. Bits past the last z are 0.
  ///
  /// - Precondition: there is a word for every 64 values.
  public func bits(
    atLeast threshold: Double, of z: UnsafeBufferPointer<Double>,
    into words: UnsafeMutableBufferPointer<UInt64>
  ) {
    precondition(words.count >= (z.count + 63) / 64)
    guard let source = z.baseAddress, let target = words.baseAddress else { return }
    table.pointee.threshold_bits(threshold, Int64(z.count), source, target)
  }

  /// `slope * z + intercept`.
  ///
  /// - Precondition: the buffers are equally long and do not overlap.
  public func affine(
    slope: Double, intercept: Double, _ z: UnsafeBufferPointer<Double>,
    into output: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(z.count == output.count)
    guard let source = z.baseAddress, let target = output.baseAddress else { return }
    table.pointee.affine(Int64(z.count), slope, intercept, source, target)
  }

  /// The point of the segment that holds each u.
  public func lookup(
    _ points: PointTable, at u: UnsafeBufferPointer<Double>, into output: UnsafeMutableBufferPointer<Int64>
  ) {
    precondition(u.count == output.count)
    guard let source = u.baseAddress, let target = output.baseAddress else { return }
    points.index.withTable { segments in
      points.points.withUnsafeBufferPointer {
        table.pointee.lookup_points(segments, $0.baseAddress, Int64(u.count), source, target)
      }
    }
  }
}
