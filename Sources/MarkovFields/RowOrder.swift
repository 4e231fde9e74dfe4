internal import Kernels
internal import Randomness

/// The rows of a block by a variable's states, those of one state in an order drawn at random.
struct RowOrder {
  /// Row numbers, state after state.
  private(set) var rows: [Int32]
  /// Where each state begins in `rows`, and the end of the last.
  private(set) var starts: [Int]

  /// - Parameters:
  ///   - states: `nil` for rows that are all in one state.
  ///   - latent, draw: The words of the random bits, one a row.
  init(
    of states: UnsafeBufferPointer<UInt8>?, cardinality: Int, rows count: Int, _ draws: FieldDraws,
    latent: Int, draw: UInt16, kernels: KernelSet
  ) {
    var starts = [Int](repeating: 0, count: cardinality + 1)
    if let states {
      for state in states { starts[Int(state) + 1] += 1 }
      for state in 0..<cardinality { starts[state + 1] += starts[state] }
    } else {
      starts[cardinality] = count
    }
    let bits = [UInt64](unsafeUninitializedCapacity: count) { buffer, filled in
      kernels.bits(
        seed: draws.seed.value, stream: draws.stream.rawValue, latent: UInt32(latent), draw: draw,
        firstRow: draws.firstRow, into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      filled = count
    }
    var next = starts
    rows = [Int32](unsafeUninitializedCapacity: count) { rows, filled in
      for row in 0..<count {
        let state = states.map { Int($0[row]) } ?? cardinality - 1
        let start = starts[state]
        let end = next[state]
        // The row goes to a place that is drawn, and the row that is there to the end.
        let place = start + Int(bits[row].multipliedFullWidth(by: UInt64(end - start + 1)).high)
        rows[end] = Int32(row)
        rows.swapAt(place, end)
        next[state] = end + 1
      }
      filled = count
    }
    self.starts = starts
  }
}
