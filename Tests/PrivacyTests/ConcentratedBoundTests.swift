import Privacy
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct ConcentratedBoundTests {
  static let deltas = [1e-5, 1e-6, 1e-9]

  /// Computed with 50 digits.
  @Test(
    arguments: [
      (0.1, [0.000432993729402, 0.000321047690346, 0.000177138447185]),
      (0.5, [0.00850553059118, 0.00664152435666, 0.00395319114122]),
      (1, [0.0305565951976, 0.0243559703595, 0.0149730576736]),
      (2, [0.108256363823, 0.0881526883799, 0.0561305017965]),
      (3, [0.224249168246, 0.185069840653, 0.120582428911]),
      (10, [1.78269561633, 1.53927876387, 1.0907857044]),
    ] as [(Double, [Double])])
  func rhoOfTheReference(_ epsilon: Double, _ expected: [Double]) {
    for (delta, expected) in zip(Self.deltas, expected) {
      #expect(abs(ConcentratedBound.rho(epsilon: epsilon, delta: delta) / expected - 1) < 2e-11)
    }
  }

  @Test(
    arguments: [
      (0.001, [0.157335393161, 0.18289537719, 0.245119253872]),
      (0.01, [0.545725548274, 0.62169265456, 0.810174467868]),
      (0.1, [1.914238832, 2.14193892839, 2.71548188673]),
      (0.5, [4.72838698494, 5.22153444453, 6.47407002073]),
      (1, [7.07719669581, 7.76621662531, 9.52146367179]),
      (2, [10.7248241129, 11.6885962494, 14.1501475539]),
    ] as [(Double, [Double])])
  func epsilonOfTheReference(_ rho: Double, _ expected: [Double]) {
    for (delta, expected) in zip(Self.deltas, expected) {
      #expect(abs(ConcentratedBound.epsilon(rho: rho, delta: delta) / expected - 1) < 2e-11)
    }
  }

  /// OpenDP's tests, which hold α >= 1.01: it is, in all of these.
  @Test func deltaOfOpenDP() {
    for (rho, epsilon, expected) in [
      (0.5, 0, 0.5588356393474351), (0.05, 0.25, 0.0817727531036956), (5e-30, 1e-13, 2.619676329730346e-234),
      (0.03125, 0, 0.1508457845622862), (0.1, 1, 0.008933245771818), (1, 5, 0.00261203450662),
    ] as [(Double, Double, Double)] {
      let delta = ConcentratedBound.delta(rho: rho, epsilon: epsilon)
      #expect(
        delta >= expected * (1 - 1e-12) && delta <= expected * (1 + 1e-9), "ρ \(rho), ε \(epsilon): \(delta)")
    }
    #expect(abs(ConcentratedBound.epsilon(rho: 0.03125, delta: 1e-3) - 0.6880024554878085) < 1e-9)
  }

  /// Below α = 1.01, where a clamped search stops, α still tightens δ: (ρ, ε) of ε far below ρ.
  @Test func alphaIsNotClamped() {
    // f(α) at α = 1.01 for ρ = 20, ε = 0.
    let clamped = 0.9566
    #expect(ConcentratedBound.delta(rho: 20, epsilon: 0) <= 1)
    #expect(ConcentratedBound.delta(rho: 20, epsilon: 0) > clamped)
  }

  /// The three functions are inverses, each on the safe side.
  @Test func roundsAgainstTheUser() {
    for epsilon in [0.001, 0.1, 1, 7, 30, 100] {
      for delta in [1e-3, 1e-9, 1e-30, 1e-100] {
        let rho = ConcentratedBound.rho(epsilon: epsilon, delta: delta)
        #expect(ConcentratedBound.delta(rho: rho, epsilon: epsilon) <= delta)
        #expect(ConcentratedBound.delta(rho: rho * (1 + 1e-9), epsilon: epsilon) > delta)
        let back = ConcentratedBound.epsilon(rho: rho, delta: delta)
        #expect(ConcentratedBound.delta(rho: rho, epsilon: back) <= delta)
        #expect(back <= epsilon && back > epsilon * (1 - 1e-8))
        // The bound of Bun and Steinke is looser.
        #expect(epsilon < rho + 2 * (rho * -log10(delta) * 2.302585092994046).squareRoot() + 1e-9)
      }
    }
    #expect(ConcentratedBound.rho(epsilon: 1, delta: 0) == 0)
    #expect(ConcentratedBound.delta(rho: 0, epsilon: 1) == 0)
    #expect(ConcentratedBound.epsilon(rho: 0, delta: 0.1) == 0)
  }

  /// By the definition: no α of a fine grid gives less.
  @Test func theMinimumIsFound() {
    for (rho, epsilon) in [(0.015, 1.0), (1.1, 10.0), (2e-4, 0.1), (3, 1), (0.5, 0)] as [(Double, Double)] {
      let found = ConcentratedBound.delta(rho: rho, epsilon: epsilon)
      for step in 1...4000 {
        let alpha = 1 + exp(Double(step) / 200 - 8)
        let delta = exp((alpha - 1) * (alpha * rho - epsilon) - log(alpha - 1) + alpha * log1p(-1 / alpha))
        #expect(found <= delta * (1 + 1e-9))
      }
    }
  }
}

@Suite struct GaussianBoundTests {
  @Test(
    arguments: [
      (0.1, [30.74956613, 36.30469043, 50.20981826]), (0.5, [7.031826676, 8.057618481, 10.67389682]),
      (1, [3.730631635, 4.224678889, 5.495266157]), (2, [1.993812446, 2.230476271, 2.844547073]),
      (3, [1.390593457, 1.543861418, 1.943724264]), (10, [0.4998886197, 0.5410868318, 0.650246919]),
    ] as [(Double, [Double])])
  func sigmaOfTheReference(_ epsilon: Double, _ expected: [Double]) {
    for (delta, expected) in zip([1e-5, 1e-6, 1e-9], expected) {
      let sigma = GaussianBound.sigma(epsilon: epsilon, delta: delta)
      #expect(abs(sigma / expected - 1) < 2e-9)
      #expect(abs(GaussianBound.epsilon(sigma: sigma, delta: delta) / epsilon - 1) < 1e-8)
      // What zero-concentrated privacy asks for is more.
      #expect(sigma < 1 / (2 * ConcentratedBound.rho(epsilon: epsilon, delta: delta)).squareRoot())
    }
  }

  @Test func sigmaByConcentratedPrivacy() {
    for (delta, expected) in [(1e-5, 4.04513), (1e-6, 4.53088), (1e-9, 5.77869)] as [(Double, Double)] {
      let sigma = 1 / (2 * ConcentratedBound.rho(epsilon: 1, delta: delta)).squareRoot()
      #expect(abs(sigma - expected) < 1e-5)
    }
  }

  /// √(2 ln(1.25/δ)) / ε is a theorem for ε < 1 alone: at 10 its noise is too small.
  @Test func theClassicFormulaIsRejectedAtLargeEpsilon() {
    let classic = (2 * log(1.25 / 1e-5)).squareRoot() / 10
    #expect(abs(classic - 0.4845) < 1e-3)
    #expect(classic < GaussianBound.sigma(epsilon: 10, delta: 1e-5))
    #expect(GaussianBound.delta(sigma: classic, epsilon: 10) > 1e-5)
    #expect(ConcentratedBound.delta(rho: 1 / (2 * classic * classic), epsilon: 10) > 1e-5)
  }
}
