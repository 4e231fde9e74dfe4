import Evaluation
import Testing

@Suite struct KolmogorovSmirnovTests {
  @Test(
    arguments: [
      // F = 1/3, 2/3, 1 at 1, 2, 3; G = 1/2 at 2 and 3: the largest difference is at 3.
      ([1.0, 2, 3], [2.0, 4], 0.5),
      ([1, 2, 3], [1, 2, 3], 0), ([1, 2], [3, 4], 1), ([3, 4], [1, 2], 1),
      // Ties move both functions at once.
      ([1, 1, 1, 2], [1, 2, 2, 2], 0.5), ([0, 0, 0], [0, 0, 0, 0, 0], 0), ([0, 0], [0, 1], 0.5),
      ([], [], 0), ([], [1], 1), ([1], [], 1), ([.nan], [], 0), ([.nan, 1], [1], 0), ([.nan, .nan], [1], 1),
      ([-.infinity, 0], [0, .infinity], 0.5), ([-0.0], [0.0], 0),
    ] as [([Double], [Double], Double)])
  func handComputed(first: [Double], second: [Double], distance: Double) {
    #expect(abs(KolmogorovSmirnov.distance(first, second) - distance) < 1e-15)
    #expect(abs(KolmogorovSmirnov.distance(second, first) - distance) < 1e-15)
    #expect(abs(KolmogorovSmirnov.distance(first.reversed(), second) - distance) < 1e-15)
  }
}

@Suite struct TotalVariationTests {
  @Test(
    arguments: [
      ([1, 1], [1, 1], 0.0), ([1, 0], [0, 5], 1), ([3, 1], [1, 1], 0.25), ([2, 2, 4], [1, 1, 2], 0),
      ([1, 2, 1], [0, 2, 2], 0.25), ([], [], 0), ([0, 0], [0, 0], 0), ([0, 0], [1, 0], 1), ([4], [0], 1),
    ] as [([Int], [Int], Double)])
  func handComputed(first: [Int], second: [Int], distance: Double) {
    #expect(abs(TotalVariation.distance(first, second) - distance) < 1e-15)
    #expect(abs(TotalVariation.distance(second, first) - distance) < 1e-15)
  }
}
