import Foundation
import Privacy

/// Bits of a seed: the tests alone have such a source.
struct SeededBits: RandomBits {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  /// SplitMix64.
  mutating func fill(_ bytes: UnsafeMutableRawBufferPointer) {
    var place = 0
    while place < bytes.count {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
      withUnsafeBytes(of: z ^ z >> 31) {
        let count = min(8, bytes.count - place)
        (bytes.baseAddress! + place).copyMemory(from: $0.baseAddress!, byteCount: count)
      }
      place += 8
    }
  }
}

/// Whether the long tests run.
let isLong = ProcessInfo.processInfo.environment["SKLAR_LONG_TESTS"] == "1"

/// Bits of a seed, or in the long tests those of the operating system.
struct TestBits: ~Copyable, RandomBits {
  private var seeded: SeededBits
  private var secure = SecureRandom()

  init(_ seed: UInt64) { seeded = SeededBits(seed) }

  mutating func fill(_ bytes: UnsafeMutableRawBufferPointer) {
    if isLong { secure.fill(bytes) } else { seeded.fill(bytes) }
  }
}

/// What a symmetric distribution on the integers is, in doubles.
struct ExactNoise {
  let deviation: Double
  /// P[X >= t] for t >= 1.
  let tail: (Int64) -> Double
  /// In what the logarithm of the probability is linear: |x| or x².
  let exponent: (Double) -> Double

  static func laplace(_ scale: Double) -> Self {
    let a = exp(-1 / scale)
    return Self(deviation: (2 * a).squareRoot() / -expm1(-1 / scale)) {
      exp(-Double($0) / scale) / (1 + a)
    } exponent: {
      $0
    }
  }

  /// Sums up to σ = 4096; above it the normal tail, whose error is some 1 / (24 σ²).
  static func gaussian(variance: Double) -> Self {
    let sigma = variance.squareRoot()
    if sigma > 4096 {
      return Self(deviation: sigma) {
        erfc((Double($0) - 0.5) / (2 * variance).squareRoot()) / 2
      } exponent: {
        $0 * $0
      }
    }
    let last = Int(14 * sigma) + 3
    var tails = [Double](repeating: 0, count: last + 2)
    var squares = 0.0
    for k in stride(from: last, through: 1, by: -1) {
      let p = exp(-Double(k) * Double(k) / (2 * variance))
      tails[k] = tails[k + 1] + p
      squares += Double(k) * Double(k) * p
    }
    let sum = 1 + 2 * tails[1]
    let normalized = tails.map { $0 / sum }
    return Self(deviation: (2 * squares / sum).squareRoot()) {
      $0 > last ? 0 : normalized[Int($0)]
    } exponent: {
      $0 * $0
    }
  }

  var zero: Double { 1 - 2 * tail(1) }
}

/// Counts of draws, by value.
struct NoiseCounts {
  var counts: [Int64: Int] = [:]
  var total = 0

  init(_ draws: [Int64]) {
    for draw in draws { counts[draw, default: 0] += 1 }
    total = draws.count
  }

  /// `middle[i]` draws of i - reach.
  init(_ middle: [Int], reach: Int) {
    for (i, count) in middle.enumerated() where count > 0 { counts[Int64(i - reach)] = count }
    total = middle.reduce(0, +)
  }
}

/// The tests that a sampler has to pass; the names of those it fails. Each has a false alarm in some 2 million.
func failures(_ counts: NoiseCounts, _ exact: ExactNoise) -> [String] {
  let n = Double(counts.total)
  var failed: [String] = []
  func test(_ name: String, _ z: Double) { if !(abs(z) < 5) { failed.append("\(name) (z = \(z))") } }
  func share(_ name: String, _ p: Double, _ isHit: (Int64) -> Bool) {
    guard n * p >= 25 else { return }
    let hits = Double(counts.counts.reduce(0) { isHit($1.key) ? $0 + $1.value : $0 })
    test(name, (hits - n * p) / (n * p * (1 - p)).squareRoot())
  }

  share("zero", exact.zero) { $0 == 0 }
  let far = Int64((3 * exact.deviation).rounded(.up))
  share("upper tail", exact.tail(far)) { $0 >= far }
  share("lower tail", exact.tail(far)) { $0 <= -far }
  let (above, below) = counts.counts.reduce((0.0, 0.0)) {
    ($0.0 + ($1.key > 0 ? Double($1.value) : 0), $0.1 + ($1.key < 0 ? Double($1.value) : 0))
  }
  test("symmetry", (above - below) / max(1, above + below).squareRoot())

  // Moments in units of the standard deviation; the fourth for the error of the second.
  let moments = counts.counts.reduce((0.0, 0.0, 0.0)) { sum, item in
    let (x, m) = (Double(item.key) / exact.deviation, Double(item.value))
    return (sum.0 + m * x, sum.1 + m * x * x, sum.2 + m * x * x * x * x)
  }
  test("mean", moments.0 / n.squareRoot())
  test("variance", (moments.1 / n - 1) / ((moments.2 / n - 1) / n).squareRoot())

  // Bins whose edges are eighths of a standard deviation, or whole numbers.
  var edges: [Int64] = []
  var next = max(1, Int64((exact.deviation / 8).rounded(.up)))
  while n * exact.tail(next) >= 25 {
    edges.append(next)
    next += max(1, Int64((exact.deviation / 8).rounded(.up)))
  }
  guard let first = edges.first else { return failed }
  var observed = [Double](repeating: 0, count: 2 * edges.count + 1)
  for (value, count) in counts.counts {
    let size = Int64(value.magnitude)
    // Bin 0 lies around zero, bins 1 and 2 on either side of it, and so on.
    let beyond = size < first ? 0 : min(edges.count, Int((size - first) / max(1, first)) + 1)
    observed[beyond == 0 ? 0 : 2 * beyond - (value > 0 ? 1 : 0)] += Double(count)
  }
  var expected = [n * (1 - 2 * exact.tail(first))]
  for (i, edge) in edges.enumerated() {
    let p = exact.tail(edge) - (i + 1 < edges.count ? exact.tail(edges[i + 1]) : 0)
    expected += [n * p, n * p]
  }
  let chi = zip(observed, expected).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / max($1.1, 1e-9) }
  let freedom = Double(2 * edges.count)
  // Wilson and Hilferty's transformation to a normal.
  test(
    "chi-square",
    max(0, (cbrt(chi / freedom) - (1 - 2 / (9 * freedom))) / (2 / (9 * freedom)).squareRoot()))

  // The slope of log(observed / expected) in the exponent, by weighted least squares; the open bins left out.
  var (sw, sx, sxx, sy, sxy) = (0.0, 0.0, 0.0, 0.0, 0.0)
  for i in edges.indices.dropLast() {
    let x = exact.exponent(Double(edges[i] + edges[i + 1] - 1) / 2 / exact.deviation)
    for bin in [2 * i + 1, 2 * i + 2] where observed[bin] > 0 {
      let (w, y) = (expected[bin], log(observed[bin] / expected[bin]))
      (sw, sx, sxx, sy, sxy) = (sw + w, sx + w * x, sxx + w * x * x, sy + w * y, sxy + w * x * y)
    }
  }
  let spread = sxx - sx * sx / sw
  if spread > 1 { test("slope", (sxy - sx * sy / sw) / spread.squareRoot()) }
  return failed
}
