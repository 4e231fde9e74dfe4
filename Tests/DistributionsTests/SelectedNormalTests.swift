import Distributions
import Foundation
import Kernels
import Testing

@Suite struct SelectedNormalTests {
  /// P(Z <= z | W >= t) by brute force: fine Simpson's rule from -10 to z over the exact P(W >= t).
  static func distribution(_ z: Double, _ rho: Double, _ t: Double) -> Double {
    let density = { (x: Double) in
      StandardNormal.density(x) * StandardNormal.cdf((rho * x - t) / (1 - rho * rho).squareRoot())
    }
    let total = StandardNormal.cdf(-t)
    // From the nearer end, so that small tails are not differences of large numbers.
    let below = integral(-10, z, intervals: 20_000, density) / total
    return below < 0.5 ? below : 1 - integral(z, 10, intervals: 20_000, density) / total
  }

  @Test func withoutCorrelationItIsTheNormal() {
    for t in [-2.0, 0, 1.5] {
      let normal = SelectedNormal(rho: 0, threshold: t)
      for p in [1e-6, 0.001, 0.1, 0.25, 0.5, 0.9, 0.999, 1 - 1e-6] {
        #expect(abs(normal.quantile(p) - StandardNormal.quantile(p)) < 1e-7)
      }
    }
  }

  /// Selected at t = 0 it is the skew normal: F(0) = 1/2 - asin(ρ) / π.
  @Test(arguments: [-0.999, -0.7, -0.2, 0.3, 0.5, 0.95, 0.9999]) func skewNormalAtZero(rho: Double) {
    let p = 0.5 - asin(rho) / Double.pi
    #expect(abs(SelectedNormal(rho: rho, threshold: 0).quantile(p)) < 1e-7)
  }

  @Test(
    arguments: [-0.99, -0.6, 0.3, 0.9, 0.9999], [-1.5, 0, 1, 2.5])
  func quantilesMatchBruteForce(rho: Double, threshold: Double) {
    let normal = SelectedNormal(rho: rho, threshold: threshold)
    // At 0.9999 the edge of the selection is as narrow as three of the 4,096 intervals.
    let bound = abs(rho) > 0.999 ? 1e-5 : 1e-7
    for p in [0.001, 0.2, 0.5, 0.7, 0.999] {
      let z = normal.quantile(p)
      #expect(abs(SelectedNormalTests.distribution(z, rho, threshold) - p) < bound, "p = \(p), z = \(z)")
    }
  }

  /// As ρ grows to 1 the selected normal is the normal truncated at t.
  @Test func closeToOneItIsTheTruncatedNormal() {
    let normal = SelectedNormal(rho: 0.999_999, threshold: 1)
    for p in [0.1, 0.5, 0.9] {
      let truncated = StandardNormal.quantile(1 - (1 - p) * StandardNormal.cdf(-1))
      #expect(abs(normal.quantile(p) - truncated) < 2e-3)
    }
  }

  @Test(
    arguments: [-0.9999, -0.9, 0, 0.5, 0.9995, 0.9999], [-5.0, -1, 0, 3, 5])
  func latentCutsAscendStrictly(rho: Double, threshold: Double) {
    let normal = SelectedNormal(rho: rho, threshold: threshold)
    for count in [1, 2, 10, 5000] {
      let cuts = (0...count).map { Double($0) / Double(count) }
      let latent = normal.latentCuts(cuts)
      #expect(latent.count == cuts.count)
      #expect(areCuts(latent))
    }
    // Cuts as close as doubles get, at either end.
    let crowded = [0, Double.leastNonzeroMagnitude, 1e-300, 1e-17, 0.5, 1 - 0x1p-52, 1 - 0x1p-53, 1]
    #expect(areCuts(normal.latentCuts(crowded)))
  }

  @Test func thresholdsBeyondAllRowsStayFinite() {
    for rho in [-0.9, 0, 0.9] {
      for threshold in [-40.0, 40] {
        let normal = SelectedNormal(rho: rho, threshold: threshold)
        for p in [0, 0.3, 1] { #expect(normal.quantile(p).isFinite) }
        #expect(areCuts(normal.latentCuts([0, 0.25, 0.5, 0.75, 1])))
      }
    }
  }
}

@Suite struct SelectedNormalStatisticalTests {
  /// The latent cuts give a column its observed shares where it is present: simulated, within six sigma.
  @Test(arguments: [(-0.8, 0.5), (0.6, -1.0), (0.95, 0.0)]) func sharesOfPresentRows(rho: Double, t: Double) {
    var random = TestRandom(8)
    let cuts = [0, 0.05, 0.3, 0.8, 1]
    let latent = SelectedNormal(rho: rho, threshold: t).latentCuts(cuts)
    var counts = [Int](repeating: 0, count: 4)
    for _ in 0..<400_000 {
      let w = random.normal()
      let z = rho * w + (1 - rho * rho).squareRoot() * random.normal()
      guard w >= t else { continue }
      let u = StandardNormal.cdf(z)
      counts[latent.dropFirst().firstIndex { u < $0 }! - 1] += 1
    }
    let n = Double(counts.reduce(0, +))
    for cell in 0..<4 {
      let share = cuts[cell + 1] - cuts[cell]
      let z = (Double(counts[cell]) - n * share) / (n * share * (1 - share)).squareRoot()
      #expect(abs(z) < 6)
    }
  }
}
