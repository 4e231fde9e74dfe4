/// National identifiers among groups of digits.
enum NumericIdentifiers {
  /// What the groups are: by their format where it is one's own, by the word before them, or by both.
  static func match(
    _ window: NumberGroups.Window, _ context: TextContext?
  ) -> (scheme: NationalIdentifier, confidence: PersonalDataMatch.Confidence, isFake: Bool)? {
    if window.hasPlus || window.hasBrackets { return nil }
    let digits = window.digits
    func found(_ scheme: NationalIdentifier, _ confidence: PersonalDataMatch.Confidence)
      -> (scheme: NationalIdentifier, confidence: PersonalDataMatch.Confidence, isFake: Bool)?
    {
      if scheme.isValid(digits) { return (scheme, confidence, scheme.isFake(digits)) }
      return isReserved(scheme, digits) ? (scheme, .medium, true) : nil
    }
    let dash = UInt8(ascii: "-")
    let (blank, point) = (UInt8(ascii: " "), UInt8(ascii: "."))
    // A word or a column's name says which.
    if case .identifier(let named?)? = context {
      if digits.count == named.digitCount || (named == .sePersonnummer && digits.count == 12) {
        return found(named, named.chance < 1 ? .high : .medium)
      }
      return nil
    }
    if window.hasLengths(3, 2, 4),
      window.separated(by: dash) || (window.separated(by: blank) && context != nil)
    {
      return found(.usSSN, .medium)
    }
    if window.hasLengths(3, 3, 3, 2), window.separators[1] == point, window.separators[2] == point,
      window.separators[3] == dash
    {
      return found(.brCPF, .high)
    }
    if window.hasLengths(3, 4, 4, 2), window.separated(by: point) { return found(.chAHV, .high) }
    if window.hasLengths(2, 2, 2, 3, 2), window.separators[1] == point, window.separators[3] == dash {
      return found(.beNN, .high)
    }
    if window.hasLengths(6, 4) || window.hasLengths(8, 4), window.separated(by: dash) {
      return found(.sePersonnummer, .high)
    }
    if window.hasLengths(1, 2, 2, 2, 3, 3, 2), window.separated(by: blank) { return found(.frNIR, .high) }
    if window.hasLengths(13, 2), window.separated(by: blank) { return found(.frNIR, .high) }
    if window.hasLengths(4, 4, 4), window.isUniform,
      window.separators[1] == blank || window.separators[1] == dash
    {
      return found(.inAadhaar, .high)
    }
    if window.hasLengths(2, 3, 3, 3), window.separated(by: blank) { return found(.deTaxID, .high) }
    if window.hasLengths(3, 3, 3), context != .phone {
      // Spanish numbers are written in threes, too, and begin with 6 to 9.
      if window.separated(by: dash) || (window.separated(by: blank) && digits[0] < 6) {
        return found(.caSIN, .medium)
      }
      if window.separated(by: blank), case .identifier? = context { return found(.caSIN, .medium) }
    }
    if window.hasLengths(3, 3, 4), window.separated(by: blank), context != .phone {
      // The digits of American numbers' areas and exchanges begin with 2 to 9.
      if case .identifier? = context { return found(.ukNHS, .high) }
      if digits[0] < 2 || digits[3] < 2 { return found(.ukNHS, .medium) }
    }
    guard window.count == 1 else { return nil }
    // Without anything else said, only what chance hardly makes.
    let mostChance: Double
    if case .identifier? = context { mostChance = 0.1 } else { mostChance = 0.005 }
    for scheme in NationalIdentifier.numeric where scheme.chance <= mostChance && scheme.isValid(digits) {
      if scheme == .sePersonnummer, mostChance < 0.1 { continue }
      return (scheme, .medium, scheme.isFake(digits))
    }
    return nil
  }

  /// Ranges that are never given out, written as if they were.
  private static func isReserved(_ scheme: NationalIdentifier, _ digits: Digits) -> Bool {
    switch scheme {
    case .usSSN:
      let area = digits.number(0..<3)
      return digits.count == 9 && (area == 0 || area == 666)
    case .brCPF: return digits.count == 11 && digits.number(0..<5) == 0
    case .inAadhaar: return digits.count == 12 && digits.number(0..<4) == 0
    case .deTaxID: return digits.count == 11 && digits[0] == 0
    case .ukNHS: return digits.count == 10 && digits.number(0..<3) == 0
    case .caSIN, .nlBSN: return digits.count == 9 && digits.number(0..<3) == 0
    case .frNIR: return digits.count == 15 && digits[0] == 0
    case .plPESEL, .beNN: return digits.count == 11 && digits.number(2..<6) == 0
    case .sePersonnummer:
      return digits.count >= 10 && digits.number((digits.count - 8)..<(digits.count - 4)) == 0
    case .chAHV: return digits.count == 13 && digits.number(0..<7) == 7_560_000
    default: return false
    }
  }
}
