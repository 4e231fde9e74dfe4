/// Payment cards: issuer's range, its lengths, and Luhn's check digit (ISO/IEC 7812-1).
enum PaymentCard {
  /// The share of random 16-digit numbers that are one.
  static let chance = 0.03

  /// The network whose range and length the digits fit; nothing about the check digit.
  static func network(_ digits: Digits) -> String? {
    guard (13...19).contains(digits.count) else { return nil }
    let count = digits.count
    let (two, four) = (digits.number(0..<2), digits.number(0..<4))
    switch digits[0] {
    case 4: return count == 13 || count == 16 || count == 19 ? "Visa" : nil
    case 5:
      if (51...55).contains(two) { return count == 16 ? "Mastercard" : nil }
      return count <= 19 && count >= 16 && [5018, 5020, 5038, 5893].contains(four) ? "Maestro" : nil
    case 2: return count == 16 && (2221...2720).contains(four) ? "Mastercard" : nil
    case 3:
      if two == 34 || two == 37 { return count == 15 ? "American Express" : nil }
      if (3528...3589).contains(four) { return count >= 16 ? "JCB" : nil }
      if two == 36 || two == 38 || two == 39 || (300...305).contains(four / 10) {
        return count == 14 ? "Diners Club" : nil
      }
      return nil
    case 6:
      if four == 6011 || (644...649).contains(four / 10) || two == 65 {
        return count >= 16 ? "Discover" : nil
      }
      if two == 62 || two == 81 { return count >= 16 ? "UnionPay" : nil }
      if [6304, 6759, 6761, 6762, 6763].contains(four) { return count >= 16 ? "Maestro" : nil }
      if [6521, 6522, 60].contains(four) || two == 60 || two == 65 { return count == 16 ? "RuPay" : nil }
      return nil
    default: return nil
    }
  }

  /// - Returns: The network, and whether the number is one that networks publish for tests.
  static func match(_ digits: Digits) -> (network: String, isFake: Bool)? {
    guard let network = network(digits), CheckDigits.luhn(digits) else { return nil }
    return (network, isTest(digits))
  }

  /// Numbers as cards are written: alone, in fours, or 4-6-5 and 4-6-4.
  static func isGrouped(_ window: NumberGroups.Window) -> Bool {
    if window.hasPlus || window.hasBrackets { return false }
    if window.count == 1 { return true }
    guard window.isUniform, window.separators[1] == 0x20 || window.separators[1] == UInt8(ascii: "-") else {
      return false
    }
    if window.hasLengths(4, 6, 5) || window.hasLengths(4, 6, 4) { return true }
    guard window.count >= 4 else { return false }
    return (0..<(window.count - 1)).allSatisfy { window.lengths[$0] == 4 }
      && window.lengths[window.count - 1] <= 4
  }

  /// Numbers of the networks' and processors' documentation, and numbers of one or two digits all through.
  private static func isTest(_ digits: Digits) -> Bool {
    var seen = 0
    for index in 0..<digits.count { seen |= 1 << digits[index] }
    if seen.nonzeroBitCount <= 2 { return true }
    return known.contains(digits.number(0..<min(18, digits.count)))
  }

  private static let known: Set<Int> = [
    4_242_424_242_424_242, 4_012_888_888_881_881, 4_222_222_222_222, 4_000_056_655_665_556,
    4_000_000_000_000_002,
    5_555_555_555_554_444, 5_105_105_105_105_100, 2_223_003_122_003_222, 5_200_828_282_828_210,
    378_282_246_310_005,
    371_449_635_398_431, 378_734_493_671_000, 30_569_309_025_904, 38_520_000_023_237, 36_227_206_271_667,
    6_011_111_111_111_117, 6_011_000_990_139_424, 3_530_111_333_300_000, 3_566_002_020_360_505,
    6_200_000_000_000_005, 5_431_111_111_111_111,
  ]
}
