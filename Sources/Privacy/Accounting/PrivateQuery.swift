/// What can be asked of confidential rows: how far one unit moves each answer, and so how much noise it takes.
///
/// All answers are vectors of integers. A unit is one row, or the at most m rows that one value of the unit column has. Let g
/// be what one row adds to a sum of rows, then the unit moves the sum by at most m times the largest norm of g; exchanging the
/// unit for another moves it by the difference of two such vectors. The bounds of each query are proven in
/// docs/privacy/mechanisms.md, in the section of its name.
public enum PrivateQuery: Sendable, Hashable {
  /// The number of rows.
  case rowCount
  /// The rows in each cell of a column.
  case oneWay
  /// The rows in each pair of cells of two columns.
  case twoWay
  /// The distances from independence of so many pairs of columns, in units of 1 / `scale`, a power of two.
  case dependence(pairs: Int, scale: Int64)
  /// Sums of q_i q_j over rows whose scores' squared norm is at most `normBound`, for each i < j.
  case products(columns: Int, normBound: Int64)
  /// The rows in each power of two.
  case magnitudes
  /// The rows of each level that occurs, of which only those above a threshold come out.
  case levels

  /// As ledgers name it.
  public var name: String {
    switch self {
    case .rowCount: "number of rows"
    case .oneWay: "one-way histogram"
    case .twoWay: "two-way histogram"
    case .dependence: "distance from independence of all pairs"
    case .products: "products of rank scores of all pairs"
    case .magnitudes: "histogram of magnitudes"
    case .levels: "levels above a threshold"
    }
  }

  /// The finest units of a distance from independence: a row is so many.
  package static let scoreScale: Int64 = 1 << 16
  /// Tables have fewer rows than this, so that no sum of theirs leaves 64 bits. Public, and no estimate of any table.
  package static let rowLimit = 1 << 31

  /// `dependence` in the finest units whose noise stays within 64 bits, 2^-16 to 1; a function of public quantities.
  package static func finestDependence(
    pairs: Int, spending cost: PrivacyCost, under parameters: PrivacyParameters
  ) -> PrivateQuery {
    var scale = scoreScale
    while scale > 1 {
      let query = PrivateQuery.dependence(pairs: pairs, scale: scale)
      if (try? query.noise(spending: cost, under: parameters)) != nil { return query }
      scale /= 2
    }
    return .dependence(pairs: pairs, scale: 1)
  }

  /// The square of the largest L2 distance between the answers of neighbouring tables; `nil` beyond 2^84.
  package func squaredSensitivity(_ parameters: PrivacyParameters) -> UInt128? {
    guard let row else { return nil }
    let m = UInt128(parameters.maximumRows)
    let squared = row.squared * (parameters.neighbouring == .replaceOne ? exchange.squared : 1) * m * m
    return squared < 1 << 84 ? squared : nil
  }

  /// The largest L1 distance between the answers of neighbouring tables; `nil` beyond 2^63.
  package func absoluteSensitivity(_ parameters: PrivacyParameters) -> UInt128? {
    guard let row else { return nil }
    let factor = parameters.neighbouring == .replaceOne ? exchange.absolute : 1
    let sum = row.absolute * factor * UInt128(parameters.maximumRows)
    return sum < 1 << 63 ? sum : nil
  }

  /// What one row more moves the answer by at most: the square of the L2 distance, and the L1 distance; `nil` where 64 bits
  /// would not hold the answer.
  private var row: (squared: UInt128, absolute: UInt128)? {
    switch self {
    case .rowCount, .oneWay, .twoWay, .magnitudes, .levels: return (1, 1)
    case .dependence(let pairs, let scale):
      let (pairs, scale) = (UInt128(pairs), UInt128(scale))
      return (pairs * scale * scale, pairs * scale)
    case .products(let columns, let bound):
      // B² (d - 1) / 2d and B (d - 1) / 2, rounded up.
      let (d, b) = (UInt128(columns), UInt128(bound))
      guard b <= 1 << 32, d > 1 else { return nil }
      return ((b * b * (d - 1) + 2 * d - 1) / (2 * d), (b * (d - 1) + 1) / 2)
    }
  }

  /// How many times that it is if a unit is exchanged for another one: counts of different cells are at right angles, other
  /// answers may move twice as far.
  private var exchange: (squared: UInt128, absolute: UInt128) {
    switch self {
    case .rowCount: (1, 1)
    case .oneWay, .twoWay, .magnitudes, .levels: (2, 2)
    case .dependence, .products: (4, 2)
    }
  }

  /// The noise of each number that this query releases for `cost`; public.
  ///
  /// Discrete Gaussian with σ² = Δ₂² / 2ρ, or under pure differential privacy discrete Laplace with scale Δ₁ / ε; both rounded
  /// up to 20 significant bits.
  ///
  /// - Throws: `PrivacyError` with `.budgetExhausted` for a cost of 0, `.overflow` for noise beyond 2^31, and
  ///   `.deltaOutOfRange` for levels under pure differential privacy.
  public func noise(spending cost: PrivacyCost, under parameters: PrivacyParameters) throws(PrivacyError)
    -> NoiseParameter
  {
    guard cost.units > 0 else {
      throw PrivacyError(
        .budgetExhausted,
        "The share of the privacy budget for \"\(name)\" is 0. Give a larger epsilon, or fewer columns.")
    }
    let noise: NoiseParameter?
    if parameters.delta > 0 {
      noise = squaredSensitivity(parameters).flatMap { NoiseParameter(squared: $0, rho: cost.units) }
    } else if self == .levels {
      throw PrivacyError(
        .deltaOutOfRange,
        "With delta 0 the levels of a column cannot be found from its values: list them in the schema.")
    } else {
      noise = absoluteSensitivity(parameters).flatMap { NoiseParameter(absolute: $0, epsilon: cost.units) }
    }
    guard let noise else {
      throw PrivacyError(
        .overflow, "\"\(name)\" would take noise beyond 64 bits. Give a larger epsilon, or fewer columns.")
    }
    return noise
  }
}
