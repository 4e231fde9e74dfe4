import Foundation
import MarkovFields
import Testing

@Suite struct FieldFileTests {
  @Test func fieldsRoundTrip() throws {
    let field = Chain.field()
    let bytes = try JSONEncoder().encode(field)
    #expect(try JSONDecoder().decode(PairwiseField.self, from: bytes) == field)
  }

  @Test func sharesAreWholeUnitsWithTheirSum() {
    let field = PairwiseField(
      blockRows: 7, shares: [[1, 1, 1], [0, 1e9]], pairShares: [[1, 2, 0, 3, 1, 0]])
    for shares in field.shares + field.pairShares {
      let units = shares.map { ($0 * 1e7).rounded() }
      #expect(units.reduce(0, +) == 1e7)
      #expect(zip(units, shares).allSatisfy { $0 / 1e7 == $1 })
    }
    // A state that never was seen still has an interval of its own.
    #expect(field.shares[1] == [1e-7, 1 - 1e-7])
    #expect(field.cuts(1) == [0, 1e-7, 1])
    #expect(field.pairShares[0][2] == 0)
    #expect(field.pairIndex(0, 1) == 0)
  }

  /// Many equal cells, each rounded the same way: no cell takes what all of them lose.
  @Test(arguments: [(255, 255), (256, 256), (254, 3)]) func manyEqualCellsAreRounded(first: Int, second: Int)
    throws
  {
    for excess in [0.0, 1] {
      var cells = [Double](repeating: 1, count: first * second)
      cells[7] += excess
      let field = PairwiseField(
        blockRows: 300,
        shares: [[Double](repeating: 1, count: first), [Double](repeating: 1, count: second)],
        pairShares: [cells])
      let units = field.pairShares[0].map { Int(($0 * 1e7).rounded()) }
      #expect(units.reduce(0, +) == 10_000_000)
      let exact = 1e7 / (Double(first * second) + excess)
      #expect(units.indices.allSatisfy { abs(Double(units[$0]) - exact) <= 1 || $0 == 7 })
      #expect(units.allSatisfy { $0 >= 0 })
      let bytes = try JSONEncoder().encode(field)
      #expect(try JSONDecoder().decode(PairwiseField.self, from: bytes) == field)
    }
  }

  @Test func dependenceIsTotalVariation() {
    let tied = PairwiseField(blockRows: 1, shares: [[1, 1], [1, 1]], pairShares: [[1, 0, 0, 1]])
    #expect(abs(tied.dependence(0, 1) - 0.5) < 1e-12)
    let free = PairwiseField(blockRows: 1, shares: [[1, 1], [1, 1]], pairShares: [[1, 1, 1, 1]])
    #expect(free.dependence(0, 1) == 0)
  }

  @Test(arguments: [
    #"{"blockRows":0,"shares":[[10000000]],"pairShares":[]}"#,
    #"{"blockRows":40000,"shares":[[10000000]],"pairShares":[]}"#,
    #"{"blockRows":9,"shares":[[9999999]],"pairShares":[]}"#,
    #"{"blockRows":9,"shares":[[]],"pairShares":[]}"#,
    #"{"blockRows":9,"shares":[[0,10000000]],"pairShares":[]}"#,
    #"{"blockRows":9,"shares":[[-1,10000001]],"pairShares":[]}"#,
    #"{"blockRows":9,"shares":[[9223372036854775807,9223372036854775807]],"pairShares":[]}"#,
    #"{"blockRows":9,"shares":[[0.5,0.5]],"pairShares":[]}"#,
    #"{"blockRows":9,"shares":[[10000000],[10000000]],"pairShares":[]}"#,
    #"{"blockRows":9,"shares":[[10000000],[10000000]],"pairShares":[[5000000,5000000]]}"#,
    #"{"blockRows":9,"shares":[[10000000],[10000000]],"pairShares":[[9000000]]}"#,
    #"{"blockRows":9,"shares":[[10000000],[5000000,5000000]],"pairShares":[[-1,10000001]]}"#,
    #"{"blockRows":9,"shares":[[10000000],[5000000,5000000]],"pairShares":[[9223372036854775807,9223372036854775807]]}"#,
    #"{"blockRows":9,"shares":[[1e400]],"pairShares":[]}"#,
  ]) func hostileFilesAreRefused(text: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(PairwiseField.self, from: Data(text.utf8))
    }
  }

  /// Sizes are checked before anything of their product's size is made.
  @Test func sizesAreBounded() {
    #expect(PairwiseField.isPossible(cardinalities: [Int](repeating: 20, count: 100)))
    #expect(!PairwiseField.isPossible(cardinalities: [Int](repeating: 256, count: 1000)))
    #expect(!PairwiseField.isPossible(cardinalities: [Int](repeating: 1, count: 1025)))
    #expect(!PairwiseField.isPossible(cardinalities: [257]))
    let many = "[" + [String](repeating: "[10000000]", count: 2000).joined(separator: ",") + "]"
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(
        PairwiseField.self, from: Data(#"{"blockRows":9,"shares":\#(many),"pairShares":[]}"#.utf8))
    }
  }
}
