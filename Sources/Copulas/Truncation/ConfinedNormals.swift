public import LinearAlgebra

/// Correlated normals of which some are confined: to points, to intervals, to unions of boxes.
///
/// The confined ones come first, points before intervals, so that the others follow given them by the same Cholesky factor.
/// The factor is made here, by plain loops in one order: the bytes of samples depend on it.
public struct ConfinedNormals: Sendable {
  /// The latent at each place.
  public let order: [Int]
  /// The place of each latent.
  public let places: [Int]
  /// How many are confined.
  public let leading: Int
  /// How many of these are confined to points.
  public let points: Int
  /// The Cholesky factor of the correlations in this order, row by row.
  public let lower: [Double]

  public var dimension: Int { order.count }

  /// - Parameters:
  ///   - correlation: Of all latents.
  ///   - points, intervals: The latents that are confined, each once.
  /// - Complexity: O(latents³ / 3).
  public init(correlation: Matrix, points: [Int], intervals: [Int]) {
    let size = correlation.rows
    let confined = points + intervals
    precondition(Set(confined).count == confined.count && confined.allSatisfy { (0..<size).contains($0) })
    let isConfined = Set(confined)
    order = confined + (0..<size).filter { !isConfined.contains($0) }
    var places = [Int](repeating: 0, count: size)
    for (place, latent) in order.enumerated() { places[latent] = place }
    self.places = places
    leading = confined.count
    self.points = points.count
    lower = Self.factor(correlation, order)
  }

  /// What rounding may leave of a pivot of correlations that are all but singular.
  private static let leastPivot = 1e-14

  private static func factor(_ correlation: Matrix, _ order: [Int]) -> [Double] {
    let size = order.count
    var lower = [Double](repeating: 0, count: size * size)
    for i in 0..<size {
      for j in 0...i {
        var sum = correlation[order[i], order[j]]
        for k in 0..<j { sum -= lower[i * size + k] * lower[j * size + k] }
        lower[i * size + j] =
          i == j ? max(sum, leastPivot).squareRoot() : sum / lower[j * size + j]
      }
    }
    return lower
  }

  /// The factor of the places `range`, given those before.
  func lower(_ range: Range<Int>) -> [Double] {
    range.flatMap { i in range.map { j in lower[i * dimension + j] } }
  }
}

/// A box for the confined normals of `ConfinedNormals`, in its order: equal ends are a point.
public struct ConfinedBox: Sendable {
  public var low: [Double]
  public var high: [Double]
  /// The logarithm of what the box weighs besides the normal's density: of points the density of what they stand for.
  public var logWeight: Double

  public init(low: [Double], high: [Double], logWeight: Double = 0) {
    precondition(low.count == high.count)
    self.low = low
    self.high = high
    self.logWeight = logWeight
  }
}
