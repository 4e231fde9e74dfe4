internal import Tabular

/// A word or sign of a condition's text, and where it starts.
struct ConditionToken: Hashable {
  enum Kind: Hashable {
    case number(String)
    case string(String)
    /// A column: a bare name, or one in backquotes.
    case name(String)
    case keyword(Keyword)
    case comparison(Condition.Comparison)
    case arithmetic(Expression.Operator)
    case open, close, openList, closeList, comma
    case end
  }

  enum Keyword: String, CaseIterable {
    case and, or, not, `in`, `is`, null, between, `true`, `false`
  }

  let kind: Kind
  /// In characters, from 1.
  let column: Int

  /// How a message shows it.
  var shown: String {
    switch kind {
    case .number(let digits): "the number \(digits)"
    case .string(let text): "the text \"\(ColumnPlace.shown(text))\""
    case .name(let name): "the name \(ColumnPlace.shown(name))"
    case .keyword(let keyword): "\"\(keyword.rawValue)\""
    case .comparison(let sign): "\"\(sign.rawValue)\""
    case .arithmetic(let sign): "\"\(sign.rawValue)\""
    case .open: "\"(\""
    case .close: "\")\""
    case .openList: "\"[\""
    case .closeList: "\"]\""
    case .comma: "\",\""
    case .end: "the end"
    }
  }
}

/// Cuts the text of a condition into tokens.
struct ConditionScanner {
  /// A condition is written by hand; more than this is none.
  static let longestText = 1 << 16

  private let text: String
  private let characters: [Character]
  private var position = 0

  init(_ text: String) {
    self.text = text
    characters = Array(text)
  }

  mutating func tokens() throws(ConditionError) -> [ConditionToken] {
    guard characters.count <= Self.longestText else {
      throw ConditionError(.size, "The condition has more than \(Self.longestText) characters. Shorten it.")
    }
    var tokens: [ConditionToken] = []
    repeat { tokens.append(try next()) } while tokens.last?.kind != .end
    return tokens
  }

  private var current: Character? { position < characters.count ? characters[position] : nil }

  private func error(_ column: Int, _ message: String) -> ConditionError {
    ConditionError(.text, text: text, column: column, message)
  }

  private mutating func next() throws(ConditionError) -> ConditionToken {
    while let character = current, character.isWhitespace { position += 1 }
    let start = position + 1
    guard let character = current else { return ConditionToken(kind: .end, column: start) }
    position += 1
    func token(_ kind: ConditionToken.Kind) -> ConditionToken { ConditionToken(kind: kind, column: start) }
    switch character {
    case "(": return token(.open)
    case ")": return token(.close)
    case "[": return token(.openList)
    case "]": return token(.closeList)
    case ",": return token(.comma)
    case "+": return token(.arithmetic(.plus))
    case "-", "\u{2212}": return token(.arithmetic(.minus))
    case "*": return token(.arithmetic(.times))
    case "/": return token(.arithmetic(.divided))
    case "=":
      guard take("=") else { throw error(start, "A single \"=\" compares nothing. Write \"==\".") }
      return token(.comparison(.equal))
    case "!":
      guard take("=") else { throw error(start, "\"!\" alone means nothing here. Write \"not\", or \"!=\".") }
      return token(.comparison(.notEqual))
    case "<":
      if take("=") { return token(.comparison(.lessOrEqual)) }
      if take(">") { throw error(start, "\"<>\" is not known here. Write \"!=\".") }
      return token(.comparison(.less))
    case ">": return token(.comparison(take("=") ? .greaterOrEqual : .greater))
    case "\u{2264}": return token(.comparison(.lessOrEqual))
    case "\u{2265}": return token(.comparison(.greaterOrEqual))
    case "\u{2260}": return token(.comparison(.notEqual))
    case "&", "|":
      throw error(start, "\"\(character)\" is not known here. Write \"\(character == "&" ? "and" : "or")\".")
    case "\"", "'": return token(.string(try quoted(by: character, from: start)))
    case "`": return token(.name(try backquoted(from: start)))
    default: break
    }
    if character.isASCII, character.isNumber { return token(.number(try number(from: start))) }
    guard character.isLetter || character == "_" else {
      throw error(
        start,
        "\"\(ColumnPlace.shown(String(character)))\" starts neither a name nor a value. "
          + "Put a column's name with such characters in backquotes: `a b`.")
    }
    while let character = current, character.isLetter || character.isNumber || "_.".contains(character) {
      position += 1
    }
    let word = String(characters[(start - 1)..<position])
    if let keyword = ConditionToken.Keyword(rawValue: word.lowercased()) { return token(.keyword(keyword)) }
    return token(.name(word))
  }

  private mutating func take(_ character: Character) -> Bool {
    guard current == character else { return false }
    position += 1
    return true
  }

  private mutating func digits() -> Bool {
    let start = position
    while let character = current, ("0"..."9").contains(character) { position += 1 }
    return position > start
  }

  /// Digits, perhaps with a point and an exponent. The first one has been taken.
  private mutating func number(from start: Int) throws(ConditionError) -> String {
    _ = digits()
    if take(".") {
      guard digits() else { throw error(position + 1, "Digits belong after the point.") }
    }
    if current == "e" || current == "E" {
      position += 1
      if current == "-" || current == "+" { position += 1 }
      guard digits() else { throw error(position + 1, "Digits belong after the exponent's \"e\".") }
    }
    if let character = current, character.isLetter || character == "_" {
      throw error(
        start,
        "A number runs into a word here. Quote a level (\"1a\"), or put a column's name in backquotes (`1a`)."
      )
    }
    return String(characters[(start - 1)..<position])
  }

  /// Up to the closing quote; `\` before a quote or `\` makes it literal, `\n` and `\t` are a line feed and a tab.
  private mutating func quoted(by quote: Character, from start: Int) throws(ConditionError) -> String {
    var value = ""
    while let character = current {
      position += 1
      if character == quote { return value }
      guard character == "\\" else {
        value.append(character)
        continue
      }
      switch current {
      case "n": value.append("\n")
      case "t": value.append("\t")
      case "\\", "\"", "'": value.append(current!)
      default:
        throw error(
          position, "After \"\\\" belongs a quote, another \"\\\", n or t. Write \"\\\\\" for itself.")
      }
      position += 1
    }
    throw error(start, "The text that starts here does not end. Close it with \(quote).")
  }

  /// Up to the closing backquote; two of them stand for one in the name.
  private mutating func backquoted(from start: Int) throws(ConditionError) -> String {
    var value = ""
    while let character = current {
      position += 1
      if character == "`", !take("`") {
        guard !value.isEmpty else { throw error(start, "The name between the backquotes is empty.") }
        return value
      }
      value.append(character)
    }
    throw error(start, "The name that starts here does not end. Close it with a backquote.")
  }
}
