import Kernels
import Randomness
import Testing

@testable import MarkovFields

@Suite struct FieldTiesTests {
  /// Variables of two states; neighbours in a ring of them are tied, more strongly with their number, others hardly.
  private func ring(_ dimension: Int, blockRows: Int = 64) -> PairwiseField {
    var pairs: [[Double]] = []
    for a in 0..<dimension {
      for b in (a + 1)..<dimension {
        let tie =
          b == a + 1 || (a, b) == (0, dimension - 1) ? 0.1 + 0.001 * Double(a) : 0.0001 * Double(b - a)
        pairs.append([0.25 + tie, 0.25 - tie, 0.25 - tie, 0.25 + tie])
      }
    }
    return PairwiseField(
      blockRows: blockRows, shares: [[Double]](repeating: [0.5, 0.5], count: dimension), pairShares: pairs)
  }

  @Test(arguments: [0, 1, 2, 33]) func ofFewVariablesAllPairsAreHeld(dimension: Int) {
    let field =
      dimension < 2
      ? PairwiseField(
        blockRows: 1, shares: [[Double]](repeating: [1], count: dimension), pairShares: [])
      : ring(dimension)
    let ties = FieldTies(field)
    #expect(ties.held.count == dimension * (dimension - 1) / 2)
    #expect(ties.tree.count == dimension)
  }

  @Test func ofManyTheTreeAndTheStrongestAreHeld() {
    let field = ring(50)
    let ties = FieldTies(field)
    #expect(ties.held.count == 800)
    let held = Set(ties.held.map { $0.first * 50 + $0.second })
    #expect(held.count == 800)
    #expect(ties.held.map { $0.first * 50 + $0.second } == held.sorted())
    for (variable, parent) in ties.tree.dropFirst() {
      #expect(held.contains(min(variable, parent!) * 50 + max(variable, parent!)))
    }
    // No pair that is left out is stronger than one that is held.
    var weakest = 1.0
    var strongest = 0.0
    for a in 0..<50 {
      for b in (a + 1)..<50 {
        if held.contains(a * 50 + b) {
          weakest = min(weakest, field.dependence(a, b))
        } else {
          strongest = max(strongest, field.dependence(a, b))
        }
      }
    }
    #expect(weakest >= strongest && strongest > 0)
  }

  /// The pairs that are held to meet their margins where others are left out, and rows are the same on all machines.
  @Test func blocksOfManyVariablesAreHeldToTheirTies() {
    let field = ring(40, blockRows: 2000)
    let blocks = everyKernelSet.map { FieldSampler(field, seed: Seed(1), kernels: $0).block(1) }
    for variable in [0, 17, 39] {
      let bits = blocks.map { $0.withNormals(variable) { $0.map(\.bitPattern) } }
      #expect(bits.allSatisfy { $0 == bits[0] })
    }
    let states = (0..<40).map { drawnStates(blocks[0], $0, of: field) }
    for a in 0..<39 {
      let both = zip(states[a], states[a + 1]).count { $0 == 0 && $1 == 0 }
      #expect(abs(Double(both) - field.pairShares[field.pairIndex(a, a + 1)][0] * 2000) < 25)
    }
  }
}
