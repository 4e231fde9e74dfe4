internal import Kernels
internal import Randomness

extension RowDraw {
  /// The rows that `resample` draws, in ascending order.
  ///
  /// Rows in order are read in the order of memory; what counts does not depend on it. - Complexity: O(size + count).
  static func orderedResample(_ size: Int, of count: Int, purpose: RowPurpose, round: UInt32, seed: UInt64)
    -> [Int32]
  {
    precondition(count > 0)
    var times = [UInt32](repeating: 0, count: count)
    times.withUnsafeMutableBufferPointer { times in
      withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 4096) { bits in
        for start in stride(from: 0, to: size, by: 4096) {
          let block = UnsafeMutableBufferPointer(rebasing: bits[..<min(4096, size - start)])
          KernelSet.active.bits(
            seed: seed, stream: RandomStream.evaluation.rawValue,
            latent: purpose.rawValue << 24 | round & 0xFF_FFFF, draw: 0, firstRow: UInt64(start), into: block)
          for word in block { times[Int(word.multipliedFullWidth(by: UInt64(count)).high)] += 1 }
        }
      }
    }
    return [Int32](unsafeUninitializedCapacity: size) { output, next in
      times.withUnsafeBufferPointer { times in
        for row in times.indices {
          for _ in 0..<times[row] {
            output.initializeElement(at: next, to: Int32(row))
            next += 1
          }
        }
      }
    }
  }
}

/// Which rounds of a purpose belong to what, so that an expectation and an interval do not share draws.
enum ResampleRound {
  static let bootstrap: UInt32 = 0
  static let expectation: UInt32 = 0x10_0000
  static let holdoutExpectation: UInt32 = 0x20_0000
  static let independence: UInt32 = 0x30_0000
}
