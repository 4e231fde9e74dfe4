import Kernels
import Testing

@Suite struct NormalTests {
  @Test func quantileKernelAccuracy() {
    let inputs = Reference.quantiles.map(\.0)
    for kernels in kernelSets {
      for (z, (p, exact)) in zip(kernels.quantiles(inputs), Reference.quantiles) {
        #expect(abs(z - exact) <= 1e-9 * abs(exact), "\(p)")
      }
    }
  }

  @Test func cdfKernelAccuracy() {
    let inputs = Reference.probabilities.map(\.0)
    for kernels in kernelSets {
      for (u, (z, exact)) in zip(kernels.probabilities(inputs), Reference.probabilities) {
        #expect(abs(u - min(exact, 1 - 0x1p-53)) <= 1e-15, "\(z)")
        if z < 0 { #expect(abs(u - exact) <= (z >= -8 ? 1e-14 : 1e-13) * exact, "\(z)") }
      }
    }
  }

  @Test func scalarAccuracy() {
    for (p, exact) in Reference.quantiles {
      #expect(abs(StandardNormal.quantile(p) - exact) <= 4 * exact.ulp, "\(p)")
    }
    for (z, exact) in Reference.probabilities where z >= -37.5 {
      #expect(abs(StandardNormal.cdf(z) - exact) <= 4 * exact.ulp, "\(z)")
    }
    #expect(StandardNormal.density(0) == 0.3989422804014327)
    #expect(abs(StandardNormal.density(-8) / 5.052271083536893e-15 - 1) < 1e-15)
    #expect(StandardNormal.density(.infinity) == 0)
  }

  @Test func scalarEdges() {
    #expect(StandardNormal.quantile(0) == -.infinity)
    #expect(StandardNormal.quantile(1) == .infinity)
    #expect(StandardNormal.quantile(0.5) == 0)
    #expect(StandardNormal.quantile(-0.1).isNaN)
    #expect(StandardNormal.quantile(.nan).isNaN)
    #expect(StandardNormal.cdf(-.infinity) == 0)
    #expect(StandardNormal.cdf(.infinity) == 1)
    #expect(StandardNormal.cdf(.nan).isNaN)
  }

  @Test func kernelEdges() {
    for kernels in kernelSets {
      let u = kernels.probabilities([-.infinity, -40, .infinity, 40, 9, -0.0, 0, .nan])
      #expect(u[0] == u[1] && u[0] > 0x1p-1022 && u[0] < 1e-307)
      #expect(u[2...4].allSatisfy { $0 == 1 - 0x1p-53 })
      #expect(u[5] == 0.5 && u[6] == 0.5)
      #expect(u[7] > 0 && u[7] < 1)
      let z = kernels.quantiles([0, -1, 1, 2, 0.5, .nan])
      #expect(z[0] == z[1] && z[2] == z[3] && z[0] == -z[2])
      #expect(z[2] > 37 && z[2] < 38 && z[4] == 0 && z[5] == z[2])
    }
  }

  @Test func roundTrip() {
    let p = KernelSet.active.uniforms(count: 10_000)
    for kernels in kernelSets {
      for (before, after) in zip(p, kernels.probabilities(kernels.quantiles(p))) {
        // What a relative error of 1e-9 in z makes of p: |z| φ(z) / p is at most 1 + z^2 in the tails.
        let z = StandardNormal.quantile(before)
        #expect(abs(after - before) <= 1e-9 * abs(z) * StandardNormal.density(z) + 2e-15 * before + 2e-16)
      }
    }
    for p in p {
      #expect(abs(StandardNormal.cdf(StandardNormal.quantile(p)) - p) <= 1e-14 * p)
    }
  }

  @Test func cdfAscends() {
    let z = (0...20_000).map { Double($0) * 0.0008 - 8 }
    let u = KernelSet.active.probabilities(z)
    #expect(zip(u, u.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test func everyInstructionSetGivesTheSameBits() throws {
    let baseline = try #require(KernelSet(.baseline))
    for count in counts {
      let p = baseline.uniforms(seed: UInt64(count), count: count)
      let tails = p.map { $0 * 0x1p-900 }
      let z = baseline.quantiles(p)
      let wide = z.map { $0 * 9 }
      for kernels in kernelSets {
        #expect(patterns(kernels.quantiles(p)) == patterns(z))
        #expect(patterns(kernels.quantiles(tails)) == patterns(baseline.quantiles(tails)))
        #expect(patterns(kernels.probabilities(wide)) == patterns(baseline.probabilities(wide)))
      }
    }
  }

  @Test func ranges() {
    let p = KernelSet.active.uniforms(count: 3000)
    for kernels in kernelSets {
      let z = kernels.quantiles(p)
      let u = kernels.probabilities(z)
      for range in [0..<1, 1..<8, 511..<513, 700..<1723, 13..<3000] {
        let part = Array(p[range])
        #expect(kernels.uniforms(firstRow: UInt64(range.lowerBound), count: range.count) == part)
        #expect(patterns(kernels.quantiles(part)) == patterns(Array(z[range])))
        #expect(patterns(kernels.probabilities(Array(z[range]))) == patterns(Array(u[range])))
      }
      var inPlace = p
      inPlace.withUnsafeMutableBufferPointer {
        kernels.normalQuantile($0)
        kernels.normalCDF($0)
      }
      #expect(patterns(inPlace) == patterns(u))
    }
  }

  @Test func instructionSetChoice() {
    #expect(InstructionSet(name: "v3") == .v3)
    #expect(InstructionSet(name: "avx") == nil)
    #expect(InstructionSet.active(requested: nil) == InstructionSet.best)
    #expect(InstructionSet.active(requested: .baseline) == .baseline)
    #expect(InstructionSet.active(requested: .v4) == InstructionSet.best)
    #expect(KernelSet.active.instructionSet == InstructionSet.active)
  }
}
