import Foundation
import Kernels
import Randomness
import Testing

@testable import MarkovFields

@Suite struct FieldInvarianceTests {
  private func bits(_ block: FieldBlock, dimension: Int) -> [UInt64] {
    (0..<dimension).flatMap { block.withNormals($0) { $0.map(\.bitPattern) } }
  }

  /// More states than lanes, and a number of rows that no step divides.
  private var wide: PairwiseField {
    let cardinalities = [21, 1, 9, 8, 40]
    let shares = cardinalities.map { count in (0..<count).map { 1 / Double($0 + 1) } }
    var pairs: [[Double]] = []
    for a in 0..<5 {
      for b in (a + 1)..<max(5, a + 1) {
        pairs.append(
          shares[a].indices.flatMap { x in
            shares[b].indices.map { y in
              let lift = (x + y).isMultiple(of: 3) ? 3.0 : 1
              return shares[a][x] * shares[b][y] * lift
            }
          })
      }
    }
    return PairwiseField(blockRows: 1013, shares: shares, pairShares: pairs)
  }

  @Test func instructionSetsDrawTheSameBlocks() {
    for field in [Chain.field(blockRows: 1001), wide] {
      let blocks = everyKernelSet.map {
        bits(FieldSampler(field, seed: Seed(3), kernels: $0).block(1), dimension: field.dimension)
      }
      #expect(blocks.allSatisfy { $0 == blocks[0] })
    }
  }

  @Test func instructionSetsAndThreadsFitTheSameField() {
    let measurements = Chain.measurements(total: 900, deviation: 5)
    let fields =
      everyKernelSet.map { PairwiseField(fitting: measurements, seed: Seed(2), threads: 1, kernels: $0) }
      + [PairwiseField(fitting: measurements, seed: Seed(2), threads: 3)]
    #expect(fields.allSatisfy { $0 == fields[0] })
    #expect(
      PairwiseField(fitting: measurements, seed: Seed(4), threads: 1, kernels: .active) != fields[0])
  }

  @Test func blocksAndSeedsDiffer() {
    let field = Chain.field(blockRows: 300)
    let sampler = FieldSampler(field, seed: Seed(3))
    let one = bits(sampler.block(0), dimension: 3)
    #expect(one == bits(sampler.block(0), dimension: 3))
    #expect(one != bits(sampler.block(1), dimension: 3))
    #expect(one != bits(FieldSampler(field, seed: Seed(4)).block(0), dimension: 3))
    // The high word of a block's first row counts.
    #expect(one != bits(sampler.block(1 << 40), dimension: 3))
  }

  /// Places inside states are moved by words of the block's own, however few rows a block has.
  @Test func blocksShareNoJitter() {
    let shares = [Double](repeating: 1, count: 256)
    let sampler = FieldSampler(PairwiseField(blockRows: 16, shares: [shares], pairShares: []), seed: Seed(5))
    var seen: Set<Int> = []
    var count = 0
    for index in 0..<40 as Range<UInt64> {
      sampler.block(index).withNormals(0) { normals in
        for normal in normals {
          // Of a state with one row the jitter is where that stands in the state's interval, here to 1e-9 and coarser than the
          // chance of meeting by accident.
          let place = StandardNormal.cdf(normal) * 256
          seen.insert(Int((place - place.rounded(.down)) * 1e5))
          count += 1
        }
      }
    }
    // 640 places among 100,000: about 2 meet by chance, more than 16 once in 10^9.
    #expect(count == 640)
    #expect(seen.count >= count - 16)
  }

  /// Every row lies inside its state's interval, even where the interval is as narrow as one can be.
  @Test func normalsStayInsideTheirStates() {
    let rare = [
      PairwiseField.unit, 0.5, PairwiseField.unit, 0.5 - 3 * PairwiseField.unit, PairwiseField.unit,
    ]
    let pair = rare.flatMap { p in [0.5, 0.5].map { p * $0 } }
    // So few rows that a state of 1e-7 is made to occur: the pair says it holds half of them.
    var lifted = pair
    (lifted[0], lifted[4], lifted[8]) = (1, 1, 1)
    let field = PairwiseField(blockRows: 256, shares: [rare, [0.5, 0.5]], pairShares: [lifted])
    let cuts = field.cuts(0)
    let block = FieldSampler(field, seed: Seed(1)).block(0)
    block.withNormals(0) { normals in
      let uniforms = normals.map(StandardNormal.cdf)
      #expect(uniforms.allSatisfy { u in cuts.dropFirst().dropLast().allSatisfy { abs(u - $0) > 1e-9 } })
      #expect(uniforms.contains { $0 < cuts[1] })
      #expect(uniforms.contains { $0 > cuts[4] })
    }
  }

  @Test func oneVariableIsAField() {
    let field = PairwiseField(blockRows: 1000, shares: [[0.3, 0.7]], pairShares: [])
    let block = FieldSampler(field, seed: Seed(1)).block(0)
    #expect(abs(drawnStates(block, 0, of: field).count { $0 == 0 } - 300) < 6)
    let none = PairwiseField(blockRows: 10, shares: [], pairShares: [])
    #expect(FieldSampler(none, seed: Seed(1)).block(0).rows == 10)
  }
}
