internal import Distributions
internal import Kernels

/// Shares at another temperature: p^(1/T), normalised.
enum TemperedShares {
  /// No share falls below this before the sum is brought to 1, so that every value stays possible.
  static let least = 1e-12

  /// By the kernels' logarithm and exponential: the bytes of samples depend on them.
  static func of(_ shares: [Double], temperature: Double) -> [Double] {
    let kernels = KernelSet.active
    let most = shares.max() ?? 1
    let powers = shares.map { share -> Double in
      guard share > 0 else { return 0 }
      let exponent = kernels.logarithm(of: share / most) / temperature
      return exponent < -600 ? 0 : kernels.exponential(of: exponent)
    }
    let sum = powers.reduce(0, +)
    let floored = powers.map { max($0 / sum, least) }
    let total = floored.reduce(0, +)
    return floored.map { $0 / total }
  }

  /// 0, the sums of shares, and 1 exactly.
  static func cuts(_ shares: [Double]) -> [Double] {
    var sum = 0.0
    var cuts = [0.0]
    for share in shares.dropLast() {
      sum += share
      cuts.append(sum)
    }
    return cuts + [1]
  }
}

extension Marginal {
  /// The marginal at another temperature. Levels, single values and groups of numbers have p^(1/T) of their shares p,
  /// normalised; inside a group nothing changes. Of a family, the density to the power of 1/T, which is of the same family:
  /// a normal's standard deviation becomes σ√T, a lognormal's σ√T and μ + σ² (T - 1), an exponential's mean T times itself.
  ///
  /// - Throws: `FamilyMarginal.ParameterError` if that is no valid family any more.
  func at(temperature: Double) throws -> Marginal {
    guard case .family(let family) = self else {
      return with(cuts: TemperedShares.cuts(TemperedShares.of(shares, temperature: temperature)))
    }
    let tempered: FamilyMarginal.Family =
      switch family.family {
      case .normal(let mean, let sd): .normal(mean: mean, sd: sd * temperature.squareRoot())
      case .lognormal(let logMean, let logSd):
        .lognormal(
          logMean: logMean + logSd * logSd * (temperature - 1), logSd: logSd * temperature.squareRoot())
      case .exponential(let mean): .exponential(mean: mean * temperature)
      case .uniform: .uniform
      }
    return .family(
      try FamilyMarginal(
        tempered, minimum: family.minimum, maximum: family.maximum, decimals: family.decimals))
  }

  var shares: [Double] {
    let cuts = cuts
    return zip(cuts, cuts.dropFirst()).map { $1 - $0 }
  }

  /// How many values are possible; infinite for real numbers.
  var possibleValues: Double {
    switch self {
    case .levels(let levels): Double(levels.levels.count)
    case .integers(let integers): integers.span.reduce(0) { $0 + Double($1) + 1 }
    case .reals(let reals):
      zip(reals.low, reals.high).allSatisfy { $0 == $1 } ? Double(reals.low.count) : .infinity
    case .family(let family):
      if let decimals = family.decimals, let minimum = family.minimum, let maximum = family.maximum {
        ((maximum - minimum) * (0..<decimals).reduce(1.0) { power, _ in power * 10 }).rounded() + 1
      } else {
        .infinity
      }
    }
  }
}
