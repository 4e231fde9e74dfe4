import Benchmark
import Kernels

/// 20 columns of 1,000 rows, worked on again and again in cache.
let (latents, rows) = (20, 1000)
/// One iteration makes a million values, so that a millisecond of it is a nanosecond of a value.
let passes = 50

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(metrics: [.wallClock], warmupIterations: 3, maxDuration: .seconds(1))
  let kernels = KernelSet.active

  func kernel(
    _ name: String,
    _ body: @escaping (_ source: UnsafeBufferPointer<Double>, UnsafeMutableBufferPointer<Double>) -> Void
  ) {
    Benchmark("\(name), \(kernels.instructionSet.name)") { benchmark in
      let source = UnsafeMutableBufferPointer<Double>.allocate(capacity: latents * rows)
      let target = UnsafeMutableBufferPointer<Double>.allocate(capacity: latents * rows)
      defer {
        source.deallocate()
        target.deallocate()
      }
      target.initialize(repeating: 0)
      source.initialize(repeating: 0)
      kernels.uniforms(seed: 7, stream: 0, latent: 0, draw: 0, firstRow: 0, into: source)
      for _ in benchmark.scaledIterations {
        for _ in 0..<passes { body(UnsafeBufferPointer(source), target) }
        blackHole(target[0])
      }
    }
  }
  func latent(_ buffer: UnsafeMutableBufferPointer<Double>, _ j: Int) -> UnsafeMutableBufferPointer<Double> {
    UnsafeMutableBufferPointer(rebasing: buffer[(j * rows)..<((j + 1) * rows)])
  }

  kernel("Philox4x32-10, 64 bits") { _, target in
    target.withMemoryRebound(to: UInt64.self) {
      kernels.bits(seed: 7, stream: 0, latent: 0, draw: 0, firstRow: 0, into: $0)
    }
  }
  kernel("uniforms, one latent") { _, target in
    kernels.uniforms(seed: 7, stream: 0, latent: 0, draw: 0, firstRow: 0, into: target)
  }
  kernel("uniforms, pairs of latents") { _, target in
    for j in stride(from: 0, to: latents, by: 2) {
      kernels.uniformPairs(
        seed: 7, stream: 0, latent: UInt32(j), draw: 0, firstRow: 0, even: latent(target, j),
        odd: latent(target, j + 1))
    }
  }
  kernel("normal quantile, sampling quality") { source, target in kernels.normalQuantile(source, into: target)
  }
  kernel("normal distribution function") { source, target in kernels.normalCDF(source, into: target) }

  kernel("exponential variates") { source, target in kernels.exponentialVariates(source, into: target) }
  kernel("Laplace variates") { source, target in kernels.laplaceVariates(source, into: target) }
  kernel("affine map") { source, target in kernels.affine(slope: 2, intercept: 10, source, into: target) }
  let cuts = (1..<16).map { Double($0) / 16 }
  kernel("codes by 15 thresholds") { source, target in
    target.withMemoryRebound(to: Int32.self) {
      kernels.codes(cuts: cuts, of: source, into: UnsafeMutableBufferPointer(rebasing: $0[..<source.count]))
    }
  }
  kernel("bits by a threshold") { source, target in
    target.withMemoryRebound(to: UInt64.self) { kernels.bits(atLeast: 0.1, of: source, into: $0) }
  }
  kernel("logarithm, in place after a copy") { source, target in
    _ = target.update(from: source)
    kernels.logarithm(target)
  }
  kernel("exponential function, in place after a copy") { source, target in
    _ = target.update(from: source)
    kernels.exponential(target)
  }
  kernel("moments of a pair of columns") { source, target in
    let half = source.count / 2
    let moments = kernels.moments(
      UnsafeBufferPointer(rebasing: source[..<half]), centreX: 0.5,
      UnsafeBufferPointer(rebasing: source[half...]), centreY: 0.5)
    blackHole(moments)
  }
  let scratch = UnsafeMutableBufferPointer<Double>.allocate(capacity: latents * rows)
  scratch.initialize(repeating: 0)
  nonisolated(unsafe) let spare = scratch
  kernel("radix sort of 20,000 reals, after a copy") { source, target in
    _ = target.update(from: source)
    kernels.sort(target, scratch: spare)
  }

  // In place, as sampling does it; by the unit matrix the values stay what they are.
  let lower = (0..<latents * latents).map { cell in cell / latents == cell % latents ? 1.0 : 0 }
  kernel("triangular product, d = 20") { _, target in
    lower.withUnsafeBufferPointer {
      kernels.triangularProduct(lower: $0, latents: latents, rows: rows, columns: target, stride: rows)
    }
  }

  kernel("correlated normals, d = 20, in one pass") { _, target in
    lower.withUnsafeBufferPointer {
      kernels.correlatedNormals(
        seed: 7, stream: 0, firstRow: 0, lower: $0, latents: latents, rows: rows, columns: target,
        stride: rows)
    }
  }

  for segments in [16, 4096] {
    let index = SegmentIndex(cuts: (0...segments).map { Double($0) / Double(segments) })!
    let codes = CodeTable(index: index, codes: (0..<segments).map { Int32($0) })!
    kernel("look-up of codes, \(segments) segments") { source, target in
      target.withMemoryRebound(to: Int32.self) {
        kernels.lookup(codes, at: source, into: UnsafeMutableBufferPointer(rebasing: $0[..<source.count]))
      }
    }
    let lines = LineTable(
      index: index, low: (0..<segments).map { Double($0) }, high: (0..<segments).map { Double($0) + 1 })!
    kernel("look-up of reals, \(segments) segments") { source, target in
      kernels.lookup(lines, at: source, into: target)
    }
    let lattices = LatticeTable(
      index: index, lower: (0..<segments).map { Int64($0) * 10 },
      span: [UInt64](repeating: 9, count: segments),
      step: [UInt64](repeating: 1, count: segments))!
    kernel("look-up of integers, \(segments) segments") { source, target in
      target.withMemoryRebound(to: Int64.self) { kernels.lookup(lattices, at: source, into: $0) }
    }
  }
}
