internal import CKernels

extension KernelSet {
  /// Random bits: word pair `latent & 1` of the Philox4x32-10 block of each row.
  ///
  /// The key is `seed` (low word, high word); the counter of a row is
  /// `(row low, row high, latent >> 1, stream << 16 | draw)`. Words 0 and 1 of the block serve the even latent,
  /// words 2 and 3 the odd one, the earlier word being the low half.
  /// Source: Salmon et al., SC 2011; constants of Random123.
  ///
  /// - Parameter firstRow: the row of `output[0]`; the others follow, modulo 2^64.
  public func bits(
    seed: UInt64, stream: UInt16, latent: UInt32, draw: UInt16, firstRow: UInt64,
    into output: UnsafeMutableBufferPointer<UInt64>
  ) {
    guard let base = output.baseAddress else { return }
    let words = sk_philox(seed: seed, latent: latent, stream: stream, draw: draw)
    table.pointee.philox_bits(words, firstRow, Int64(output.count), base)
  }

  /// Uniform numbers in the open interval (0, 1): `(k + 1/2) 2^-52` for the top 52 bits k of ``bits``.
  ///
  /// Exact: the least value is 2^-53 and the greatest 1 - 2^-53, so 0 and 1 never occur.
  public func uniforms(
    seed: UInt64, stream: UInt16, latent: UInt32, draw: UInt16, firstRow: UInt64,
    into output: UnsafeMutableBufferPointer<Double>
  ) {
    guard let base = output.baseAddress else { return }
    let words = sk_philox(seed: seed, latent: latent, stream: stream, draw: draw)
    table.pointee.philox_uniforms(words, firstRow, Int64(output.count), base)
  }

  /// ``uniforms`` of an even latent and of the odd one after it, which share their Philox blocks: two for the
  /// price of one.
  ///
  /// - Precondition: `latent` is even; the buffers are equally long and do not overlap.
  public func uniformPairs(
    seed: UInt64, stream: UInt16, latent: UInt32, draw: UInt16, firstRow: UInt64,
    even: UnsafeMutableBufferPointer<Double>, odd: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(latent.isMultiple(of: 2), "a pair of latents starts with an even one")
    precondition(even.count == odd.count)
    guard let first = even.baseAddress, let second = odd.baseAddress else { return }
    let words = sk_philox(seed: seed, latent: latent, stream: stream, draw: draw)
    table.pointee.philox_uniform_pairs(words, firstRow, Int64(even.count), first, second)
  }
}
