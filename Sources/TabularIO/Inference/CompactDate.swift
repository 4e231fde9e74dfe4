internal import Tabular

/// Days spelt as eight digits, `20240229`.
enum CompactDate {
  static let format = TemporalFormat([.year, .month(padded: true), .day(padded: true)])!

  /// Whether `digits`, read as year, month, day, is a day.
  static func isDay(_ digits: Int64) -> Bool {
    CivilDate(year: digits / 10_000, month: digits / 100 % 100, day: digits % 100) != nil
  }
}
