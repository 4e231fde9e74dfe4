import Randomness
import Testing

@Suite struct PermutationTests {
  @Test func isABijectionOfSmallDomains() {
    for domain: UInt64 in 1...300 {
      let permutation = KeyedPermutation(domain: domain, key: 9, tweak: domain &* 7)
      let images = Set((0..<domain).map { permutation($0) })
      #expect(images.count == Int(domain))
      #expect(images.allSatisfy { $0 < domain })
    }
  }

  static let largeDomains: [UInt64] = [
    65_536, 65_537, 0x7FFF_FFFF, 0x1_0000_0001, 1 << 53, 1 << 63, 0x8000_0000_0000_0001, .max,
  ]

  @Test(arguments: largeDomains)
  func isInjectiveOnSamplesOfLargeDomains(domain: UInt64) {
    let permutation = KeyedPermutation(domain: domain, key: .max, tweak: .max)
    let sample = min(domain / 2, 10_000)
    let indices = Array(0..<sample) + (0..<sample).map { domain - 1 - $0 }
    let images = indices.map { permutation($0) }
    #expect(Set(images).count == indices.count)
    #expect(images.allSatisfy { $0 < domain })
  }

  @Test func keysAndTweaksChangeIt() {
    let pairs: [(key: UInt64, tweak: UInt64)] = [(1, 1), (1, 2), (2, 1), (1 << 40, 1), (1, 1 << 40)]
    let images = pairs.map { key, tweak in
      let permutation = KeyedPermutation(domain: 1 << 40, key: key, tweak: tweak)
      return (0..<32 as Range<UInt64>).map { permutation($0) }
    }
    #expect(Set(images.joined()).count == 5 * 32)
  }

  @Test func imagesSpreadEvenly() {
    // Neighbouring indices fall on the sixteenths of the domain as chance would have it: chi-square, 15 degrees.
    for domain: UInt64 in [1000, 65_536, 1 << 36, UInt64.max] {
      let permutation = KeyedPermutation(domain: domain, key: 5, tweak: 0)
      let sample = min(domain / 4, 16_000)
      var counts = [Double](repeating: 0, count: 16)
      for index in 0..<sample { counts[Int(permutation(index) / (domain / 16 + 1))] += 1 }
      let expected = Double(sample) / 16
      let chiSquare = counts.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
      #expect(chiSquare < 45)
    }
  }

  @Test func isFixedForEver() {
    // The identifiers of a sample depend on these: a change breaks the reproducibility contract.
    let permutation = KeyedPermutation(domain: 1_000_000, key: 42, tweak: 7)
    #expect((0..<4 as Range<UInt64>).map { permutation($0) } == [808_842, 730_464, 921_818, 166_374])
  }
}
