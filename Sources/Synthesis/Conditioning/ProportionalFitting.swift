/// A table of cells brought to given margins: iterative proportional fitting, and whole numbers of rows.
///
/// Of all tables with these margins the fitted one is nearest, by relative entropy, to the one it starts from: the odds ratios
/// stay. Source: Deming and Stephan, "On a least squares adjustment of a sampled frequency table", Ann. Math. Stat. 11, 1940.
struct ProportionalFitting {
  /// How many levels each column has; cells are row-major, the last column fastest.
  let sizes: [Int]
  private let strides: [Int]

  init(sizes: [Int]) {
    self.sizes = sizes
    var strides = [Int](repeating: 1, count: sizes.count)
    for index in sizes.indices.dropLast().reversed() {
      strides[index] = strides[index + 1] * sizes[index + 1]
    }
    self.strides = strides
  }

  var cellCount: Int { sizes.reduce(1, *) }

  func level(_ cell: Int, _ column: Int) -> Int { cell / strides[column] % sizes[column] }

  func margin<Value: Numeric>(_ cells: [Value], _ column: Int) -> [Value] {
    var sums = [Value](repeating: 0, count: sizes[column])
    for (cell, value) in cells.enumerated() { sums[level(cell, column)] += value }
    return sums
  }

  /// - Parameters:
  ///   - start: Not negative; what is 0 stays 0.
  ///   - targets: For each column the shares of its levels.
  /// - Returns: `nil` if the cells that are not 0 cannot have these margins.
  func fitted(_ start: [Double], to targets: [[Double]]) -> [Double]? {
    var cells = start
    for _ in 0..<2000 {
      var error = 0.0
      for column in sizes.indices {
        let sums = margin(cells, column)
        for (sum, target) in zip(sums, targets[column]) {
          if target > 0, sum <= 0 { return nil }
          error = max(error, abs(sum - target))
        }
        for cell in cells.indices {
          let level = level(cell, column)
          cells[cell] = sums[level] > 0 ? cells[cell] * (targets[column][level] / sums[level]) : 0
        }
      }
      if error < 1e-12 { return cells }
    }
    for column in sizes.indices {
      for (sum, target) in zip(margin(cells, column), targets[column]) where abs(sum - target) > 1e-7 {
        return nil
      }
    }
    return cells
  }

  /// Whole numbers of rows near `shares` times `rows`, whose margins are the largest remainders of the targets: each within
  /// one row of its share.
  ///
  /// - Returns: `nil` if no whole numbers with these margins were found.
  func counts(_ shares: [Double], rows: Int, targets: [[Double]]) -> [Int]? {
    let wanted = targets.map { Self.largestRemainders($0, rows: rows) }
    var counts = Self.largestRemainders(shares, rows: rows)
    for column in sizes.indices {
      var margin = margin(counts, column)
      while let over = margin.indices.first(where: { margin[$0] > wanted[column][$0] }) {
        guard let under = margin.indices.first(where: { margin[$0] < wanted[column][$0] }) else { return nil }
        // Moving a row between two cells that differ in this column alone leaves the other margins.
        var best: (from: Int, to: Int, gain: Double)?
        for from in counts.indices where level(from, column) == over && counts[from] > 0 {
          let to = from + (under - over) * strides[column]
          guard shares[to] > 0 else { continue }
          let gain =
            Double(counts[from]) - shares[from] * Double(rows) + shares[to] * Double(rows)
            - Double(counts[to])
          if best.map({ gain > $0.gain }) ?? true { best = (from, to, gain) }
        }
        guard let best else { return nil }
        counts[best.from] -= 1
        counts[best.to] += 1
        margin[over] -= 1
        margin[under] += 1
      }
    }
    return counts
  }

  /// Whole numbers that sum to `rows`, each the share of it rounded down or up: what is left over goes to the largest
  /// remainders, of equal ones to the first.
  static func largestRemainders(_ shares: [Double], rows: Int) -> [Int] {
    let sum = shares.reduce(0, +)
    let exact = shares.map { $0 / sum * Double(rows) }
    // A share that is a whole number of rows but for rounding is that number.
    var counts = exact.map { abs($0 - $0.rounded()) < 1e-6 ? Int($0.rounded()) : Int($0.rounded(.down)) }
    let remainders = zip(exact, counts).map { $0 - Double($1) }
    let order = shares.indices.filter { shares[$0] > 0 }.sorted {
      (remainders[$1], $0) < (remainders[$0], $1)
    }
    var rest = rows - counts.reduce(0, +)
    var place = 0
    while rest > 0 {
      counts[order[place % order.count]] += 1
      rest -= 1
      place += 1
    }
    while rest < 0, let last = order.last(where: { counts[$0] > 0 }) {
      counts[last] -= 1
      rest += 1
    }
    return counts
  }
}
