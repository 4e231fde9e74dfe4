public import Tabular

/// Columns that are likely to be sensitive, by their names.
public enum SensitiveNames {
  /// Words that make a name sensitive, alone or in a row, as laws against discrimination list them.
  static let words: [[String]] = [
    ["age"], ["sex"], ["gender"], ["race"], ["racial"], ["ethnicity"], ["ethnic"], ["religion"], ["faith"],
    ["nationality"], ["citizenship"], ["citizen"], ["native", "country"], ["country", "of", "birth"],
    ["birth", "country"], ["national", "origin"], ["immigrant"], ["disability"], ["disabled"], ["handicap"],
    ["sexual", "orientation"], ["orientation"], ["marital"], ["marital", "status"], ["pregnant"],
    ["pregnancy"], ["veteran"], ["caste"], ["skin", "color"], ["skin", "colour"], ["mother", "tongue"],
    ["native", "language"], ["foreign", "worker"], ["political", "party"], ["union", "member"],
  ]

  /// The names of the columns whose names hold such a word and that have groups to compare, in the table's order.
  public static func columns(of schema: Schema) -> [String] {
    schema.fields.filter { field in
      switch field.type {
      case .identifier, .text: return false
      default: break
      }
      let parts = parts(field.name)
      return words.contains { word in
        parts.count >= word.count
          && (0...(parts.count - word.count)).contains { Array(parts[$0..<$0 + word.count]) == word }
      }
    }.map(\.name)
  }

  /// The words of a name, in lower case: `NativeCountry` and `native-country` have two.
  static func parts(_ name: String) -> [String] {
    var (parts, word) = ([String](), "")
    var wasLower = false
    for character in name {
      let isWord = character.isLetter
      if !isWord || (character.isUppercase && wasLower) {
        if !word.isEmpty { parts.append(word.lowercased()) }
        word = ""
      }
      if isWord { word.append(character) }
      wasLower = character.isLowercase
    }
    if !word.isEmpty { parts.append(word.lowercased()) }
    return parts
  }
}
