/// What a report may show of a value: enough to recognise its form, too little to learn it.
enum Masking {
  static func masked(_ text: TextBytes, _ match: PersonalDataMatch) -> String {
    let value = text.string(match.range)
    switch match.kind {
    case .email:
      let parts = value.split(separator: "@", maxSplits: 1)
      guard parts.count == 2, let last = parts[1].lastIndex(of: ".") else { return "***" }
      return "\(parts[0].prefix(1))***@\(parts[1].prefix(1))***\(parts[1][last...])"
    case .urlToken: return "…=***"
    case .dateOfBirth: return String(value.map { $0.isNumber ? "*" : $0 })
    case .personName, .postalAddress: return words(value)
    default: return characters(value)
    }
  }

  /// Signs as they are, the first letter and the last two digits; everything else a star.
  static func characters(_ value: String) -> String {
    let count = value.count(where: { $0.isNumber || $0.isLetter })
    var place = 0
    return String(
      value.map { character in
        guard character.isNumber || character.isLetter else { return character }
        place += 1
        return count >= 6 && place > count - 2 && character.isNumber ? character : "*"
      })
  }

  /// Each word's first letter.
  private static func words(_ value: String) -> String {
    value.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).prefix(4).map { word in
      word.first!.isNumber ? "**" : "\(word.first!)***"
    }.joined(separator: " ")
  }

  static func digits(_ digits: Digits) -> String {
    String(
      (0..<digits.count).map { index -> Character in
        index >= digits.count - 2 ? Character("\(digits[index])") : "*"
      })
  }
}
