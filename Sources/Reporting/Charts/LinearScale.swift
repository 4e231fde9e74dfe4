/// Values on a line of the drawing.
struct LinearScale {
  let low: Double
  let high: Double
  /// Where `low` and `high` lie.
  let start: Double
  let end: Double

  func callAsFunction(_ value: Double) -> Double {
    guard high > low else { return (start + end) / 2 }
    // Halves, so that the length of the longest range stays finite.
    let share = (value / 2 - low / 2) / (high / 2 - low / 2)
    return start + max(0, min(1, share)) * (end - start)
  }

  /// Two to five round numbers from `low` to `high`.
  static func ticks(_ low: Double, _ high: Double) -> [Double] {
    let raw = (high / 4 - low / 4)
    guard raw > 0, raw.isFinite else { return [low] }
    let decade = decade(of: raw)
    let step = [1, 2, 2.5, 5, 10].map { $0 * decade }.first { $0 >= raw * 0.999 } ?? raw
    guard step > 0, step.isFinite, abs(low) / step < 1e12, abs(high) / step < 1e12 else {
      return [low, high]
    }
    return (0...5).map { ((low / step).rounded(.up) + Double($0)) * step }.filter { $0 <= high }
  }

  /// The greatest power of ten that is no greater, by products alone: `pow` differs between processors. 0 where
  /// that is no normal number.
  private static func decade(of value: Double) -> Double {
    var power = 1.0
    if value >= 1 {
      while power * 10 <= value { power *= 10 }
      return power
    }
    while 1 / power > value { power *= 10 }
    return 1 / power
  }
}
