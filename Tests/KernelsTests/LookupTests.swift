import Foundation
import Kernels
import Randomness
import Testing

@Suite struct LookupTests {
  /// Cuts at random places, some crowded together.
  private func cuts(segments: Int, seed: UInt64) -> [Double] {
    let philox = Philox4x32(seed: Seed(seed))
    var inner: Set<Double> = []
    var row: UInt64 = 0
    while inner.count < segments - 1 {
      let u = philox.uniform(stream: .fitting, latent: 0, row: row)
      inner.insert(row.isMultiple(of: 3) ? 0.25 + u * 1e-6 : u)
      row += 1
    }
    return [0] + inner.sorted() + [1]
  }

  /// Uniform numbers, and every cut with its neighbours.
  private func probes(_ cuts: [Double]) -> [Double] {
    let edges = cuts.flatMap { [$0.nextDown, $0, $0.nextUp] }.filter { $0 >= 0 && $0 < 1 }
    return KernelSet.active.uniforms(seed: 5, count: 1777) + edges
  }

  private func segment(_ cuts: [Double], _ u: Double) -> Int {
    (0..<cuts.count - 1).last { cuts[$0] <= u }!
  }

  private let sizes = [1, 2, 3, 5, 17, 64, 100, 1000]

  @Test func codes() throws {
    for size in sizes {
      let cuts = cuts(segments: size, seed: UInt64(size))
      let index = try #require(SegmentIndex(cuts: cuts))
      let codes = (0..<Int32(size)).map { $0 &* 7919 &- 100 }
      let table = try #require(CodeTable(index: index, codes: codes))
      let probes = probes(cuts)
      let expected = probes.map { codes[segment(cuts, $0)] }
      #expect(probes.map { codes[index.segment(of: $0)] } == expected)
      for kernels in kernelSets { #expect(kernels.codes(table, probes) == expected) }
    }
  }

  @Test func values() throws {
    for size in sizes {
      let cuts = cuts(segments: size, seed: UInt64(size))
      let index = try #require(SegmentIndex(cuts: cuts))
      // Every third segment is an atom.
      let low = (0..<size).map { Double($0) * 0.1 - 3 }
      let high = (0..<size).map { $0 % 3 == 0 ? low[$0] : low[$0] + 0.1 }
      let table = try #require(LineTable(index: index, low: low, high: high))
      let probes = probes(cuts)
      let expected = probes.map { u in
        let s = segment(cuts, u)
        let t = (u - cuts[s]) * (1 / (cuts[s + 1] - cuts[s]))
        return min(low[s] + t * (high[s] - low[s]), high[s])
      }
      for kernels in kernelSets {
        let values = kernels.values(table, probes)
        #expect(patterns(values) == patterns(expected))
        for (u, value) in zip(probes, values) {
          let s = segment(cuts, u)
          #expect(value >= low[s] && value <= high[s])
        }
      }
    }
  }

  @Test func integers() throws {
    let cases: [(Int64, UInt64, UInt64)] = [
      (0, 9, 1), (-5, 0, 1), (1 << 60, 1000, 3), (-(1 << 60), 12, 1 << 20), (1 << 60 + 1, 0, 1),
      (.min, .max, 1), (.min, 1, .max), (.max, 0, 1), (.max - 10, 10, 1), (.min, 1 << 62, 3),
      (0, 1 << 53, 1),
    ]
    let cuts = cuts(segments: cases.count, seed: 1)
    let index = try #require(SegmentIndex(cuts: cuts))
    let table = try #require(
      LatticeTable(
        index: index, lower: cases.map(\.0), span: cases.map(\.1), step: cases.map(\.2)))
    let probes = probes(cuts)
    let expected = probes.map { u in
      let s = segment(cuts, u)
      let (lower, span, step) = cases[s]
      let t = (u - cuts[s]) * (1 / (cuts[s + 1] - cuts[s]))
      let offset = (t * (Double(span) + 1)).rounded(.down)
      let points = offset >= 0x1p64 ? span : min(UInt64(offset), span)
      return lower &+ Int64(bitPattern: points &* step)
    }
    for kernels in kernelSets { #expect(kernels.integers(table, probes) == expected) }
  }

  @Test func integersAreExactAndReachBothEnds() throws {
    let index = try #require(SegmentIndex(cuts: [0, 1]))
    let table = try #require(
      LatticeTable(index: index, lower: [1 << 60 + 1], span: [9], step: [1]))
    let seen = KernelSet.active.integers(table, KernelSet.active.uniforms(count: 10_000))
    #expect(Set(seen) == Set((1 << 60 + 1)...(1 << 60 + 10)))
    let full = try #require(LatticeTable(index: index, lower: [.min], span: [.max], step: [1]))
    for kernels in kernelSets {
      let ends = kernels.integers(full, [0, 0.5, 1 - 0x1p-53])
      #expect(ends == [.min, 0, Int64.max - 2047])
    }
  }

  @Test func strayInputsStayInside() throws {
    let index = try #require(SegmentIndex(cuts: [0, 0.5, 1]))
    let table = try #require(CodeTable(index: index, codes: [1, 2]))
    for kernels in kernelSets {
      #expect(
        kernels.codes(table, [-1, .nan, -.infinity, 1, 2, .infinity, 0.5]) == [1, 1, 1, 2, 2, 2, 2])
    }
  }

  @Test func narrowSegments() throws {
    let cuts = [0, 0x1p-1074, 0x1p-1060, 0.5, 0.5.nextUp, 1]
    let index = try #require(SegmentIndex(cuts: cuts))
    let low: [Double] = [1, 2, 3, 4, 5]
    let table = try #require(LineTable(index: index, low: low, high: low.map { $0 + 1 }))
    for kernels in kernelSets {
      let values = kernels.values(table, [0, 0x1p-1074, 0x1p-1060, 0.5, 0.5.nextUp])
      #expect(values == low)
    }
  }

  @Test func badTablesAreRefused() throws {
    for cuts: [Double] in [
      [], [0], [1], [0, 0], [0, 0.5, 0.5, 1], [0, 0.9], [0.1, 1], [0, .nan, 1], [0, 2, 1],
    ] {
      #expect((SegmentIndex(cuts: cuts) as SegmentIndex?) == nil)
    }
    let index = try #require(SegmentIndex(cuts: [0, 1]))
    #expect(CodeTable(index: index, codes: []) == nil)
    #expect(LineTable(index: index, low: [1], high: [0]) == nil)
    #expect(LineTable(index: index, low: [.nan], high: [0]) == nil)
    #expect(LineTable(index: index, low: [-1e308], high: [1e308]) == nil)
    #expect(LatticeTable(index: index, lower: [1], span: [.max], step: [1]) == nil)
    #expect(LatticeTable(index: index, lower: [0], span: [1 << 40], step: [1 << 40]) == nil)
  }

  /// Segments that are very narrow near both ends, as those of a fitted column are, and beyond what any look-up in
  /// the middle needs.
  @Test func narrowSegmentsNearTheEnds() throws {
    var cuts = [0.0]
    for k in 0..<300 { cuts.append(exp2(-40 + Double(k) / 10)) }
    for k in 1..<2000 { cuts.append(exp2(-10) + (1 - exp2(-9)) * Double(k) / 2000) }
    for k in (0..<300).reversed() { cuts.append(1 - exp2(-40 + Double(k) / 10)) }
    cuts.append(1)
    let index = try #require(SegmentIndex(cuts: cuts))
    #expect(index.steps <= 1)
    let u =
      KernelSet.active.uniforms(count: 5000) + cuts + cuts.map(\.nextDown)
      + (0..<2000).map { exp2(-41 + Double($0) / 50) } + (0..<2000).map { 1 - exp2(-41 + Double($0) / 50) }
    let table = try #require(CodeTable(index: index, codes: (0..<index.count).map { Int32($0) }))
    for kernels in kernelSets {
      #expect(kernels.codes(table, u) == u.map { Int32(index.segment(of: $0)) })
    }
  }
}
