internal import Glibc
internal import Kernels
public import Randomness
internal import Scheduling

extension PairwiseField {
  /// Tables that are drawn on their own, one a thread at most; their counts are added.
  private static let chains = 2
  private static let sweeps = 20
  /// The last ones, whose counts are averaged: so many at most, and fewer if there are many pairs.
  private static let mostAveraged = 8
  /// Rows times pairs that are counted in one sweep after another.
  private static let mostCounted = 1 << 29
  /// Rows times variables of a table, at most.
  private static let mostValues = 1 << 22

  /// Fits a field to noisy margins by Gibbs sampling of tables of rows.
  ///
  /// Each row stands for total / rows rows. A state's log-weight in a row is the log of its share, at least 1e-6, plus the
  /// field of the residual: (measured - counted) / deviation of its own count and of its cells with the row's other states
  /// in the measured pairs. The weight is 1 / deviation, not the posterior's 1 / deviation², which holds the table too far
  /// from what was measured. Every pair's share is its average over the last sweeps.
  ///
  /// - Parameter seed: Of the tables' draws; measurements and seed decide the field.
  /// - Precondition: Cardinalities that are possible (``isPossible(cardinalities:)``), a positive total, positive deviations,
  ///   pairs of two different variables, none twice.
  /// - Complexity: O(rows * sweeps * (variables + measured pairs) * states), and rows * all pairs.
  public init(fitting measurements: FieldMeasurements, seed: Seed, threads: Int) {
    self.init(fitting: measurements, seed: seed, threads: threads, kernels: .active)
  }

  init(fitting measurements: FieldMeasurements, seed: Seed, threads: Int, kernels: KernelSet) {
    let total = measurements.total
    precondition(total > 0 && total.isFinite)
    precondition(
      measurements.deviations.allSatisfy { $0 > 0 } && measurements.pairs.allSatisfy { $0.deviation > 0 })
    let dimension = measurements.shares.count
    let mostRows = min(Self.mostBlockRows, Self.mostValues / max(dimension, 1))
    let rows = Int(min(max(total / Double(Self.chains), 4096), Double(mostRows)).rounded())
    let averaged = min(
      max(Self.mostCounted / max(rows * dimension * (dimension - 1) / 2, 1), 1), Self.mostAveraged)
    let unit = total / Double(rows)
    let shares = measurements.shares
    precondition(Self.isPossible(cardinalities: shares.map(\.count)))
    let targets = FieldTargets(
      base: shares.map { $0.map { log(max($0, 1e-6)) } },
      counts: shares.map { $0.map { $0 * Double(rows) } },
      weights: measurements.deviations.map { unit / $0 },
      pairs: measurements.pairs.map { pair in
        FieldTargets.Pair(
          first: pair.first, second: pair.second, counts: pair.counts.map { $0 / unit },
          weight: unit / pair.deviation)
      })
    let variables = shares.indices
    // Nothing is thrown.
    let parts =
      (try? Parallel.map(count: Self.chains, threads: threads) { chain -> Counts in
        let draws = FieldDraws(seed: seed, stream: .fitting, firstRow: UInt64(chain * rows))
        var table = FieldRows(targets, rows: rows, kernels: kernels)
        var counts = Counts()
        table.drawIndependently(draws)
        for sweep in 1...Self.sweeps {
          // From the counts again at times, so that rounding does not add up.
          if sweep % 8 == 1 { table.rebuild(scale: 1) }
          table.sweep(draws, number: sweep)
          if sweep > Self.sweeps - averaged { counts.add(table, variables) }
        }
        return counts
      }) ?? []
    let sum = parts.dropFirst().reduce(into: parts[0]) { $0.add($1) }
    self.init(
      blockRows: Int(min(max(total.rounded(), 256), Double(Self.mostRows(dimension: shares.count)))),
      shares: sum.single.map { $0.map(Double.init) }, pairShares: sum.pairs.map { $0.map(Double.init) })
  }

  /// The counts of all variables and pairs, added up.
  private struct Counts: Sendable {
    var single: [[UInt64]] = []
    var pairs: [[UInt64]] = []

    mutating func add(_ table: borrowing FieldRows, _ variables: Range<Int>) {
      var other = Counts()
      for a in variables {
        other.single.append(table.counts(a).map(UInt64.init))
        for b in variables where b > a { other.pairs.append(table.pairCounts(a, b).map(UInt64.init)) }
      }
      if single.isEmpty { self = other } else { add(other) }
    }

    mutating func add(_ other: Counts) {
      func add(_ to: inout [[UInt64]], _ from: [[UInt64]]) {
        for index in to.indices { for cell in to[index].indices { to[index][cell] += from[index][cell] } }
      }
      add(&single, other.single)
      add(&pairs, other.pairs)
    }
  }
}
