internal import Kernels

/// The tilt of the sequential proposal for a normal vector that is confined to a box, and the bound of its weights.
///
/// With z = L n, n standard normal, coordinate j of n is proposed from a normal of mean `tilt[j]` and unit variance, confined
/// to what the coordinates before it leave of the box. The logarithm of density over proposal is
/// ψ(n) = Σ tilt_j² / 2 - n_j tilt_j + log P(coordinate j's interval), at most `bound`: accepting with probability
/// exp(ψ - bound) is exact. The tilt is the saddle point of ψ, which makes acceptance as likely as such a proposal can.
/// Source: Botev, "The normal law under linear restrictions: simulation and estimation via minimax tilting", JRSS B 79, 2017.
struct MinimaxTilting {
  let tilt: [Double]
  let bound: Double

  /// - Parameters:
  ///   - lower: The Cholesky factor of the coordinates, `size` x `size`, row by row.
  ///   - low, high: The box, `low[j] < high[j]`; ends may be infinite.
  /// - Complexity: O(size³) a step of Newton's method, a dozen steps.
  init(lower: [Double], low: [Double], high: [Double], kernels: KernelSet) {
    let size = low.count
    precondition(high.count == size && lower.count == size * size)
    guard size > 1 else {
      tilt = [Double](repeating: 0, count: size)
      bound =
        size == 1 ? NormalInterval(low[0] / lower[0], high[0] / lower[0], kernels).logProbability : 0
      return
    }
    let saddle = Saddle(lower: lower, low: low, high: high, kernels: kernels)
    if let (tilt, bound) = saddle.solution() {
      self.tilt = tilt
      self.bound = bound
    } else {
      // Without a tilt ψ is a sum of logarithms of probabilities: of the first interval, and of others at most those of
      // intervals as wide about zero.
      tilt = [Double](repeating: 0, count: size)
      bound = saddle.plainBound
    }
  }
}

/// The saddle point of ψ, over the coordinates but the last and their tilts.
private struct Saddle {
  let size: Int
  /// L with a unit diagonal, less that diagonal.
  let mixing: [Double]
  let low: [Double]
  let high: [Double]
  let kernels: KernelSet

  init(lower: [Double], low: [Double], high: [Double], kernels: KernelSet) {
    let size = low.count
    self.size = size
    self.kernels = kernels
    self.low = (0..<size).map { low[$0] / lower[$0 * size + $0] }
    self.high = (0..<size).map { high[$0] / lower[$0 * size + $0] }
    var mixing = [Double](repeating: 0, count: size * size)
    for i in 0..<size {
      for j in 0..<i { mixing[i * size + j] = lower[i * size + j] / lower[i * size + i] }
    }
    self.mixing = mixing
  }

  var plainBound: Double {
    var sum = NormalInterval(low[0], high[0], kernels).logProbability
    for j in 1..<size {
      let half = (high[j] - low[j]) / 2
      if half < .infinity { sum += NormalInterval(-half, half, kernels).logProbability }
    }
    return sum
  }

  /// ψ and, of each coordinate, the interval's derivatives.
  private func value(_ x: [Double], _ tilt: [Double]) -> (psi: Double, slopes: [Double], curvatures: [Double])
  {
    var psi = 0.0
    var slopes: [Double] = []
    var curvatures: [Double] = []
    for j in 0..<size {
      var mean = 0.0
      for i in 0..<j { mean += mixing[j * size + i] * x[i] }
      let interval = NormalInterval(low[j] - mean - tilt[j], high[j] - mean - tilt[j], kernels)
      psi += tilt[j] * tilt[j] / 2 - x[j] * tilt[j] + interval.logProbability
      slopes.append(interval.slope)
      curvatures.append(interval.curvature)
    }
    return (psi, slopes, curvatures)
  }

  /// The derivatives of ψ: by the tilts, then by the coordinates.
  private func gradient(_ x: [Double], _ tilt: [Double], _ slopes: [Double]) -> [Double] {
    let free = size - 1
    var gradient = [Double](repeating: 0, count: 2 * free)
    for i in 0..<free {
      gradient[i] = tilt[i] - x[i] + slopes[i]
      var sum = -tilt[i]
      for j in (i + 1)..<size { sum += slopes[j] * mixing[j * size + i] }
      gradient[free + i] = sum
    }
    return gradient
  }

  private func jacobian(_ curvatures: [Double]) -> [Double] {
    let free = size - 1
    let order = 2 * free
    var matrix = [Double](repeating: 0, count: order * order)
    for i in 0..<free {
      matrix[i * order + i] = 1 + curvatures[i]
      for h in 0..<free {
        let mixed = (i == h ? -1 : 0) + curvatures[i] * mixing[i * size + h]
        matrix[i * order + free + h] = mixed
        matrix[(free + h) * order + i] = mixed
        var sum = 0.0
        for j in 0..<size { sum += mixing[j * size + i] * curvatures[j] * mixing[j * size + h] }
        matrix[(free + i) * order + free + h] = sum
      }
    }
    return matrix
  }

  /// `nil` where Newton's method does not get there.
  func solution() -> (tilt: [Double], bound: Double)? {
    let free = size - 1
    var x = [Double](repeating: 0, count: size)
    var tilt = x
    var (_, slopes, curvatures) = value(x, tilt)
    var gradient = gradient(x, tilt, slopes)
    func norm(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 } }
    var error = norm(gradient)
    for _ in 0..<60 {
      if error < 1e-18 { break }
      guard let step = Self.solve(jacobian(curvatures), gradient.map { -$0 }) else { return nil }
      var scale = 1.0
      while true {
        var (nextX, nextTilt) = (x, tilt)
        for i in 0..<free {
          nextTilt[i] += scale * step[i]
          nextX[i] += scale * step[free + i]
        }
        let (_, nextSlopes, nextCurvatures) = value(nextX, nextTilt)
        let nextGradient = self.gradient(nextX, nextTilt, nextSlopes)
        let nextError = norm(nextGradient)
        if nextError < error {
          (x, tilt, slopes, curvatures, gradient, error) = (
            nextX, nextTilt, nextSlopes, nextCurvatures, nextGradient, nextError
          )
          break
        }
        scale /= 2
        guard scale > 1e-4 else { return error < 1e-12 ? (tilt, value(x, tilt).psi) : nil }
      }
    }
    // ψ is concave in x: a point where its slope is e bounds it up to e times a distance.
    guard error < 1e-12 else { return nil }
    let bound = value(x, tilt).psi
    return bound.isFinite ? (tilt, bound) : nil
  }

  /// Gaussian elimination with row pivots.
  private static func solve(_ matrix: [Double], _ right: [Double]) -> [Double]? {
    let order = right.count
    var a = matrix
    var b = right
    for column in 0..<order {
      var pivot = column
      for row in (column + 1)..<max(order, column + 1)
      where abs(a[row * order + column]) > abs(a[pivot * order + column]) { pivot = row }
      guard abs(a[pivot * order + column]) > 1e-300 else { return nil }
      if pivot != column {
        for k in 0..<order { a.swapAt(pivot * order + k, column * order + k) }
        b.swapAt(pivot, column)
      }
      for row in (column + 1)..<max(order, column + 1) {
        let factor = a[row * order + column] / a[column * order + column]
        if factor == 0 { continue }
        for k in column..<order { a[row * order + k] -= factor * a[column * order + k] }
        b[row] -= factor * b[column]
      }
    }
    for row in stride(from: order - 1, through: 0, by: -1) {
      for k in (row + 1)..<max(order, row + 1) { b[row] -= a[row * order + k] * b[k] }
      b[row] /= a[row * order + row]
    }
    return b.allSatisfy(\.isFinite) ? b : nil
  }
}
