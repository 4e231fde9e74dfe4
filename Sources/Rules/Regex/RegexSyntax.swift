/// A set of Unicode scalars, as ranges that ascend and do not touch.
struct ScalarSet: Hashable, Sendable {
  private(set) var ranges: [ClosedRange<UInt32>]

  init(_ ranges: [ClosedRange<UInt32>]) {
    var merged: [ClosedRange<UInt32>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, range.lowerBound <= last.upperBound &+ 1 {
        merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    self.ranges = merged
  }

  init(_ character: Character) {
    self.init(character.unicodeScalars.map { $0.value...$0.value })
  }

  static let largest: UInt32 = 0x10FFFF
  static let digits = ScalarSet([48...57])
  static let words = ScalarSet([48...57, 65...90, 95...95, 97...122])
  static let spaces = ScalarSet([9...13, 32...32])
  static let allButLineFeed = ScalarSet([0...9, 11...largest])

  var inverted: ScalarSet {
    var next: UInt32 = 0
    var rest: [ClosedRange<UInt32>] = []
    for range in ranges {
      if range.lowerBound > next { rest.append(next...(range.lowerBound - 1)) }
      next = range.upperBound + 1
    }
    if next <= Self.largest { rest.append(next...Self.largest) }
    return ScalarSet(rest)
  }
}

/// The syntax tree of a pattern.
indirect enum RegexNode {
  case empty
  case scalars(ScalarSet)
  case sequence([RegexNode])
  case choice([RegexNode])
  /// `maximum` `nil`: without end.
  case repeated(RegexNode, minimum: Int, maximum: Int?)
  case start
  case end
}

/// Reads a pattern.
struct RegexParsing {
  static let longestPattern = 4096
  static let deepest = 100
  static let largestRepetition = 1000

  private let pattern: String
  private let characters: [Character]
  private var position = 0
  private var depth = 0

  init(_ pattern: String) {
    self.pattern = pattern
    characters = Array(pattern)
  }

  private var current: Character? { position < characters.count ? characters[position] : nil }

  private func refused(_ column: Int, _ message: String) -> RegexError {
    RegexError(pattern: pattern, column: column, message: message)
  }

  private mutating func take(_ character: Character) -> Bool {
    guard current == character else { return false }
    position += 1
    return true
  }

  mutating func whole() throws(RegexError) -> RegexNode {
    guard characters.count <= Self.longestPattern else {
      throw RegexError(
        pattern: String(pattern.prefix(40)) + "...", column: Self.longestPattern,
        message: "The pattern has more than \(Self.longestPattern) characters. Shorten it.")
    }
    let node = try choice()
    guard current == nil else {
      throw refused(position + 1, "This \")\" closes nothing. Write \"\\)\" for itself.")
    }
    return node
  }

  private mutating func choice() throws(RegexError) -> RegexNode {
    guard depth < Self.deepest else {
      throw refused(position + 1, "Groups are nested more than \(Self.deepest) deep. Simplify the pattern.")
    }
    depth += 1
    defer { depth -= 1 }
    var branches = [try sequence()]
    while take("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws(RegexError) -> RegexNode {
    var parts: [RegexNode] = []
    while let character = current, character != "|", character != ")" {
      let atom = try self.atom()
      parts.append(try quantified(atom))
    }
    return parts.isEmpty ? .empty : .sequence(parts)
  }

  private mutating func quantified(_ atom: RegexNode) throws(RegexError) -> RegexNode {
    var bounds: (Int, Int?)
    switch current {
    case "*": bounds = (0, nil)
    case "+": bounds = (1, nil)
    case "?": bounds = (0, 1)
    case "{":
      guard let stated = try repetition() else { return atom }
      bounds = stated
      position -= 1
    default: return atom
    }
    position += 1
    if take("+") {
      throw refused(position, "Possessive quantifiers are not supported. Leave the second \"+\" out.")
    }
    // A lazy quantifier matches the same whole texts.
    _ = take("?")
    if let next = current, "*+?".contains(next) {
      throw refused(
        position + 1, "A quantifier follows a quantifier. Put the first in a group, or remove one.")
    }
    return .repeated(atom, minimum: bounds.0, maximum: bounds.1)
  }

  /// `{n}`, `{n,}` or `{n,m}`; `nil` if the brace is no quantifier, and then taken as itself.
  private mutating func repetition() throws(RegexError) -> (Int, Int?)? {
    let start = position
    position += 1
    func number(_ parsing: inout RegexParsing) -> Int? {
      let first = parsing.position
      while let digit = parsing.current, ("0"..."9").contains(digit) { parsing.position += 1 }
      let digits = String(parsing.characters[first..<parsing.position])
      return digits.isEmpty ? nil : Int(digits) ?? .max
    }
    let low = number(&self)
    let hasComma = take(",")
    let high = hasComma ? number(&self) : low
    guard take("}"), low != nil || high != nil else {
      position = start
      throw refused(start + 1, "\"{\" starts a repetition such as {2,5} here. Write \"\\{\" for itself.")
    }
    let minimum = low ?? 0
    guard minimum <= Self.largestRepetition, (high ?? 0) <= Self.largestRepetition else {
      throw refused(
        start + 1, "A repetition counts to \(Self.largestRepetition) at most. Use * or + for more.")
    }
    guard high.map({ minimum <= $0 }) ?? true else {
      throw refused(start + 1, "The repetition's first bound is above its second. Swap them.")
    }
    return (minimum, high)
  }

  private mutating func atom() throws(RegexError) -> RegexNode {
    let column = position + 1
    let character = characters[position]
    position += 1
    switch character {
    case "(": return try group(column)
    case "[": return .scalars(try bracket(column))
    case ".": return .scalars(.allButLineFeed)
    case "^": return .start
    case "$": return .end
    case "\\": return try escape(column)
    case "*", "+", "?":
      throw refused(column, "\"\(character)\" has nothing to repeat. Write \"\\\(character)\" for itself.")
    case "{": throw refused(column, "\"{\" has nothing to repeat. Write \"\\{\" for itself.")
    default: return Self.literal(character)
    }
  }

  private static func literal(_ character: Character) -> RegexNode {
    let scalars = character.unicodeScalars.map { RegexNode.scalars(ScalarSet([$0.value...$0.value])) }
    return scalars.count == 1 ? scalars[0] : .sequence(scalars)
  }

  private mutating func group(_ column: Int) throws(RegexError) -> RegexNode {
    if take("?") {
      let rest = String(characters[position...].prefix(3))
      if take(":") {
      } else if rest.hasPrefix("=") || rest.hasPrefix("!") {
        throw refused(
          column, "Look-ahead is not supported: it has no linear-time automaton. State a rule of its own.")
      } else if rest.hasPrefix("<=") || rest.hasPrefix("<!") {
        throw refused(
          column, "Look-behind is not supported: it has no linear-time automaton. State a rule of its own.")
      } else if rest.hasPrefix("<") || rest.hasPrefix("P<") {
        while let character = current, character != ">" { _ = take(character) }
        guard take(">") else { throw refused(column, "The group's name does not end. Close it with \">\".") }
      } else if rest.hasPrefix("P=") {
        throw refused(column, "Backreferences are not supported: they have no linear-time automaton.")
      } else if rest.hasPrefix(">") {
        throw refused(column, "Atomic groups are not supported. Use (?:...).")
      } else {
        throw refused(column, "Flags and conditions in a group are not supported. List both cases: [Aa].")
      }
    }
    let inner = try choice()
    guard take(")") else { throw refused(column, "This \"(\" is not closed. Write \"\\(\" for itself.") }
    return inner
  }

  private mutating func escape(_ column: Int) throws(RegexError) -> RegexNode {
    guard let character = current else {
      throw refused(column, "The pattern ends in a single \"\\\". Write \"\\\\\" for itself.")
    }
    if ("1"..."9").contains(character) || character == "k" {
      throw refused(
        column,
        "Backreferences are not supported: they have no linear-time automaton. Compare columns by a rule.")
    }
    switch character {
    case "b", "B":
      throw refused(column, "Word boundaries are not supported: the whole text is matched anyway.")
    case "A", "G": throw refused(column, "The whole text is matched anyway. Leave \"\\\(character)\" out.")
    case "z", "Z": throw refused(column, "The whole text is matched anyway. Leave \"\\\(character)\" out.")
    case "p", "P":
      throw refused(column, "Unicode properties are not supported. List the ranges, as in [a-zà-ÿ].")
    default: break
    }
    return .scalars(try escapedSet(column))
  }

  /// What follows a backslash, within brackets or without.
  private mutating func escapedSet(_ column: Int) throws(RegexError) -> ScalarSet {
    guard let character = current else { throw refused(column, "\"\\\" escapes nothing here.") }
    position += 1
    switch character {
    case "d": return .digits
    case "D": return ScalarSet.digits.inverted
    case "w": return .words
    case "W": return ScalarSet.words.inverted
    case "s": return .spaces
    case "S": return ScalarSet.spaces.inverted
    case "n": return ScalarSet([10...10])
    case "r": return ScalarSet([13...13])
    case "t": return ScalarSet([9...9])
    case "f": return ScalarSet([12...12])
    case "v": return ScalarSet([11...11])
    case "0": return ScalarSet([0...0])
    case "x", "u":
      let length = character == "x" ? 2 : 4
      let digits = String(characters[position...].prefix(length))
      guard digits.count == length, let value = UInt32(digits, radix: 16) else {
        throw refused(column, "After \"\\\(character)\" belong \(length) hexadecimal digits.")
      }
      position += length
      return ScalarSet([value...value])
    default:
      guard !character.isLetter, !character.isNumber else {
        throw refused(column, "The escape \"\\\(character)\" is not known. Write the character by itself.")
      }
      return ScalarSet(character)
    }
  }

  private mutating func bracket(_ column: Int) throws(RegexError) -> ScalarSet {
    let inverted = take("^")
    var ranges: [ClosedRange<UInt32>] = []
    var isFirst = true
    func single(_ parsing: inout RegexParsing) throws(RegexError) -> (set: ScalarSet, scalar: UInt32?) {
      let place = parsing.position + 1
      let character = parsing.characters[parsing.position]
      parsing.position += 1
      if character == "[", let next = parsing.current, ":.=".contains(next) {
        throw parsing.refused(place, "POSIX classes are not supported. Use \\d, \\w, \\s or ranges.")
      }
      guard character == "\\" else {
        let scalars = character.unicodeScalars
        return (ScalarSet(character), scalars.count == 1 ? scalars.first!.value : nil)
      }
      let set = try parsing.escapedSet(place)
      let only = set.ranges.count == 1 && set.ranges[0].count == 1 ? set.ranges[0].lowerBound : nil
      return (set, only)
    }
    while let character = current, character != "]" || isFirst {
      isFirst = false
      let place = position + 1
      let low = try single(&self)
      if current == "-", position + 1 < characters.count, characters[position + 1] != "]" {
        position += 1
        let high = try single(&self)
        guard let low = low.scalar, let high = high.scalar else {
          throw refused(place, "A range goes from one character to another.")
        }
        guard low <= high else { throw refused(place, "The range ends before it starts. Swap its ends.") }
        ranges.append(low...high)
      } else {
        ranges += low.set.ranges
      }
    }
    guard take("]") else { throw refused(column, "This \"[\" is not closed. Write \"\\[\" for itself.") }
    let set = ScalarSet(ranges)
    return inverted ? set.inverted : set
  }
}
