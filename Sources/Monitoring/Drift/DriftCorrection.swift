public import Randomness
public import Tabular

/// Rows of a table chosen anew, so that the shares of their cells are a reference's.
///
/// Rows are weighted by raking (iterative proportional fitting of the weights to one column after the other), which changes
/// them as little as possible in relative entropy; then as many rows as the table has are drawn by systematic sampling,
/// so that a row of weight w comes floor(w) or ceil(w) times. What the table lacks altogether cannot be brought back.
///
/// The rows depend on the whole table, so on the number of rows of a run.
/// Source: W. E. Deming and F. F. Stephan (1940), Annals of Mathematical Statistics 11(4), 427-444.
public struct DriftCorrection: Sendable {
  /// The chosen rows, ascending.
  public let rows: [Int32]
  /// The largest Σ|Δshare| of a column before and after.
  public let before: Double
  public let after: Double
  public let distinctRows: Int
  public let mostCopies: Int
  /// Columns of which the reference has values that the table lacks.
  public let unreachable: [String]

  static let mostRounds = 200
  static let tolerance = 1e-5

  /// - Throws: `DriftError`, as a counter of the table does.
  /// - Complexity: O(rows * columns * rounds), at most 200 rounds; two bytes a cell.
  public init(_ table: Table, reference: DriftReference, seed: Seed, threads: Int) throws {
    guard table.rowCount > 0, table.rowCount < 1 << 31 else {
      throw DriftError(
        code: .noRows, column: nil, message: "The data must have at least one row and fewer than 2^31.")
    }
    let codes = try CellCounter(
      reference.columns.map { CellMapping($0.cells) }, schema: table.schema, pairs: nil
    ).codes(table, unfit: nil, threads: threads)
    let n = table.rowCount
    var targets: [[Double]] = []
    var unreachable: [String] = []
    var before = 0.0
    for (column, codes) in zip(reference.columns, codes) {
      let counts = codes.counts(column.cells.count)
      before = max(before, ShareDistance(column.shares, counts, ordered: 0).drift)
      // Shares of what is there.
      let target = zip(column.shares, counts).map { $1 > 0 ? $0 : 0 }
      let sum = target.reduce(0, +)
      if sum < 1 - 1e-9, column.rows == nil || sum < 1 - 0.5 / Double(max(column.rows!, 1)) {
        unreachable.append(column.cells.name)
      }
      // A table of which nothing is in the reference keeps its shares.
      targets.append(
        sum > 0 ? target.map { $0 / sum } : counts.map { Double($0) / Double(n) })
    }
    let weights = Self.raked(codes, targets, rows: n)
    var rows: [Int32] = []
    rows.reserveCapacity(n)
    var position = Philox4x32(seed: seed).uniform(stream: .evaluation, latent: 0x6472_6966, row: 0)
    var (sum, distinct, most) = (0.0, 0, 0)
    for row in 0..<n {
      sum += weights[row]
      var copies = 0
      while position < sum, rows.count < n {
        rows.append(Int32(row))
        position += 1
        copies += 1
      }
      if copies > 0 { distinct += 1 }
      most = max(most, copies)
    }
    self.rows = rows
    self.before = before
    self.unreachable = unreachable
    distinctRows = distinct
    mostCopies = most
    var after = 0.0
    for (column, codes) in zip(reference.columns, codes) {
      var counts = [Int](repeating: 0, count: column.cells.count)
      for row in rows { counts[Int(codes[Int(row)])] += 1 }
      after = max(after, ShareDistance(column.shares, counts, ordered: 0).drift)
    }
    self.after = after
  }

  /// Weights that sum to the number of rows.
  private static func raked(_ codes: [[UInt16]], _ targets: [[Double]], rows: Int) -> [Double] {
    var weights = [Double](repeating: 1, count: rows)
    for _ in 0..<mostRounds {
      var worst = 0.0
      for (codes, target) in zip(codes, targets) {
        var sums = [Double](repeating: 0, count: target.count)
        for row in 0..<rows { sums[Int(codes[row])] += weights[row] }
        let factors = zip(target, sums).map { $1 > 0 ? $0 * Double(rows) / $1 : 0 }
        worst = max(worst, zip(target, sums).reduce(0) { $0 + abs($1.0 - $1.1 / Double(rows)) })
        for row in 0..<rows { weights[row] *= factors[Int(codes[row])] }
      }
      if worst < tolerance { break }
    }
    let total = weights.reduce(0, +)
    return total > 0 ? weights.map { $0 / total * Double(rows) } : [Double](repeating: 1, count: rows)
  }
}
