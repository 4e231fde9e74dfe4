internal import Privacy

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The released histogram of a variable, and what follows from it.
struct VariableHistogram: Sendable {
  let variable: PairwiseVariable
  /// Of the cells of the deciding columns.
  let counts: [Double]
  let deviation: Double
  /// The counts of all cells of all columns.
  let release: [Double]
  /// For each decided column, its cell for each cell of the deciding ones.
  let images: [[Int]]
  /// Cells in runs whose states follow one another: those where the first column is missing, those where a decided one is,
  /// and the others. None but the last may be empty.
  let runs: [[Int]]

  /// - Parameters:
  ///   - release: Of the cells of all columns of the variable, the deciding ones first; the last changes first.
  init(_ variable: PairwiseVariable, release: [Double], deviation: Double, domains: [PublicDomain]) {
    self.variable = variable
    self.deviation = deviation
    self.release = release
    let cells = variable.cellCount(domains)
    let columns = variable.decided.map { domains[$0] }
    let combinations = release.count / cells
    let isMissing: (Int) -> Bool = { cell in
      domains[variable.deciding[0]].isNullable && variable.parts(ofCell: cell, domains)[0] == 0
    }
    if columns.isEmpty {
      counts = release
      images = []
    } else {
      // The largest of so many counts of noise alone.
      let noise = deviation * (2 + (2 * log(Double(combinations))).squareRoot())
      let parts = (0..<combinations).map { PairwiseVariable.parts($0, columns.map(\.count)) }
      var (counts, images): ([Double], [[Int]]) = ([], columns.map { _ in [] })
      for cell in 0..<cells {
        let missing = isMissing(cell)
        let allowed = (0..<combinations).filter { combination in
          columns.indices.allSatisfy { index in
            guard columns[index].isNullable else { return true }
            // Missing values of several columns must be nested: only the first has some of its own.
            let none = parts[combination][index] == 0
            return missing ? none : index == 0 || !none
          }
        }
        let best = allowed.max { release[cell * combinations + $0] < release[cell * combinations + $1] } ?? 0
        let count = release[cell * combinations + best]
        counts.append(count >= noise ? count : 0)
        for index in columns.indices { images[index].append(parts[best][index]) }
      }
      self.counts = counts
      self.images = images
    }
    let images = images
    var runs: [[Int]] = [[], [], []]
    for cell in 0..<cells {
      let hidden = !columns.isEmpty && columns[0].isNullable && images[0][cell] == 0
      runs[isMissing(cell) ? 0 : hidden ? 1 : 2].append(cell)
    }
    self.runs = runs.filter { !$0.isEmpty }
  }

  var sum: Double { release.reduce(0, +) }
  /// Numbers released.
  var released: Int { release.count }

  /// The mean of two releases, each by the inverse of its variance.
  func combined(with other: VariableHistogram, _ domains: [PublicDomain]) -> VariableHistogram {
    let (a, b) = (1 / (deviation * deviation), 1 / (other.deviation * other.deviation))
    return VariableHistogram(
      variable, release: zip(release, other.release).map { ($0 * a + $1 * b) / (a + b) },
      deviation: 1 / (a + b).squareRoot(), domains: domains)
  }
}

/// The cells of a variable as states of the field.
struct VariableStates: Sendable {
  /// For each cell of the deciding columns.
  let stateOfCell: [Int]
  /// Of the states; positive, summing to 1.
  let shares: [Double]
  /// Of the cells, as far as noise lets them be seen; what matters is their proportion within a state.
  let cellShares: [Double]
  /// The noise of a state's count.
  let deviation: Double

  static let leastShare = 1e-6

  /// - Parameters:
  ///   - groups: Of what stands out of the noise.
  ///   - most: States.
  init(_ histogram: VariableHistogram, groups: StateGroups, isOrdinal: Bool, most: Int) {
    let (counts, total) = (histogram.counts, groups.total)
    var states = [Int](repeating: 0, count: counts.count)
    var first = 0
    for (index, run) in histogram.runs.enumerated() {
      let here = run.map { counts[$0] }
      let room = max(1, most - first - (histogram.runs.count - 1 - index))
      let grouped =
        isOrdinal ? groups.ordered(here, most: room) : groups.unordered(here, most: room)
      for (cell, state) in zip(run, grouped) { states[cell] = first + state }
      first += (grouped.max() ?? 0) + 1
    }
    stateOfCell = states
    var (sums, sizes) = ([Double](repeating: 0, count: first), [Double](repeating: 0, count: first))
    for (cell, state) in states.enumerated() {
      sums[state] += counts[cell]
      sizes[state] += 1
    }
    deviation = histogram.deviation * (Double(counts.count) / Double(first)).squareRoot()
    let positive = projectedOnSimplex(sums, total: total).map { max($0 / total, Self.leastShare) }
    let sum = positive.reduce(0, +)
    shares = positive.map { $0 / sum }
    var cells = projectedOnSimplex(counts, total: total)
    if isOrdinal {
      for run in histogram.runs where run.count > 4 {
        let shrunk = HistogramShrinkage.shrunk(
          run.map { counts[$0] }, deviation: histogram.deviation, total: run.reduce(0.0) { $0 + cells[$1] })
        for (cell, count) in zip(run, shrunk) { cells[cell] = count }
      }
    }
    cellShares = cells.map { $0 / total }
  }
}
