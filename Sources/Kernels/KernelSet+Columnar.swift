internal import CKernels

extension KernelSet {
  /// Widens `low` and `high` to hold `values`. NaN is passed over. Where an extreme is zero, its sign is unspecified.
  public func widen(_ low: inout Double, _ high: inout Double, by values: UnsafeBufferPointer<Double>) {
    guard let source = values.baseAddress else { return }
    table.pointee.extremes_reals(Int64(values.count), source, &low, &high)
  }

  /// Widens `low` and `high` to hold `values`.
  public func widen(_ low: inout Int64, _ high: inout Int64, by values: UnsafeBufferPointer<Int64>) {
    guard let source = values.baseAddress else { return }
    table.pointee.extremes_integers(Int64(values.count), source, &low, &high)
  }

  /// The largest of `codes`; 0 if there are none.
  public func largest(of codes: UnsafeBufferPointer<UInt32>) -> UInt32 {
    guard let source = codes.baseAddress else { return 0 }
    return table.pointee.largest_code(Int64(codes.count), source)
  }

  /// How many bytes `pack` needs room for: eight more than it fills.
  public static func packedRoom(count: Int, width: Int) -> Int { (count * width + 7) / 8 + 8 }

  /// Stores the low `width` bits of each code, one after the other, the first lowest in the first byte.
  ///
  /// The bits after the last code are zero, to the end of its byte.
  /// - Parameter width: 1 to 32.
  /// - Precondition: no code has more bits than `width`; `output` has `packedRoom` bytes.
  public func pack(
    _ codes: UnsafeBufferPointer<UInt32>, width: Int, into output: UnsafeMutableRawBufferPointer
  ) {
    precondition((1...32).contains(width))
    precondition(output.count >= KernelSet.packedRoom(count: codes.count, width: width))
    guard let source = codes.baseAddress else { return }
    table.pointee.pack_codes(
      Int64(codes.count), Int32(width), source, output.baseAddress!.assumingMemoryBound(to: UInt8.self))
  }
}
