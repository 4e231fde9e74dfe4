import Kernels
import Testing

/// Places among cuts and sorts, on every kernel set, against the plainest way to find them.
@Suite struct RankTests {
  private static func values(_ count: Int, seed: UInt64) -> [UInt64] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state
    }
  }

  @Test(arguments: [0, 1, 2, 3, 63, 64, 1000, 5000]) func placesAreTheNumberOfCutsBelow(cutCount: Int) {
    let cuts = Self.values(cutCount, seed: 3).sorted()
    let integers = Self.values(1003, seed: 4) + cuts.map { $0 ^ 1 << 63 } + [0, .max, 1 << 63]
    let expected = integers.map { value in cuts.count { $0 < value ^ 1 << 63 } }
    let tree = KeyTree(cuts: cuts)
    for kernels in kernelSets {
      let places = filled(integers.count, UInt16(0)) { out in
        integers.withUnsafeBufferPointer { kernels.search(tree, for: $0, kind: .integer, into: out) }
      }
      #expect(places.map(Int.init) == expected)
    }
  }

  @Test func realsAreComparedAsReals() {
    let ordered = [
      -Double.infinity, -1e300, -1, -Double.leastNonzeroMagnitude, 0, .leastNonzeroMagnitude, 0.5, 1,
      .infinity,
    ]
    let tree = KeyTree(
      cuts: ordered.map { ($0.bitPattern >> 63 == 1 ? ~$0.bitPattern : $0.bitPattern | 1 << 63) })
    let bits = (ordered + [-0.0, 0.75, -2]).map(\.bitPattern)
    for kernels in kernelSets {
      let places = filled(bits.count, UInt16(0)) { out in
        bits.withUnsafeBufferPointer { kernels.search(tree, for: $0, kind: .real, into: out) }
      }
      #expect(places == [0, 1, 2, 3, 4, 5, 6, 7, 8, 4, 7, 2])
    }
  }

  @Test(arguments: [0, 1, 2, 24, 25, 100, 4097, 20_000]) func sortsAnything(count: Int) {
    let random = Self.values(count, seed: 8)
    let inputs = [
      random, random.map { $0 >> ($0 & 63) }, random.map { $0 & 3 }, random.map { $0 | .max << 20 },
      random.map { $0 & 1 == 0 ? $0 >> 40 : ~($0 >> 40) }, Array(random.sorted().reversed()),
    ]
    for input in inputs {
      let expected = input.sorted()
      for kernels in kernelSets {
        var keys = input
        var scratch = input
        keys.withUnsafeMutableBufferPointer { keys in
          scratch.withUnsafeMutableBufferPointer { kernels.sort(keys, scratch: $0) }
        }
        #expect(keys == expected)
        let distinct = keys.withUnsafeBufferPointer { kernels.distinctCount($0) }
        #expect(distinct == Set(input).count)
      }
    }
  }
}
