/// The shares that the levels of a column are to have: `income=>50K:0.5,<=50K:0.5`.
public struct BalanceTarget: Sendable, Hashable {
  public struct Level: Sendable, Hashable {
    /// As it is spelt; `null` for missing values, unless the column has such a level.
    public var level: String
    public var share: Double

    public init(level: String, share: Double) {
      self.level = level
      self.share = share
    }
  }

  public let column: String
  public let levels: [Level]

  /// - Throws: `SelectionError` with `.targets` unless there are levels, none of them twice, whose shares lie between 0 and 1
  ///   and sum to 1, to a millionth.
  public init(column: String, levels: [Level]) throws(SelectionError) {
    self.column = column
    self.levels = levels
    guard !levels.isEmpty else {
      throw SelectionError(
        .targets, column: column, "It has no levels. State them: COL=LEVEL:SHARE,LEVEL:SHARE.")
    }
    var seen = Set<[UInt8]>()
    for level in levels {
      guard level.share >= 0, level.share <= 1 else {
        throw SelectionError(
          .targets, column: column, "The share of \"\(level.level)\" is not between 0 and 1. Correct it.")
      }
      guard seen.insert(Array(level.level.utf8)).inserted else {
        throw SelectionError(.targets, column: column, "\"\(level.level)\" has a share twice. State it once.")
      }
    }
    let sum = levels.reduce(0) { $0 + $1.share }
    guard abs(sum - 1) <= 1e-6 else {
      let text = "\((sum * 1e6).rounded() / 1e6)"
      throw SelectionError(
        .targets, column: column,
        "Its shares sum to \(text). Make them sum to 1; levels that are not named get no rows.")
    }
  }

  /// Reads `COL=LEVEL:SHARE,...`: the first `=` ends the column's name, the last `:` starts the share; a level that holds a comma
  /// stands in double quotes, a quote in it twice.
  ///
  /// - Throws: `SelectionError` with `.targets`.
  public init(parsing text: String) throws(SelectionError) {
    func malformed(_ message: String) -> SelectionError {
      SelectionError(
        .targets, "\(message) Write COLUMN=LEVEL:SHARE,LEVEL:SHARE, as in sex=Female:0.5,Male:0.5.")
    }
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
      throw malformed("\"\(text)\" names no column.")
    }
    var levels: [Level] = []
    for part in Self.parts(text[text.index(after: equals)...]) {
      guard let colon = part.lastIndex(of: ":") else { throw malformed("\"\(part)\" has no share.") }
      let digits = part[part.index(after: colon)...].drop { $0 == " " }
      guard let share = Double(String(digits)), share.isFinite else {
        throw malformed("\"\(digits)\" is no share.")
      }
      levels.append(Level(level: Self.unquoted(part[..<colon]), share: share))
    }
    try self.init(column: String(text[..<equals]), levels: levels)
  }

  /// What stands between commas outside quotes.
  private static func parts(_ text: Substring) -> [Substring] {
    var parts: [Substring] = []
    var isQuoted = false
    var start = text.startIndex
    for index in text.indices {
      if text[index] == "\"" { isQuoted.toggle() }
      if text[index] == ",", !isQuoted {
        parts.append(text[start..<index])
        start = text.index(after: index)
      }
    }
    return parts + [text[start...]]
  }

  private static func unquoted(_ text: Substring) -> String {
    guard text.count >= 2, text.first == "\"", text.last == "\"" else { return String(text) }
    return String(text.dropFirst().dropLast()).replacing("\"\"", with: "\"")
  }
}
