/// Dates that a column's name or a word before them says to be of birth, in years in which living people were born.
enum DateOfBirth {
  static let years: ClosedRange<Int> = 1900...2029

  /// Three groups, year first or last.
  static func match(_ window: NumberGroups.Window) -> PersonalDataMatch? {
    guard window.count == 3, window.isUniform, !window.hasPlus,
      [UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: ".")].contains(window.separators[1])
    else { return nil }
    let lengths = window.lengths
    let parts = (
      window.digits.number(0..<lengths[0]), window.digits.number(lengths[0]..<(lengths[0] + lengths[1])),
      window.digits.number((lengths[0] + lengths[1])..<window.digits.count)
    )
    if lengths[0] == 4, lengths[1] <= 2, lengths[2] <= 2 {
      return isPlausible(year: parts.0, parts.1, parts.2) ? found(window) : nil
    }
    guard lengths[2] == 4 || lengths[2] == 2, lengths[0] <= 2, lengths[1] <= 2 else { return nil }
    let year = lengths[2] == 4 ? parts.2 : 1900 + parts.2
    return isPlausible(year: year, parts.0, parts.1) || isPlausible(year: year, parts.1, parts.0)
      ? found(window) : nil
  }

  private static func found(_ window: NumberGroups.Window) -> PersonalDataMatch {
    PersonalDataMatch(.dateOfBirth, "", window.range, .low)
  }

  private static func isPlausible(year: Int, _ month: Int, _ day: Int) -> Bool {
    years.contains(year) && (1...12).contains(month) && (1...31).contains(day)
  }
}
