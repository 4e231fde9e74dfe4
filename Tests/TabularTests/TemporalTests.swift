import Foundation
import Tabular
import Testing

@Suite struct TemporalFormatTests {
  @Test(arguments: [
    "%Y-%m-%d", "%d.%m.%Y", "%-m/%-d/%Y", "%Y%m%d", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %-H:%M",
    "%Y-%m-%d %H:%M:%S.%1f", "%Y-%m-%d %H:%M:%S.%9f+02:00", "%Y%%%m%%%d", "%Y年%m月%d日", "%Y-%m-%d %H",
  ])
  func patternsRoundTrip(pattern: String) throws {
    let format = try #require(TemporalFormat(pattern: pattern))
    #expect(format.pattern == pattern)
    #expect(TemporalFormat(pattern: format.pattern) == format)
    #expect(TemporalFormat(format.elements) == format)
    let coded = try JSONEncoder().encode([format])
    #expect(try JSONDecoder().decode([TemporalFormat].self, from: coded) == [format])
  }

  @Test(arguments: [
    "", "%Y", "%Y-%m", "%m-%d", "%Y-%d", "%Y-%m-%d %M", "%Y-%m-%d %H:%S", "%Y-%m-%d %H:%M.%3f",
    "%Y-%m-%d %S", "%Y-%Y-%m-%d", "%Y-%m-%d %H:%M:%M", "%Y-%m-%d%", "%Y-%m-%d %-", "%Y-%m-%d %q",
    "%-Y-%m-%d", "%Y-%m-%d %H:%-M", "%Y-%m-%d %H:%M:%S.%0f", "%Y-%m-%d %3H", "%Y-%m-%d %3", "%y-%m-%d",
    "%Y-%m-%-d%-%", "%Y-%m-%d %H:%M:%S.%-f", "%Y-%m-%-m-%d",
  ])
  func malformedPatternsAreRefused(pattern: String) { #expect(TemporalFormat(pattern: pattern) == nil) }

  @Test func partsAreKnown() throws {
    let moment = try #require(TemporalFormat(pattern: "%Y-%m-%d %H:%M:%S.%3f"))
    #expect(moment.hasTime && moment.fractionDigits == 3)
    let day = try #require(TemporalFormat(pattern: "%Y-%m-%d"))
    #expect(!day.hasTime && day.fractionDigits == 0)
    // %f alone is Python's: microseconds.
    #expect(TemporalFormat(pattern: "%Y%m%d%H%M%S%f")?.pattern == "%Y%m%d%H%M%S%6f")
    for digits in [0, 10] {
      let fraction = TemporalFormat.Element.fraction(digits: digits)
      #expect(TemporalFormat(moment.elements.dropLast() + [fraction]) == nil)
    }
  }

  @Test func malformedPatternsDoNotDecode() {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([TemporalFormat].self, from: Data(#"["%Y-%m"]"#.utf8))
    }
  }
}

@Suite struct CivilDateTests {
  /// Against Python's `datetime.date.toordinal`.
  @Test(arguments: [
    (1, 1, 1, -719_162), (1600, 2, 29, -135_081), (1900, 3, 1, -25_508), (1969, 12, 31, -1),
    (1970, 1, 1, 0), (2000, 2, 29, 11_016), (2000, 3, 1, 11_017), (2024, 12, 31, 20_088),
    (9999, 12, 31, 2_932_896),
  ])
  func knownDays(year: Int64, month: Int64, day: Int64, days: Int64) throws {
    let date = try #require(CivilDate(year: year, month: month, day: day))
    #expect(date.daysSince1970 == days)
    #expect(CivilDate(daysSince1970: days) == date)
  }

  /// All days of the years 1 to 9999 follow one another, and go there and back.
  @Test func theCalendarHasNoGap() {
    var wrong = 0
    var previous = CivilDate(daysSince1970: -719_163)
    for days in Int64(-719_162)...2_932_896 {
      let date = CivilDate(daysSince1970: days)
      if date.daysSince1970 != days { wrong += 1 }
      let follows =
        date.day == previous.day + 1
        ? date.month == previous.month && date.year == previous.year
        : date.day == 1
          && (date.month == previous.month + 1 && date.year == previous.year
            || date.month == 1 && previous.month == 12 && date.year == previous.year + 1)
      if !follows || CivilDate(year: date.year, month: date.month, day: date.day) != date { wrong += 1 }
      previous = date
    }
    #expect(wrong == 0)
    #expect(previous == CivilDate(year: 9999, month: 12, day: 31))
  }

  @Test(arguments: [
    (2023, 2, 29), (1900, 2, 29), (2024, 2, 30), (2024, 4, 31), (2024, 13, 1), (2024, 0, 1), (2024, 1, 0),
    (2024, 1, 32), (2024, 1, -1),
  ])
  func daysThatDoNotExistAreRefused(year: Int64, month: Int64, day: Int64) {
    #expect(CivilDate(year: year, month: month, day: day) == nil)
  }
}
