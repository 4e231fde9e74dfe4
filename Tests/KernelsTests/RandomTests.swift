import Kernels
import Randomness
import Testing

@Suite struct RandomTests {
  // The known-answer vectors of Random123, kat_vectors, philox4x32 10.
  @Test func philoxKnownAnswers() {
    let vectors: [(SIMD4<UInt32>, SIMD2<UInt32>, SIMD4<UInt32>)] = [
      (
        SIMD4(repeating: 0), SIMD2(repeating: 0),
        SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
      ),
      (
        SIMD4(repeating: .max), SIMD2(repeating: .max),
        SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
      ),
      (
        SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), SIMD2(0xa409_3822, 0x299f_31d0),
        SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
      ),
    ]
    for (counter, key, answer) in vectors {
      #expect(Philox4x32.block(counter: counter, key: key) == answer)
    }
  }

  @Test(arguments: counts) func kernelsEqualTheReference(count: Int) {
    // The second range crosses the low word of the row.
    for firstRow: UInt64 in [0, 0xFFFF_FFF0, UInt64.max - 3] {
      for latent: UInt32 in [0, 1, 6, .max] {
        let philox = Philox4x32(seed: Seed(0xFEDC_BA98_7654_3210))
        let expected = (0..<UInt64(count)).map {
          philox.bits(stream: .fitting, latent: latent, row: firstRow &+ $0, draw: 0xBEEF)
        }
        for kernels in kernelSets {
          let bits = kernels.bits(
            seed: 0xFEDC_BA98_7654_3210, stream: 2, latent: latent, draw: 0xBEEF, firstRow: firstRow,
            count: count)
          #expect(bits == expected)
          let uniforms = kernels.uniforms(
            seed: 0xFEDC_BA98_7654_3210, stream: 2, latent: latent, draw: 0xBEEF, firstRow: firstRow,
            count: count)
          #expect(uniforms == expected.map { Philox4x32.uniform(fromBits: $0) })
        }
      }
    }
  }

  @Test(arguments: counts) func pairsEqualTheirLatents(count: Int) {
    for kernels in kernelSets {
      var odd = [Double](repeating: 0, count: count)
      let even = filled(count, 0.0) { even in
        odd.withUnsafeMutableBufferPointer {
          kernels.uniformPairs(
            seed: 3, stream: 1, latent: 8, draw: 5, firstRow: 77, even: even, odd: $0)
        }
      }
      #expect(even == kernels.uniforms(seed: 3, stream: 1, latent: 8, draw: 5, firstRow: 77, count: count))
      #expect(odd == kernels.uniforms(seed: 3, stream: 1, latent: 9, draw: 5, firstRow: 77, count: count))
    }
  }

  @Test func uniformsAreInsideTheOpenInterval() {
    #expect(Philox4x32.uniform(fromBits: 0) == 0x1p-53)
    #expect(Philox4x32.uniform(fromBits: .max) == 1 - 0x1p-53)
    #expect(Philox4x32.uniform(fromBits: 0xFFF) == 0x1p-53)
    #expect(Philox4x32.uniform(fromBits: 1 << 63) == 0.5 + 0x1p-53)
  }

  @Test func uniformsAreUniform() {
    let values = KernelSet.active.uniforms(seed: 1, count: 1 << 18)
    let mean = values.reduce(0, +) / Double(values.count)
    // Four standard errors.
    #expect(abs(mean - 0.5) < 4 * 0.2887 / 512)
    #expect(values.allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test func streamsLatentsRowsAndDrawsDiffer() {
    let k = KernelSet.active
    let blocks = [
      k.bits(count: 64), k.bits(stream: 1, count: 64), k.bits(latent: 1, count: 64),
      k.bits(latent: 2, count: 64), k.bits(draw: 1, count: 64), k.bits(firstRow: 64, count: 64),
      k.bits(seed: 43, count: 64), k.bits(seed: 42 | 1 << 32, count: 64),
    ]
    #expect(Set(blocks.joined()).count == 64 * blocks.count)
  }
}
