import Foundation
import Kernels
import Testing

@Suite struct VariateTests {
  private let u = KernelSet.active.uniforms(seed: 5, count: 3001) + [0x1p-53, 1 - 0x1p-53, 0.5, 0.25, 1e-300]

  private func exponential(_ kernels: KernelSet, _ u: [Double]) -> [Double] {
    u.withUnsafeBufferPointer { u in filled(u.count, 0.0) { kernels.exponentialVariates(u, into: $0) } }
  }

  private func laplace(_ kernels: KernelSet, _ u: [Double]) -> [Double] {
    u.withUnsafeBufferPointer { u in filled(u.count, 0.0) { kernels.laplaceVariates(u, into: $0) } }
  }

  @Test func formulas() {
    for kernels in kernelSets {
      for (u, x) in zip(u, exponential(kernels, u)) where u > 1e-16 {
        #expect(abs(x + log1p(-u)) <= 4e-15 * abs(x), "\(u)")
      }
      for (u, x) in zip(u, laplace(kernels, u)) {
        let exact = u < 0.5 ? log(2 * u) : -log(2 * (1 - u))
        #expect(abs(x - exact) <= 4e-15 * abs(exact), "\(u)")
      }
    }
  }

  @Test func everyInstructionSetGivesTheSameBits() {
    let odd = u + [0, 1, 2, .nan]
    for kernels in kernelSets {
      #expect(patterns(exponential(kernels, odd)) == patterns(exponential(kernelSets[0], odd)))
      #expect(patterns(laplace(kernels, odd)) == patterns(laplace(kernelSets[0], odd)))
    }
    #expect(exponential(kernelSets[0], odd).allSatisfy(\.isFinite))
    #expect(laplace(kernelSets[0], odd).allSatisfy(\.isFinite))
  }
}
