import Kernels

/// The kernel sets that this machine runs.
let kernelSets: [KernelSet] = InstructionSet.allCases.compactMap { KernelSet($0) }

/// Odd counts: one row, less than a register, a partial block, whole blocks.
let counts = [1, 7, 1023, 2048]

extension KernelSet {
  func uniforms(
    seed: UInt64 = 42, stream: UInt16 = 0, latent: UInt32 = 0, draw: UInt16 = 0, firstRow: UInt64 = 0,
    count: Int
  ) -> [Double] {
    filled(count, 0.0) {
      uniforms(seed: seed, stream: stream, latent: latent, draw: draw, firstRow: firstRow, into: $0)
    }
  }

  func bits(
    seed: UInt64 = 42, stream: UInt16 = 0, latent: UInt32 = 0, draw: UInt16 = 0, firstRow: UInt64 = 0,
    count: Int
  ) -> [UInt64] {
    filled(count, 0) {
      bits(seed: seed, stream: stream, latent: latent, draw: draw, firstRow: firstRow, into: $0)
    }
  }

  func quantiles(_ p: [Double]) -> [Double] {
    p.withUnsafeBufferPointer { p in filled(p.count, 0.0) { normalQuantile(p, into: $0) } }
  }

  func probabilities(_ z: [Double]) -> [Double] {
    z.withUnsafeBufferPointer { z in filled(z.count, 0.0) { normalCDF(z, into: $0) } }
  }

  func values(_ table: LineTable, _ u: [Double]) -> [Double] {
    u.withUnsafeBufferPointer { u in filled(u.count, 0.0) { lookup(table, at: u, into: $0) } }
  }

  func codes(_ table: CodeTable, _ u: [Double]) -> [Int32] {
    u.withUnsafeBufferPointer { u in filled(u.count, 0) { lookup(table, at: u, into: $0) } }
  }

  func integers(_ table: LatticeTable, _ u: [Double]) -> [Int64] {
    u.withUnsafeBufferPointer { u in filled(u.count, 0) { lookup(table, at: u, into: $0) } }
  }
}

/// An array that `body` fills.
func filled<Element>(
  _ count: Int, _ start: Element, _ body: (UnsafeMutableBufferPointer<Element>) -> Void
) -> [Element] {
  var array = Array(repeating: start, count: count)
  array.withUnsafeMutableBufferPointer { body($0) }
  return array
}

/// The bit patterns, so that comparisons tell signed zeros and NaN apart.
func patterns(_ values: [Double]) -> [UInt64] { values.map(\.bitPattern) }
