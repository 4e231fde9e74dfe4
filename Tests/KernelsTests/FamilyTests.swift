import Foundation
import Kernels
import Testing

/// Families of distributions as functions of their latent.
@Suite struct FamilyTests {
  /// Normal numbers over the whole range that latents can have, and the far tails.
  private static let latents: [Double] =
    KernelSet(.baseline)!.quantiles(KernelSet(.baseline)!.uniforms(seed: 11, count: 2000))
    + [-40, -37.5, -9, -8.3, 0, 8.3, 9, 37.5, 40]
  private static let uniforms: [Double] = KernelSet(.baseline)!.uniforms(seed: 12, count: 2000)

  private static let tables: [(name: String, table: FamilyTable)] = {
    let cut = FamilyTable.Truncation(sign: -1, low: 0.001, width: 0.3)
    let all = FamilyTable.Truncation(sign: 1, low: 0, width: 1)
    let inf = Double.infinity
    return [
      (
        "normal",
        FamilyTable(.affine, location: 3, scale: 2, truncation: nil, minimum: -inf, maximum: inf, steps: 0)
      ),
      (
        "cut normal",
        FamilyTable(.affine, location: 3, scale: 2, truncation: cut, minimum: 4, maximum: 9.2, steps: 0)
      ),
      (
        "rounded",
        FamilyTable(.affine, location: 3, scale: 2, truncation: cut, minimum: 4, maximum: 9, steps: 100)
      ),
      (
        "lognormal",
        FamilyTable(
          .exponential, location: 3, scale: 0.5, truncation: nil, minimum: 0, maximum: inf, steps: 0)
      ),
      (
        "wide",
        FamilyTable(
          .exponential, location: 600, scale: 100, truncation: nil, minimum: 0, maximum: inf, steps: 1e18)
      ),
      (
        "exponential",
        FamilyTable(.survival, location: 1, scale: 5, truncation: all, minimum: 1, maximum: inf, steps: 0)
      ),
    ]
  }()

  private func values(_ kernels: KernelSet, _ table: FamilyTable, _ latents: [Double]) -> [Double] {
    latents.withUnsafeBufferPointer { z in filled(z.count, 0.0) { kernels.draw(table, from: z, into: $0) } }
  }

  private func integers(_ kernels: KernelSet, _ table: FamilyTable, _ latents: [Double]) -> [Int64] {
    latents.withUnsafeBufferPointer { z in
      filled(z.count, Int64(0)) { kernels.draw(table, from: z, into: $0) }
    }
  }

  @Test func sameBitsOnEveryInstructionSetAndForEverySplit() {
    for (name, table) in Self.tables {
      let expected = patterns(values(KernelSet(.baseline)!, table, Self.latents))
      for kernels in kernelSets {
        #expect(patterns(values(kernels, table, Self.latents)) == expected, "\(name)")
        let parts = patterns(
          values(kernels, table, Array(Self.latents.prefix(701)))
            + values(kernels, table, Array(Self.latents.dropFirst(701))))
        #expect(parts == expected, "\(name), in two parts")
      }
    }
  }

  @Test func integersAreTheRoundedValues() {
    let table = FamilyTable(
      .affine, location: -1.5, scale: 20, truncation: nil, minimum: -4000, maximum: 3000, steps: 100)
    let expected = Self.latents.map {
      Int64(min(max((-1.5 + 20 * $0) * 100, -4000), 3000).rounded(.toNearestOrEven))
    }
    for kernels in kernelSets { #expect(integers(kernels, table, Self.latents) == expected) }
    // What leaves 2^51 steps is held there.
    let far = FamilyTable(
      .affine, location: 0, scale: 1e300, truncation: nil, minimum: -.infinity, maximum: .infinity, steps: 1)
    for kernels in kernelSets { #expect(integers(kernels, far, [-1, 0, 1]) == [-1 << 51, 0, 1 << 51]) }
  }

  @Test func everyValueIsFiniteAndWithinItsBounds() {
    for kernels in kernelSets {
      for (name, table) in Self.tables {
        #expect(values(kernels, table, Self.latents).allSatisfy { $0.isFinite }, "\(name)")
      }
      let cut = values(kernels, Self.tables[1].table, Self.latents)
      #expect(cut.min()! >= 4 && cut.max()! <= 9.2)
    }
  }

  @Test func formulas() {
    for kernels in kernelSets {
      let normal = values(kernels, Self.tables[0].table, Self.latents)
      #expect(normal == Self.latents.map { 2 * $0 + 3 })
      let lognormal = values(kernels, Self.tables[3].table, Self.latents)
      for (z, x) in zip(Self.latents, lognormal) { #expect(abs(x / exp(3 + 0.5 * z) - 1) < 1e-14) }
      let waiting = values(kernels, Self.tables[5].table, Self.latents)
      for (z, x) in zip(Self.latents, waiting) where z > -8 && z < 37 {
        let expected = 1 - 5 * log(StandardNormal.cdf(-z))
        #expect(abs(x - expected) < 1e-13 * abs(expected), "\(z)")
      }
      let uniform = FamilyTable(
        .uniform, location: 10, scale: 5, truncation: nil, minimum: 10, maximum: 15, steps: 0)
      #expect(values(kernels, uniform, Self.uniforms) == Self.uniforms.map { 5 * $0 + 10 })
    }
  }

  @Test func truncatedNormalsFollowTheirQuantileFunction() {
    // Of -Z, the probabilities 0.001 ... 0.301 are left.
    for kernels in kernelSets {
      let table = FamilyTable(
        .affine, location: 0, scale: 1, truncation: .init(sign: -1, low: 0.001, width: 0.3), minimum: -9,
        maximum: 9, steps: 0)
      for (z, x) in zip(Self.latents, values(kernels, table, Self.latents)) {
        let expected = -StandardNormal.quantile(0.001 + 0.3 * StandardNormal.cdf(-z))
        #expect(abs(x - expected) < 1.1e-9 * max(abs(expected), 1), "\(z)")
      }
    }
  }

  @Test func exponentialAndLogarithm() {
    var generator = SystemRandomNumberGenerator()
    for kernels in kernelSets {
      for _ in 0..<2000 {
        let x = Double.random(in: -700...700, using: &generator)
        #expect(abs(kernels.exponential(of: x) / exp(x) - 1) < 2e-15, "\(x)")
        let y = exp(x)
        #expect(abs(kernels.logarithm(of: y) - log(y)) <= 3e-15 * abs(log(y)) + 1e-17, "\(y)")
      }
      #expect(kernels.exponential(of: 0) == 1 && kernels.logarithm(of: 1) == 0)
      #expect(kernels.exponential(of: 1e9).isFinite && kernels.exponential(of: -1e9) > 0)
      #expect(kernels.logarithm(of: 0).isFinite)
    }
  }

  /// Bits fixed for ever, as in `GoldenTests`.
  @Test func golden() {
    let expected: [UInt64] = [
      0xCBB8_4F26_57E2_8271, 0xDC6D_9928_1740_CD1E, 0xE847_8475_1C1F_18BE, 0x168E_4745_DB7F_CD19,
      0x7395_63C1_5F59_93FB, 0x21C1_8818_E6F3_7EE3,
    ]
    for kernels in kernelSets {
      let digests = Self.tables.map { table in
        patterns(values(kernels, table.table, Self.latents)).reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
          ($0 ^ $1) &* 0x100_0000_01B3
        }
      }
      #expect(digests == expected)
    }
  }
}
