internal import Tabular

/// The level that stands for those of a column that are too many to keep their names.
enum JoinedLevels {
  /// Begins with what is no character, which no text file should hold.
  private static let stem = "\u{FFFF}other levels"

  /// A name that no level of these columns has. - Complexity: O(levels).
  static func name(besides columns: [Column]) -> String {
    var name = stem
    var taken: Set<String> = []
    for column in columns {
      let levels: StringArray
      switch column.values {
      case .codes(_, let names): levels = names
      case .strings(let strings): levels = strings
      case .int64, .float64: continue
      }
      for index in levels.indices where levels[index].first == 0xEF {
        let text = levels.string(index)
        if text.hasPrefix(stem) { taken.insert(text) }
      }
    }
    while taken.contains(name) { name += "+" }
    return name
  }

  /// Whether the name stands for several levels, to be shown as these.
  static func isName(_ name: String) -> Bool { name.hasPrefix(stem) }
}
