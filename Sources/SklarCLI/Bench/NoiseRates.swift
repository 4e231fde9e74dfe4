import Privacy

/// Exact noise on one thread: random bits included, tables made before.
enum NoiseRates {
  /// A stable name, words for people, and the time of a draw.
  typealias Rate = (name: String, work: String, measurement: Measurement)

  private static let count = 1 << 16

  /// The figures in the order of the report.
  static func all(budget: Double) -> [Rate] {
    let gaussians = [2, 100, 1000, 4096].map { sigma -> Rate in
      let noise = DiscreteGaussian(variance: Ratio(sigma * sigma))
      return (
        "gaussian_\(sigma)", "discrete Gaussian, sigma \(sigma)",
        time(budget) { noise.add(to: $0, using: &$1) }
      )
    }
    let laplaces = [1, 100, 1000, 1_000_000].map { scale -> Rate in
      let noise = DiscreteLaplace(scale: Ratio(scale))
      return (
        "laplace_\(scale)", "discrete Laplace, scale \(scale)", time(budget) { noise.add(to: $0, using: &$1) }
      )
    }
    let bits = time(budget) { $1.fill(UnsafeMutableRawBufferPointer($0)) }
    let rates: [Rate] = [("random_bits", "64 random bits (ChaCha20)", bits)]
    return rates + gaussians + laplaces
  }

  private static func time(
    _ budget: Double, _ draw: (UnsafeMutableBufferPointer<Int64>, inout SecureRandom) -> Void
  ) -> Measurement {
    var bits = SecureRandom()
    var values = [Int64](repeating: 0, count: count)
    return values.withUnsafeMutableBufferPointer { values in
      Measurement(budget: budget) { units in for _ in 0..<units { draw(values, &bits) } }.perUnit(of: count)
    }
  }
}
