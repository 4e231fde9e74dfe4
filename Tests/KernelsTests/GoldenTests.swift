import Kernels
import Testing

/// Bits fixed for ever: the bytes of samples depend on them on every machine, so a change of any of these numbers
/// breaks the reproducibility contract.
@Suite struct GoldenTests {
  private func digest(_ words: [UInt64]) -> UInt64 {
    // FNV-1a over words.
    words.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ $1) &* 0x100_0000_01B3 }
  }

  @Test func kernels() throws {
    for k in kernelSets {
      let p = k.uniforms(seed: 2026, stream: 0, latent: 3, draw: 1, firstRow: 1 << 32 - 100, count: 4096)
      let z = k.quantiles(p)
      let u = k.probabilities(z.map { $0 * 3 })
      let index = try #require(SegmentIndex(cuts: [0, 0.1, 0.125, 0.7, 1]))
      let lines = try #require(LineTable(index: index, low: [-3, 0, 0.1, 7], high: [-1, 0, 7, 1e9]))
      let lattices = try #require(
        LatticeTable(
          index: index, lower: [.min, 0, 5, 1 << 60], span: [1 << 60, 0, 99, 1 << 40], step: [3, 1, 7, 1]))
      #expect(digest(patterns(p)) == 0xBCD1_C3C1_205B_F167)
      #expect(digest(patterns(z)) == 0x2E72_7D8D_1BC1_32A3)
      #expect(digest(patterns(u)) == 0x9F77_6188_9CB3_A9F9)
      #expect(digest(patterns(k.values(lines, u))) == 0x1CB3_D602_CBFA_43ED)
      #expect(digest(k.integers(lattices, u).map { UInt64(bitPattern: $0) }) == 0x58F9_E6CD_64D9_5285)
    }
  }
}
