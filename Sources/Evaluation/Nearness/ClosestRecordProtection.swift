internal import Randomness
public import Tabular

/// SDMetrics' DCROverfittingProtection: whether synthetic rows are nearer to the training rows than to held-out ones.
///
/// A synthetic row's distance to the closest record is that of `NearestRecord`, here scaled to the ranges of the table
/// it is taken to, so once to the training table's and once to the holdout's; all rows are looked at. With p the share
/// of synthetic rows strictly nearer to a training row, the score is min(2 (1 - p), 1), in 0...1; ties count for the
/// holdout.
///
/// It is comparable only between holdouts of the training table's size: to more rows the nearest is nearer, so that of
/// rows that know nothing of the training table 4 in 5 are nearer to one of 4,000 training rows than to one of 1,000
/// held-out ones. `Nearness.nearerToReal` has neither fault.
/// - Source: SDMetrics 0.32, `single_table/privacy/dcr_overfitting_protection.py`.
public struct DCROverfittingProtection: Sendable, Hashable {
  public let score: Double
  public let closerToTraining: Double

  /// - Returns: nil where no column can be compared.
  /// - Precondition: The tables have the same columns, stored alike, and at least one row each.
  public init?(training: Table, synthetic: Table, holdout: Table, threads: Int) throws {
    let toTraining = try closestRecordDistances(of: synthetic, to: training, threads: threads)
    let toHoldout = try closestRecordDistances(of: synthetic, to: holdout, threads: threads)
    guard let toTraining, let toHoldout else { return nil }
    closerToTraining =
      Double(zip(toTraining, toHoldout).count { $0 < $1 }) / Double(toTraining.count)
    score = min((1 - closerToTraining) * 2, 1)
  }
}

/// SDMetrics' DCRBaselineProtection: how far synthetic rows are from real ones, in units of what random rows are.
///
/// The score is the median distance to the closest real record of the synthetic rows over that of as many random ones,
/// at most 1. In a random row whole numbers, other numbers and dates are uniform between the real column's least and
/// greatest value, levels uniform over those that occur, and a cell is missing as often as in the real column, each
/// independent of the others. The random rows are drawn with a seed, and so other ones than SDMetrics draws.
/// - Source: SDMetrics 0.32, `single_table/privacy/dcr_baseline_protection.py`.
public struct DCRBaselineProtection: Sendable, Hashable {
  /// nil where the random rows' median is 0.
  public let score: Double?
  public let medianOfSynthetic: Double
  public let medianOfRandom: Double

  /// - Returns: nil where no column can be compared.
  /// - Precondition: The tables have the same columns, stored alike, and at least one row each.
  public init?(real: Table, synthetic: Table, seed: UInt64, threads: Int) throws {
    let random = uniformTable(like: real, rows: synthetic.rowCount, seed: seed)
    let ofSynthetic = try closestRecordDistances(of: synthetic, to: real, threads: threads)
    let ofRandom = try closestRecordDistances(of: random, to: real, threads: threads)
    guard let ofSynthetic, let ofRandom else { return nil }
    medianOfSynthetic = quantile(0.5, ofSorted: ofSynthetic.sorted())
    medianOfRandom = quantile(0.5, ofSorted: ofRandom.sorted())
    score = medianOfRandom == 0 ? nil : min(medianOfSynthetic / medianOfRandom, 1)
  }
}

/// The distance of each row to the nearest of another table, as SDMetrics 0.32 has it; nil where no column can be
/// compared.
func closestRecordDistances(of table: Table, to reference: Table, threads: Int) throws -> [Double]? {
  let records = NearestRecord(real: reference)
  guard records.columnCount > 0 else { return nil }
  return try records.nearest(to: records.queries(table), threads: threads).map(\.distance)
}

/// Rows of independent uniform cells; all numbers are stored as doubles. Identifiers and text are all missing.
private func uniformTable(like real: Table, rows: Int, seed: UInt64) -> Table {
  let generator = Philox4x32(seed: Seed(seed))
  let columns = real.columns.enumerated().map { index, column in
    func unit(_ row: Int, draw: UInt16) -> Double {
      let bits = generator.bits(
        stream: .evaluation, latent: RowPurpose.uniformTable.rawValue << 24 | UInt32(index), row: UInt64(row),
        draw: draw)
      return Double(bits >> 11) * 0x1p-53
    }
    let present = (0..<column.count).filter { column.validity?[$0] ?? true }
    let share = Double(present.count) / Double(column.count)
    let validity = Bitmap(count: rows) { unit($0, draw: 0) < share }
    switch column.values {
    case .strings:
      return Column(
        .strings(StringArray(repeatElement("", count: rows))), validity: Bitmap(repeating: false, count: rows)
      )
    case .codes(let codes, let levels):
      let found = Set(present.map { codes[$0] }).sorted()
      let drawn = (0..<rows).map { row in
        found.isEmpty ? 0 : found[min(Int(unit(row, draw: 1) * Double(found.count)), found.count - 1)]
      }
      return Column(.codes(drawn, levels: levels), validity: validity)
    case .int64, .float64:
      let numbers = column.numbers.filter(\.isFinite)
      let (low, high) = (numbers.min() ?? 0, numbers.max() ?? 0)
      // A column of whole numbers with missing ones is one of doubles there.
      let whole = real.schema.fields[index].type == .int64 && present.count == column.count
      let drawn = (0..<rows).map { row in
        let u = unit(row, draw: 1)
        return whole ? (low + u * (high - low + 1)).rounded(.down) : low * (1 - u) + high * u
      }
      return Column(.float64(drawn), validity: validity)
    }
  }
  return Table(schema: real.schema, rowCount: rows, columns: columns)
}
