internal import Kernels

/// The probability that a standard normal falls between two numbers, and its derivatives under a shift, by the kernels'
/// functions: what is made of them decides the bytes of samples.
struct NormalInterval {
  /// The logarithm of the probability.
  let logProbability: Double
  /// The derivative of `logProbability` as both ends move down: (density at low - density at high) / probability.
  let slope: Double
  /// The derivative of `slope`.
  let curvature: Double

  private static let logRootTwoPi = 0.9189385332046727
  /// From here on the tail is taken from its asymptotic series, relative error below 2e-10.
  private static let far = 30.0

  /// - Precondition: `low < high`; both may be infinite.
  init(_ low: Double, _ high: Double, _ kernels: KernelSet) {
    if low == -.infinity, high == .infinity {
      self.init(logProbability: 0, slope: 0, curvature: 0)
    } else if high <= 0 || -low > high {
      // On the side where probabilities are small numbers, not differences from 1.
      let mirrored = NormalInterval(upper: -high, -low, kernels)
      self.init(
        logProbability: mirrored.logProbability, slope: -mirrored.slope, curvature: mirrored.curvature)
    } else {
      self.init(upper: low, high, kernels)
    }
  }

  private init(logProbability: Double, slope: Double, curvature: Double) {
    self.logProbability = logProbability
    self.slope = slope
    self.curvature = curvature
  }

  private init(upper low: Double, _ high: Double, _ kernels: KernelSet) {
    let width = high - low
    let log: Double
    if low > Self.far {
      let square = 1 / (low * low)
      let series = 1 - square * (1 - square * (3 - square * 15))
      let rest = width < .infinity ? -width * (low + width / 2) : -.infinity
      let kept = rest < -1e-12 ? 1 - kernels.exponential(of: max(rest, -700)) : -rest
      log =
        -low * low / 2 - kernels.logarithm(of: low) - Self.logRootTwoPi + kernels.logarithm(of: series)
        + kernels.logarithm(of: kept)
    } else {
      let middle = low + width / 2
      if width < 1e-7, width < .infinity {
        log = -middle * middle / 2 - Self.logRootTwoPi + kernels.logarithm(of: width)
      } else {
        let p = Self.mass(low, high, kernels)
        log = kernels.logarithm(of: p)
      }
    }
    func share(_ z: Double) -> Double {
      abs(z) == .infinity
        ? 0 : kernels.exponential(of: min(max(-z * z / 2 - Self.logRootTwoPi - log, -700), 700))
    }
    let (first, last) = (share(low), share(high))
    let slope = first - last
    logProbability = log
    self.slope = slope
    let weighted = (first == 0 ? 0 : low * first) - (last == 0 ? 0 : high * last)
    // The variance of a truncated normal is 1 + curvature: between 0 and 1.
    curvature = min(max(weighted - slope * slope, -1), 0)
  }

  private static func mass(_ low: Double, _ high: Double, _ kernels: KernelSet) -> Double {
    let below = low == -.infinity ? 0 : kernels.normalCDF(of: low)
    let above = high == .infinity ? 0 : kernels.normalCDF(of: -high)
    // Of an interval above zero both tails are small.
    return low > 0 ? kernels.normalCDF(of: -low) - above : 1 - below - above
  }
}
