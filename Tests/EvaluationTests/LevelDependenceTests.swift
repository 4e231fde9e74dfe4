import Evaluation
import Testing

/// Reference values: scipy 1.17 (`association` with method cramer), scikit-learn 1.9 (`mutual_info_score`,
/// `normalized_mutual_info_score` with the arithmetic mean), numpy.
@Suite struct LevelDependenceTests {
  static let columns: (a: [Int32], b: [Int32]) = {
    var random = Numbers(11)
    var columns: (a: [Int32], b: [Int32]) = ([], [])
    for _ in 0..<3000 {
      let (r, s, t) = (random.unit(), random.unit(), random.unit())
      columns.a.append(Int32(r * s * 6))
      columns.b.append(Int32((0.6 * r + 0.4 * t) * 4))
    }
    return columns
  }()

  /// The same with codes far apart, so that cells are sorted and not counted in a table.
  static func sparse(_ codes: [Int32]) -> [Int32] { codes.map { $0 * 300 + 7 } }

  @Test(arguments: [false, true]) func equalsTheReference(sparse: Bool) throws {
    let (a, b) = sparse ? (Self.sparse(Self.columns.a), Self.sparse(Self.columns.b)) : Self.columns
    let count = sparse ? 2000 : 6
    func near(_ value: Double?, _ expected: Double) -> Bool { abs((value ?? .nan) - expected) < 1e-13 }
    #expect(near(CramersV.association((a, count), (b, count)), 0.310927102539901))
    #expect(near(CramersV.biasCorrected((a, count), (b, count)), 0.308388676792981))
    let information = try #require(MutualInformation.value((a, count), (b, count)))
    #expect(near(information.bits, 0.22661451294797216))
    #expect(near(information.normalized, 0.11851208060265517))
    let similarity = ContingencySimilarity.similarity(
      (Array(a[..<1500]), Array(a[1500...]), count), (Array(b[..<1500]), Array(b[1500...]), count))
    #expect(near(similarity, 0.9573333333333334))
  }

  @Test func functionsAndIndependence() throws {
    let a = (0..<60).map { Int32($0 % 5) }
    let b = a.map { 4 - $0 }
    #expect(abs(CramersV.association((a, 5), (b, 5))! - 1) < 1e-15)
    let same = try #require(MutualInformation.value((a, 5), (b, 5)))
    #expect(abs(same.bits - 2.321928094887362) < 1e-14 && abs(same.normalized! - 1) < 1e-14)
    // Every pair of levels equally often.
    let c = (0..<60).map { Int32($0 % 3) }
    #expect(CramersV.association((a, 5), (c, 3)) == 0)
    #expect(CramersV.biasCorrected((a, 5), (c, 3)) == 0)
    let none = try #require(MutualInformation.value((a, 5), (c, 3)))
    #expect(abs(none.bits) < 1e-15 && abs(none.normalized!) < 1e-15)
  }

  @Test func edges() throws {
    let constant = [Int32](repeating: 2, count: 4)
    #expect(CramersV.association((constant, 5), ([0, 1, 2, 3], 5)) == nil)
    #expect(CramersV.biasCorrected((constant, 5), ([0, 1, 2, 3], 5)) == nil)
    // As many levels as rows: nothing is left after the correction.
    #expect(CramersV.biasCorrected(([0, 1, 2, 3], 4), ([0, 1, 2, 3], 4)) == nil)
    #expect(CramersV.association(([], 5), ([], 5)) == nil)
    #expect(MutualInformation.value(([], 5), ([], 5)) == nil)
    let alone = try #require(MutualInformation.value((constant, 5), (constant, 5)))
    #expect(alone.bits == 0 && alone.normalized == nil)
    #expect(MutualInformation.value((constant, 5), ([0, 1, 2, 3], 5))?.normalized == 0)
    #expect(ContingencySimilarity.similarity((constant, [], 5), (constant, [], 5)) == nil)
    #expect(ContingencySimilarity.similarity((constant, [2], 5), (constant, [2], 5)) == 1)
    #expect(ContingencySimilarity.similarity((constant, [1], 5), (constant, [2], 5)) == 0)
  }

  @Test func sdmetricsBinsHaveOpenEnds() {
    let bins = ContingencySimilarity.sdmetricsBins(
      real: [0, 0.5, 1, 9.99, 10, .nan], synthetic: [-5, 50, 1, .nan])
    #expect(bins.real == [0, 0, 1, 9, 9, 10])
    #expect(bins.synthetic == [0, 9, 1, 10])
    // One value: half a unit to either side.
    #expect(ContingencySimilarity.sdmetricsBins(real: [3], synthetic: [2, 3, 4]).synthetic == [0, 5, 9])
  }
}
