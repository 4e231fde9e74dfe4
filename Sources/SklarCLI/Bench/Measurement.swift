/// How long a unit of work takes, from repeated passes over many units.
struct Measurement {
  /// Of a unit, in the median pass.
  let seconds: Double
  /// Of a unit, in the fastest pass.
  let best: Double
  /// Units that one pass did.
  let units: Int
  let passes: Int

  /// Runs `pass(units)` with more and more units until one pass takes a 32nd of `budget`, which also warms up
  /// caches, then repeats passes of that size until `budget` has gone by, three at least.
  init(budget: Double, limit: Int = .max, _ pass: (_ units: Int) throws -> Void) rethrows {
    var units = 1
    while units < limit {
      let time = try Measurement.time { try pass(units) }
      if time >= budget / 32 { break }
      // Twice as many at least, a hundred times as many at most: a first pass may be all start-up.
      units = min(limit, Int(Double(units) * min(100, max(2, budget / 32 / max(time, 1e-9)))))
    }
    try self.init(units: units, passes: 3, budget: budget, pass)
  }

  /// Repeats a pass of exactly `units` units, `passes` times at least.
  init(units: Int, passes: Int, budget: Double, _ pass: (_ units: Int) throws -> Void) rethrows {
    var times: [Double] = []
    var total = 0.0
    while times.count < passes || total < budget {
      times.append(try Measurement.time { try pass(units) })
      total += times.last!
    }
    times.sort()
    seconds = times[times.count / 2] / Double(units)
    best = times[0] / Double(units)
    self.units = units
    self.passes = times.count
  }

  private init(seconds: Double, best: Double, units: Int, passes: Int) {
    (self.seconds, self.best, self.units, self.passes) = (seconds, best, units, passes)
  }

  /// The same work counted in units of which one of the present ones holds `count`.
  func perUnit(of count: Int) -> Measurement {
    Measurement(
      seconds: seconds / Double(count), best: best / Double(count), units: units * count, passes: passes)
  }

  private static func time(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return elapsed(since: start)
  }
}

private func elapsed(since start: ContinuousClock.Instant) -> Double { seconds(ContinuousClock.now - start) }
