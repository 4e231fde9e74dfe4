import Distributions
import Kernels
import Tabular

/// SplitMix64 (Steele, Lea, Flood 2014): the tests' own generator, not the one under test.
struct TestRandom: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func uniform() -> Double { (Double(next() >> 12) + 0.5) * 0x1p-52 }
  mutating func normal() -> Double { StandardNormal.quantile(uniform()) }
}

extension SortedKeys {
  init(_ values: [Int64], threads: Int = 1) {
    self = try! SortedKeys(.int64(values), validity: nil, threads: threads)
  }
  init(_ values: [Double], threads: Int = 1) {
    self = try! SortedKeys(.float64(values), validity: nil, threads: threads)
  }
}

extension IntegerMarginal {
  init(fitting values: [Int64]) {
    let keys = SortedKeys(values)
    self.init(ValueGroups(keys), step: keys.step)
  }

  /// The last value of each segment.
  var upper: [Int64] { zip(lower, span).map { $0 &+ Int64(bitPattern: $1 &* step) } }
}

extension RealMarginal {
  init(fitting values: [Double]) {
    self.init(ValueGroups(SortedKeys(values), halfDistance: realHalfDistance))
  }
}

/// Half the distance of two reals' keys.
func realHalfDistance(_ a: UInt64, _ b: UInt64) -> Double {
  OrderedKey.double(b) / 2 - OrderedKey.double(a) / 2
}

/// Whether `cuts` is 0, ..., 1, ascending strictly.
func areCuts(_ cuts: [Double]) -> Bool {
  cuts.first == 0 && cuts.last == 1 && zip(cuts, cuts.dropFirst()).allSatisfy(<)
}

/// ∫ f over [a, b] by Simpson's rule.
func integral(_ a: Double, _ b: Double, intervals: Int = 2000, _ f: (Double) -> Double) -> Double {
  let h = (b - a) / Double(intervals)
  var sum = 0.0
  for k in 0..<intervals {
    let x = a + Double(k) * h
    sum += f(x) + 4 * f(x + h / 2) + f(x + h)
  }
  return sum * h / 6
}

/// P(X > a, Y > b) of normals with correlation `rho`, by integration over X.
func orthant(_ a: Double, _ b: Double, _ rho: Double) -> Double {
  integral(a, 10) { x in
    StandardNormal.density(x) * StandardNormal.cdf((rho * x - b) / (1 - rho * rho).squareRoot())
  }
}

/// The correlation of 1[X > a] and 1[Y > b] for normals with correlation `rho`.
func tetrachoric(_ a: Double, _ b: Double, _ rho: Double) -> Double {
  let (p, q) = (StandardNormal.cdf(-a), StandardNormal.cdf(-b))
  return (orthant(a, b, rho) - p * q) / (p * (1 - p) * q * (1 - q)).squareRoot()
}
