/// National identifiers that are recognised, each by its check digits or its structure.
public enum NationalIdentifier: String, Sendable, Hashable, CaseIterable {
  /// Social Security number: area, group, serial; areas 000, 666 and 900-999 are not given out, nor zeros.
  case usSSN = "US SSN"
  /// National Insurance number: two letters, six digits, A to D.
  case ukNINO = "UK NINO"
  /// NHS number: ten digits, modulus 11.
  case ukNHS = "UK NHS"
  /// Steuer-Identifikationsnummer: eleven digits, ISO 7064 MOD 11,10, one digit twice or three times in the first ten.
  case deTaxID = "DE tax id"
  /// NIR (numéro de sécurité sociale): 13 characters and 97 less their remainder.
  case frNIR = "FR NIR"
  /// Codice fiscale: 16 characters, the last one checks the others.
  case itCodiceFiscale = "IT codice fiscale"
  /// DNI: eight digits and a letter by their remainder by 23.
  case esDNI = "ES DNI"
  /// NIE: X, Y or Z, seven digits and that letter.
  case esNIE = "ES NIE"
  /// CPF: nine digits and two check digits of modulus 11.
  case brCPF = "BR CPF"
  /// Aadhaar: twelve digits, Verhoeff, none of them begins with 0 or 1.
  case inAadhaar = "IN Aadhaar"
  /// Permanent account number of a person: five letters, the fourth a P, four digits and a letter.
  case inPAN = "IN PAN"
  /// Burgerservicenummer: nine digits, the eleven-test.
  case nlBSN = "NL BSN"
  /// Personnummer: a date, four digits, Luhn.
  case sePersonnummer = "SE personnummer"
  /// Social insurance number: nine digits, Luhn.
  case caSIN = "CA SIN"
  /// PESEL: a date, four digits, a weighted check digit.
  case plPESEL = "PL PESEL"
  /// Henkilötunnus: a date, a sign for the century, three digits, a check character.
  case fiHETU = "FI HETU"
  /// AHV number: 756 and an EAN check digit.
  case chAHV = "CH AHV"
  /// Numéro national: a date, three digits, 97 less the remainder.
  case beNN = "BE NN"

  /// How long it is, where it is all digits.
  var digitCount: Int? {
    switch self {
    case .usSSN, .nlBSN, .caSIN: 9
    case .ukNHS, .sePersonnummer: 10
    case .deTaxID, .brCPF, .plPESEL, .beNN: 11
    case .inAadhaar: 12
    case .chAHV: 13
    case .frNIR: 15
    default: nil
    }
  }

  /// The share of random numbers of this length that are valid; 1 where structure alone speaks.
  var chance: Double {
    switch self {
    case .usSSN: 1
    case .ukNHS, .nlBSN: 1.0 / 11
    case .caSIN, .inAadhaar: 0.1
    case .deTaxID: 0.004
    case .brCPF: 0.01
    case .sePersonnummer: 0.004
    case .plPESEL: 0.008
    case .beNN: 0.0004
    case .chAHV: 0.0001
    case .frNIR: 0.0002
    default: 0.01
    }
  }

  /// Those that are all digits.
  static let numeric: [NationalIdentifier] = allCases.filter { $0.digitCount != nil }

  /// Whether these digits are one, by range and check digits.
  func isValid(_ digits: Digits) -> Bool {
    if self == .sePersonnummer, digits.count == 12 { return Self.isPersonnummer(digits, century: true) }
    guard digits.count == digitCount else { return false }
    switch self {
    case .usSSN:
      let area = digits.number(0..<3)
      return area != 0 && area != 666 && area < 900 && digits.number(3..<5) != 0 && digits.number(5..<9) != 0
    case .ukNHS:
      let rest = 11 - CheckDigits.weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11
      return rest != 10 && rest % 11 == digits[9] && digits[0] != 0
    case .deTaxID: return Self.isTaxID(digits)
    case .frNIR: return Self.isNIR(digits, department: digits.number(5..<7))
    case .brCPF:
      if (1..<11).allSatisfy({ digits[$0] == digits[0] }) { return false }
      let first = CheckDigits.weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10 % 11 % 10
      let second = CheckDigits.weighted(digits, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10 % 11 % 10
      return first == digits[9] && second == digits[10]
    case .inAadhaar: return digits[0] > 1 && CheckDigits.verhoeff(digits)
    case .nlBSN:
      let sum = CheckDigits.weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1])
      return sum % 11 == 0 && digits.number(0..<9) > 9_999_999
    case .sePersonnummer: return Self.isPersonnummer(digits, century: false)
    case .caSIN: return digits[0] != 0 && digits[0] != 8 && CheckDigits.luhn(digits)
    case .plPESEL:
      let month = digits.number(2..<4) % 20
      let sum = CheckDigits.weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3])
      return (10 - sum % 10) % 10 == digits[10] && (1...12).contains(month)
        && (1...31).contains(digits.number(4..<6))
    case .chAHV:
      let sum = CheckDigits.weighted(digits, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3])
      return digits.number(0..<3) == 756 && (10 - sum % 10) % 10 == digits[12]
    case .beNN:
      guard (0...12).contains(digits.number(2..<4)), (0...31).contains(digits.number(4..<6)) else {
        return false
      }
      let number = digits.number(0..<9)
      let check = digits.number(9..<11)
      return 97 - number % 97 == check || 97 - (2_000_000_000 + number) % 97 == check
    default: return false
    }
  }

  private static func isTaxID(_ digits: Digits) -> Bool {
    guard digits[0] != 0, CheckDigits.hybridMod11(digits) else { return false }
    var counts = InlineArray<10, Int>(repeating: 0)
    for index in 0..<10 { counts[digits[index]] += 1 }
    var repeated = 0
    for value in 0..<10 where counts[value] > 1 {
      if counts[value] > 3 { return false }
      repeated += 1
    }
    return repeated == 1
  }

  /// - Parameter department: 19 and 18 stand for Corsica's 2A and 2B.
  static func isNIR(_ digits: Digits, department: Int) -> Bool {
    let (sex, month) = (digits[0], digits.number(3..<5))
    guard [1, 2, 3, 4, 7, 8].contains(sex),
      (1...12).contains(month) || (20...42).contains(month) || month >= 50,
      (1...95).contains(department) || (97...99).contains(department)
    else { return false }
    return 97 - digits.number(0..<13) % 97 == digits.number(13..<15)
  }

  private static func isPersonnummer(_ digits: Digits, century: Bool) -> Bool {
    let start = century ? 2 : 0
    if century, !(18...20).contains(digits.number(0..<2)) { return false }
    let day = digits.number((start + 4)..<(start + 6))
    // Co-ordination numbers have 60 added to the day.
    return (1...12).contains(digits.number((start + 2)..<(start + 4)))
      && ((1...31).contains(day) || (61...91).contains(day)) && CheckDigits.luhn(digits, from: start)
  }

  /// Numbers that everybody writes as examples, and those that are never given out.
  func isFake(_ digits: Digits) -> Bool {
    if digits.isSequence { return true }
    switch self {
    case .usSSN:
      // Printed on a wallet card of 1938, in a pamphlet of 1940, and used by advertisements.
      let number = digits.number(0..<9)
      return [78_051_120, 219_099_999, 457_555_462].contains(number) || number / 10 == 98_765_432
    case .ukNHS: return digits[0] == 9 && digits[1] == 9 && digits[2] == 9
    default: return false
    }
  }
}
