internal import Tabular

/// The types of a column as far as spelling decides: strings are told apart later, by their levels.
enum SpelledType: Equatable {
  case boolean(levels: [String])
  case int64
  case decimal(scale: Int, minimumDigits: Int)
  case float64(plainIntegers: Bool)
  case date(TemporalFormat)
  case timestamp(TemporalFormat)
  case strings(StringsReason)
  /// Numbers, one of them an infinity.
  case notFinite
  /// Neither a value nor a quoted empty field.
  case noValues

  enum StringsReason: Equatable {
    case plain
    /// Integers beyond 64 bits.
    case oversizedIntegers
    case mixedDates
    /// Nearly all values are numbers.
    case fewStrings(numbers: Int)
  }
}

enum TypeInference {
  /// Eight digits are dates only if this many rows agree.
  static let rowsForCompactDates = 30

  /// The narrowest type that all values counted in `summary` are spelt in.
  static func type(of summary: ColumnSummary) -> SpelledType {
    let present = summary.present
    if present == 0 { return summary.quotedEmpty > 0 ? .strings(.plain) : .noValues }
    if summary.booleans == present, let levels = summary.booleanLevels { return .boolean(levels: levels) }
    if summary.compactDates == present, present >= rowsForCompactDates { return .date(CompactDate.format) }
    if summary.numbers == present { return numericType(of: summary) }
    if summary.temporals == present {
      guard !summary.layoutsDiffer, let format = TemporalShape.format(summary.layout, summary.traits) else {
        return .strings(.mixedDates)
      }
      return format.hasTime ? .timestamp(format) : .date(format)
    }
    if summary.unclassified == 0, summary.strings > 0, summary.numbers + summary.strings == present,
      summary.strings * 20 <= present
    {
      return .strings(.fewStrings(numbers: summary.numbers))
    }
    return .strings(.plain)
  }

  private static func numericType(of summary: ColumnSummary) -> SpelledType {
    if summary.infinities == summary.present { return .strings(.plain) }
    if summary.infinities > 0 { return .notFinite }
    if summary.integers == summary.present { return .int64 }
    if summary.integers + summary.oversized == summary.present { return .strings(.oversizedIntegers) }
    if summary.floats == 0, summary.oversized == 0 {
      let digits = summary.integerDigits + summary.maximumFraction
      // Numbers of many digits, and not always as many after the point, are measured or computed: better doubles.
      if digits <= (summary.minimumFraction == summary.maximumFraction ? 18 : 15) {
        return .decimal(scale: summary.maximumFraction, minimumDigits: summary.minimumFraction)
      }
    }
    return .float64(plainIntegers: summary.integers + summary.oversized > 0)
  }
}

/// What a column of strings is: an identifier, levels, or free text.
enum StringTypes {
  /// Up to this many levels a column is categorical, however few its rows.
  static let alwaysCategorical = 64

  static func type(of levels: StringArray, present: Int, name: String, spelled: SpelledType) -> FieldType {
    if case .boolean = spelled { return .boolean }
    let allDistinct = levels.count == present && present >= IdentifierInference.leastValues
    if allDistinct {
      if let pattern = IdentifierInference.pattern(of: levels, name: name) {
        return .identifier(space: .strings(pattern: pattern))
      }
    } else if levels.count <= max(alwaysCategorical, present / 2) {
      return .categorical
    }
    return .text(emission: .constant(value: ""))
  }
}

/// The six spellings of false and true.
enum BooleanLevels {
  static let pairs = [["false", "true"], ["False", "True"], ["FALSE", "TRUE"]]

  /// The spellings of false and true in the casing of `word`, if it is one of them.
  static func pair(of word: String) -> [String]? { pairs.first { $0.contains(word) } }
}
