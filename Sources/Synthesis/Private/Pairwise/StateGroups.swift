/// Joins the cells of a noisy histogram to states that stand out of the noise.
package struct StateGroups: Sendable, Hashable {
  /// A single count this many deviations above 0 is no noise.
  static let significance = 3.0

  /// The noise of a cell.
  let deviation: Double
  /// Rows in the table.
  let total: Double
  /// A state of ordered cells holds at least one of this many parts of the rows, unless there are no more cells than that.
  let parts: Double
  /// The least count of a state whatever the noise of its cells.
  let least: Double

  package init(deviation: Double, total: Double, parts: Double, least: Double) {
    self.deviation = deviation
    self.total = total
    self.parts = parts
    self.least = least
  }

  /// The state of each cell, from 0 on; neighbouring cells together.
  ///
  /// A state is closed once its count is at least `significance` deviations of its noise, one part of the rows and `least`.
  /// A single cell that is as large opens a state of its own.
  package func ordered(_ counts: [Double]) -> [Int] {
    guard counts.count > 2 else { return Array(counts.indices) }
    let part = Double(counts.count) <= parts ? 0 : total / parts
    func noise(_ cells: Int) -> Double { Self.significance * deviation * Double(cells).squareRoot() }
    var states = [Int](repeating: 0, count: counts.count)
    var (state, sum, cells, start) = (0, 0.0, 0, 0)
    func close(before next: Int) {
      state += 1
      (sum, cells, start) = (0, 0, next)
    }
    for (index, count) in counts.enumerated() {
      if cells > 0, count >= part, count >= noise(1), sum >= max(noise(cells), least) {
        close(before: index)
      }
      sum += count
      cells += 1
      states[index] = state
      if sum >= max(noise(cells), part, least) { close(before: index + 1) }
    }
    if start < counts.count, state > 0, sum < max(noise(cells), least) {
      for index in start..<counts.count { states[index] = state - 1 }
    }
    return states
  }

  /// The state of each cell, from 0 on: one for each cell that is large enough, a last one for all others.
  package func unordered(_ counts: [Double], most: Int = .max) -> [Int] {
    guard counts.count > 2 else { return Array(counts.indices) }
    let threshold = max(Self.significance * deviation, least)
    var large = counts.indices.filter { counts[$0] >= threshold }
    if large.count > most - 1, counts.count > most {
      // The largest, in their order.
      large = large.sorted { (-counts[$0], $0) < (-counts[$1], $1) }.prefix(most - 1).sorted()
    }
    var states = [Int](repeating: large.count, count: counts.count)
    for (state, cell) in large.enumerated() { states[cell] = state }
    return states
  }

  /// As `ordered`, in larger parts where there would be more than `most` states.
  package func ordered(_ counts: [Double], most: Int) -> [Int] {
    var groups = self
    while true {
      let states = groups.ordered(counts)
      guard let last = states.last, last >= max(most, 1) else { return states }
      if groups.parts < 1 { return states.map { _ in 0 } }
      groups = StateGroups(
        deviation: deviation, total: total, parts: min(groups.parts, Double(counts.count - 1)) * 0.85,
        least: least)
    }
  }
}
