internal import CKernels

extension KernelSet {
  /// The code of the segment that holds each u.
  ///
  /// u outside [0, 1) is held inside it, NaN counts as 0, here and in the other look-ups.
  public func lookup(
    _ codes: CodeTable, at u: UnsafeBufferPointer<Double>, into output: UnsafeMutableBufferPointer<Int32>
  ) {
    precondition(u.count == output.count)
    guard let source = u.baseAddress, let target = output.baseAddress else { return }
    codes.index.withTable { segments in
      codes.codes.withUnsafeBufferPointer {
        table.pointee.lookup_codes(segments, $0.baseAddress, Int64(u.count), source, target)
      }
    }
  }

  /// `low + t (high - low)` on the segment that holds each u, `t = (u - cut) / width` by the inverse width.
  ///
  /// The result never leaves [low, high], and an atom comes out exactly. `output` may be the memory of `u`.
  public func lookup(
    _ lines: LineTable, at u: UnsafeBufferPointer<Double>, into output: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(u.count == output.count)
    guard let source = u.baseAddress, let target = output.baseAddress else { return }
    lines.index.withTable { segments in
      lines.lines.withUnsafeBufferPointer {
        table.pointee.lookup_values(segments, $0.baseAddress, Int64(u.count), source, target)
      }
    }
  }

  /// `lower + min(floor(t (span + 1)), span) step` on the segment that holds each u.
  ///
  /// The offset is chosen in double precision and added in integers, so every point is exact. A segment of more
  /// than 2^53 points yields at most 2^53 of them, evenly spread.
  public func lookup(
    _ lattices: LatticeTable, at u: UnsafeBufferPointer<Double>,
    into output: UnsafeMutableBufferPointer<Int64>
  ) {
    precondition(u.count == output.count)
    guard let source = u.baseAddress, let target = output.baseAddress else { return }
    lattices.index.withTable { segments in
      lattices.lattices.withUnsafeBufferPointer {
        table.pointee.lookup_integers(segments, $0.baseAddress, Int64(u.count), source, target)
      }
    }
  }
}
