internal import Tabular

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
