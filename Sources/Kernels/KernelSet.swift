internal import CKernels

/// The vectorised loops of one instruction set.
///
/// Every function is a pure function of its arguments and gives the same bits on every instruction set, for every
/// split of the input into calls: each output depends on its own row alone, sums run in a fixed order, fused
/// multiply-add is off, and exp and log are polynomials of our own. Buffers of a few thousand values stay in cache.
public struct KernelSet: Sendable {
  /// The set these loops were compiled for.
  public let instructionSet: InstructionSet

  // The table is constant data of the program.
  nonisolated(unsafe) let table: UnsafePointer<sk_kernels>

  /// The kernels of `instructionSet`; nil when this machine does not run it.
  public init?(_ instructionSet: InstructionSet) {
    guard let table = sk_kernels_for(Int32(instructionSet.rawValue)) else { return nil }
    self.instructionSet = instructionSet
    self.table = table
  }

  /// The kernels of `InstructionSet.active`.
  public static let active: KernelSet = KernelSet(InstructionSet.active) ?? KernelSet(.baseline)!
}
