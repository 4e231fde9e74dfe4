import Privacy
import Testing

@Test func concentratedBoundOfTheReference() {
  #expect(abs(ConcentratedBound.rho(epsilon: 1, delta: 1e-9) / 0.0149730576736 - 1) < 1e-9)
}
