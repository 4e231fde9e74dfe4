/// Check digits that identifiers and cards use.
enum CheckDigits {
  /// Luhn's formula over all digits (ISO/IEC 7812-1, annex B).
  static func luhn(_ digits: Digits, from start: Int = 0) -> Bool {
    var sum = 0
    for index in start..<digits.count {
      var digit = digits[index]
      if (digits.count - 1 - index) & 1 == 1 { digit = digit > 4 ? 2 * digit - 9 : 2 * digit }
      sum += digit
    }
    return sum % 10 == 0
  }

  /// ISO 7064 MOD 11,10: the last digit checks the others.
  static func hybridMod11(_ digits: Digits) -> Bool {
    var product = 10
    for index in 0..<(digits.count - 1) {
      var sum = (digits[index] + product) % 10
      if sum == 0 { sum = 10 }
      product = 2 * sum % 11
    }
    return (11 - product) % 10 == digits[digits.count - 1]
  }

  /// The sum of digits times weights.
  static func weighted(_ digits: Digits, _ weights: [Int]) -> Int {
    var sum = 0
    for index in weights.indices { sum += digits[index] * weights[index] }
    return sum
  }

  /// J. Verhoeff (1969): permutations in the dihedral group of order ten.
  static func verhoeff(_ digits: Digits) -> Bool {
    var check = 0
    for place in 0..<digits.count {
      check = multiply(check, permuted(digits[digits.count - 1 - place], place % 8))
    }
    return check == 0
  }

  private static func multiply(_ a: Int, _ b: Int) -> Int {
    switch (a < 5, b < 5) {
    case (true, true): (a + b) % 5
    case (true, false): 5 + (a + b) % 5
    case (false, true): 5 + (a - b + 5) % 5
    case (false, false): (a - b + 5) % 5
    }
  }

  private static func permuted(_ digit: Int, _ times: Int) -> Int {
    let permutation: InlineArray<10, Int> = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
    var value = digit
    for _ in 0..<times { value = permutation[value] }
    return value
  }

  /// The remainder by 97 of letters and digits, A being 10 (ISO 7064 MOD 97-10).
  static func mod97(_ bytes: some Sequence<UInt8>) -> Int {
    var rest = 0
    for byte in bytes {
      rest = byte.isDigit ? (rest * 10 + byte.digit) % 97 : (rest * 100 + Int(byte.uppered) - 55) % 97
    }
    return rest
  }
}
