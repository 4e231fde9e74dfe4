import Kernels
import Testing

@Suite struct LatentTests {
  /// The fused kernel is the three kernels one after the other, bit for bit, for every cut of the rows.
  @Test(arguments: [1, 2, 3, 4, 5, 20, 21, 63, 64, 65, 70]) func correlatedNormals(latents: Int) {
    var lower = [Double](repeating: .nan, count: latents * latents)
    for i in 0..<latents {
      for j in 0...i { lower[i * latents + j] = Double((i * 7 + j * 13) % 17) / 9 - 0.8 }
    }
    func run(_ kernels: KernelSet, _ rows: Range<Int>) -> [Double] {
      let stride = rows.count + 5
      return filled(latents * stride, -1.0) { columns in
        lower.withUnsafeBufferPointer {
          kernels.correlatedNormals(
            seed: 9, stream: 2, draw: 3, firstRow: UInt64(rows.lowerBound), lower: $0, latents: latents,
            rows: rows.count, columns: columns, stride: stride)
        }
      }
    }
    let k = KernelSet.active
    for rows in [100..<101, 5..<52, (1 << 33) - 7..<(1 << 33) + 1017] {
      let stride = rows.count + 5
      var expected = [Double](repeating: -1, count: latents * stride)
      for j in 0..<latents {
        let z = k.quantiles(
          k.uniforms(
            seed: 9, stream: 2, latent: UInt32(j), draw: 3, firstRow: UInt64(rows.lowerBound),
            count: rows.count))
        expected.replaceSubrange((j * stride)..<(j * stride + rows.count), with: z)
      }
      lower.withUnsafeBufferPointer { lower in
        expected.withUnsafeMutableBufferPointer {
          k.triangularProduct(lower: lower, latents: latents, rows: rows.count, columns: $0, stride: stride)
        }
      }
      // Also what lies between the columns is untouched.
      for kernels in kernelSets { #expect(patterns(run(kernels, rows)) == patterns(expected)) }
    }
  }

  @Test func thresholds() {
    let k = KernelSet.active
    for count in [0, 1, 63, 64, 65, 1023] {
      let z = k.quantiles(k.uniforms(count: count)) + [-.infinity, .infinity, .nan, 0.25, -0.0]
      for cuts in [[], [0.0], [-1, 0.25, 0.25, 2], (0..<12).map { Double($0) / 4 - 1.5 }] {
        let codes = z.map { z in Int32(cuts.filter { z >= $0 }.count) }
        for kernels in kernelSets {
          #expect(
            filled(z.count, -1) { out in
              z.withUnsafeBufferPointer { kernels.codes(cuts: cuts, of: $0, into: out) }
            } == codes)
        }
      }
      let bits = z.map { $0 >= 0.25 }
      for kernels in kernelSets {
        let words = filled((z.count + 63) / 64, UInt64.max) { out in
          z.withUnsafeBufferPointer { kernels.bits(atLeast: 0.25, of: $0, into: out) }
        }
        for (index, bit) in bits.enumerated() {
          #expect((words[index / 64] >> UInt64(index % 64) & 1 == 1) == bit)
        }
        if z.count % 64 != 0 { #expect(words[words.count - 1] >> UInt64(z.count % 64) == 0) }
      }
    }
  }

  @Test func points() throws {
    let index = try #require(SegmentIndex(cuts: [0, 0.1, 0.125, 0.7, 1]))
    #expect(PointTable(index: index, points: [1, 2, 3]) == nil)
    let table = try #require(PointTable(index: index, points: [.min, 5, -7, .max]))
    let u = KernelSet.active.uniforms(count: 1000) + [0, 0.1, 0.125, 0.7, -1, 2, .nan]
    let expected = u.map { u -> Int64 in u >= 0.7 ? .max : u >= 0.125 ? -7 : u >= 0.1 ? 5 : .min }
    for kernels in kernelSets {
      #expect(
        filled(u.count, 0) { out in u.withUnsafeBufferPointer { kernels.lookup(table, at: $0, into: out) } }
          == expected)
    }
  }

  /// The shares of segments on the latent's own scale are those of the cuts.
  @Test func latentScale() throws {
    let cuts = [0, 1e-300, 1e-25, 1e-9, 0.0255, 0.026, 0.3, 0.5, 0.974, 0.9740000000001, 1 - 0x1p-53, 1]
    let index = try #require(LatentScale.index(cuts: cuts))
    #expect(index.count == cuts.count - 1)
    let z = LatentScale.thresholds(Array(cuts.dropFirst().dropLast()))
    for (cut, z) in zip(cuts.dropFirst(), z) {
      #expect(abs(StandardNormal.cdf(z) - cut) <= 4e-9 * min(cut, 1 - cut) * max(1, z * z) + 2e-16)
    }
    #expect(LatentScale.index(cuts: [0, 0.5, 0.5, 1]) == nil)
    #expect(LatentScale.index(cuts: [0, 0.5]) == nil)
    #expect(LatentScale.thresholds([0.5, 0.1], sorted: false)[1] < 0)
    // A value at a cut belongs to the segment above it, on this scale as on the other.
    for (cut, z) in zip(cuts.dropFirst(), z) where cut > 1e-18 {
      #expect(index.segment(of: LatentScale.slope * z + LatentScale.intercept) == cuts.firstIndex(of: cut))
    }
  }
}
