/// How messages name a column.
public enum ColumnPlace {
  /// `column "name": `, or nothing without a name. Control characters of the name are shown as `\n`, `\u{1b}` and
  /// so on, so that a message stays one line and a hostile header cannot steer the terminal.
  public static func prefix(_ name: String?) -> String {
    guard let name else { return "" }
    return "column \"\(shown(name))\": "
  }

  /// The name without control characters, for a terminal.
  public static func shown(_ name: String) -> String {
    var shown = ""
    for scalar in name.unicodeScalars {
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      shown += isControl ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return shown
  }
}
