internal import Tabular

/// Made-up values in the form of real ones. They lie where no real value can: ranges that are reserved or never given
/// out, or check digits that do not hold.
struct Fakes {
  var draws: FakeDraws

  static func fake(_ match: PersonalDataMatch, _ value: [UInt8], _ draws: FakeDraws, _ context: TextContext?)
    -> [UInt8]
  {
    var fakes = Fakes(draws: draws)
    switch match.kind {
    case .email: return Array("user\(fakes.hex(10))@example.com".utf8)
    case .phone: return fakes.phone(value)
    case .nationalIdentifier: return fakes.identifier(value, match.scheme)
    case .paymentCard: return fakes.card(value)
    case .iban: return fakes.iban(value)
    case .ipAddress: return fakes.ipAddress(value)
    case .macAddress: return fakes.mac(value)
    case .postalAddress:
      let street = FakeWords.family[fakes.draws.below(FakeWords.family.count)]
      return Array("\(1 + fakes.draws.below(999)) \(street) Street, Springhaven".utf8)
    case .personName: return fakes.name(value, context)
    case .dateOfBirth: return fakes.birth(value)
    case .urlToken: return fakes.shaped(value, prefix: Array("fake".utf8))
    }
  }

  /// The replacements that are in circulation: userxxxx@example.com, 555-..., 000-00-0000, [REDACTED].
  static func classic(_ match: PersonalDataMatch, _ draws: FakeDraws) -> [UInt8] {
    var fakes = Fakes(draws: draws)
    switch match.kind {
    case .email: return Array("user\(fakes.hex(4))@example.com".utf8)
    case .phone: return Array("555-010-".utf8) + (0..<4).map { _ in fakes.draws.digit() }
    case .nationalIdentifier where match.scheme.hasSuffix("SSN"): return Array("000-00-0000".utf8)
    default: return Array("[REDACTED]".utf8)
    }
  }

  private mutating func hex(_ count: Int) -> String {
    let digits = Array("0123456789abcdef")
    return String((0..<count).map { _ in digits[draws.below(16)] })
  }

  /// Digits for digits, letters for letters of the same case, everything else as it is, from the end on, so that two
  /// spellings of one number end alike; then `prefix` over the first letters and digits.
  private mutating func shaped(_ value: [UInt8], prefix: [UInt8] = []) -> [UInt8] {
    var result = value
    for index in value.indices.reversed() {
      let byte = value[index]
      if byte.isDigit { result[index] = draws.digit() }
      if byte.isLetter { result[index] = (byte.isUpper ? 65 : 97) + UInt8(draws.below(26)) }
    }
    var places = result.indices.filter { result[$0].isWord }[...]
    for byte in prefix { if let place = places.popFirst() { result[place] = byte } }
    return result
  }

  // MARK: - Numbers

  /// Area 555 in North America, an area of zeros elsewhere.
  private mutating func phone(_ value: [UInt8]) -> [UInt8] {
    var result = shaped(value)
    let places = value.indices.filter { value[$0].isDigit }
    var digits = Digits()
    for place in places.prefix(Digits.capacity) { digits.append(value[place].digit) }
    func put(_ text: String, at start: Int) {
      for (offset, byte) in text.utf8.enumerated() where start + offset < places.count {
        result[places[start + offset]] = byte
      }
    }
    func keep(_ range: Range<Int>) { for place in range { result[places[place]] = value[places[place]] } }
    let hasPlus = value.first == UInt8(ascii: "+")
    if hasPlus || (digits.count > 10 && digits[0] == 0 && digits[1] == 0) {
      let start = hasPlus ? 0 : 2
      guard let code = CallingCode(digits, from: start) else { return result }
      var national = start + code.length
      keep(0..<national)
      // (0)
      if national < digits.count, digits[national] == 0, value.contains(UInt8(ascii: "(")) {
        keep(national..<(national + 1))
        national += 1
      }
      put(code.value == 1 ? "555" : "00", at: national)
    } else if digits.count == 10, Phone.isNANP(digits, 0) {
      put("555", at: 0)
    } else if digits.count == 11, digits[0] == 1, Phone.isNANP(digits, 1) {
      put("1555", at: 0)
    } else if places.count == value.count {
      put(digits[0] == 0 ? "000" : "1000", at: 0)
    } else {
      // The first group.
      var length = 1
      while length < places.count, places[length] == places[length - 1] + 1 { length += 1 }
      put(String(repeating: "0", count: length), at: 0)
    }
    return result
  }

  /// 9999 in front, which no network issues; Luhn's digit holds.
  private mutating func card(_ value: [UInt8]) -> [UInt8] {
    var result = shaped(value, prefix: Array("9999".utf8))
    let places = result.indices.filter { result[$0].isDigit }
    for last in UInt8(ascii: "0")...UInt8(ascii: "9") {
      result[places.last!] = last
      var digits = Digits()
      for place in places.prefix(Digits.capacity) { digits.append(result[place].digit) }
      if CheckDigits.luhn(digits) { break }
    }
    return result
  }

  /// The country, X for letters, 0000 for the bank; the check digits hold.
  private mutating func iban(_ value: [UInt8]) -> [UInt8] {
    var result = shaped(value)
    let places = value.indices.filter { value[$0].isWord }
    for place in places.prefix(2) { result[place] = value[place] }
    for (index, place) in places.enumerated().dropFirst(4) {
      if value[place].isLetter {
        result[place] = UInt8(ascii: "X")
      } else if index < 8 {
        result[place] = UInt8(ascii: "0")
      }
    }
    for place in places[2..<4] { result[place] = UInt8(ascii: "0") }
    let order = places[4...].map { result[$0] } + places[..<4].map { result[$0] }
    let check = 98 - CheckDigits.mod97(order)
    result[places[2]] = UInt8(0x30 + check / 10)
    result[places[3]] = UInt8(0x30 + check % 10)
    return result
  }

  /// Where the whole is digits, those alone do not tell: check digits are left to fail by whoever draws again.
  private mutating func identifier(_ value: [UInt8], _ scheme: String) -> [UInt8] {
    let isBare = value.allSatisfy(\.isDigit)
    let prefix: String
    switch NationalIdentifier(rawValue: scheme) {
    case .usSSN: prefix = isBare ? "666" : "000"
    case .ukNINO: prefix = "QQ"
    case .inPAN: prefix = "XXXP"
    case .itCodiceFiscale: prefix = "XXXXXX"
    case .ukNHS, .caSIN: prefix = isBare ? "" : "000"
    case .brCPF: prefix = isBare ? "" : "00000"
    case .inAadhaar: prefix = isBare ? "" : "0000"
    case .deTaxID, .frNIR: prefix = isBare ? "" : "0"
    case .chAHV: prefix = isBare ? "" : "7560000"
    default: prefix = ""
    }
    var result = shaped(value, prefix: Array(prefix.utf8))
    // A number in front of which no zero may stand.
    if isBare, result[0] == UInt8(ascii: "0"), value[0] != UInt8(ascii: "0") { result[0] = UInt8(ascii: "1") }
    return result
  }

  // MARK: - Addresses of machines

  /// For documentation: RFC 5737 and RFC 3849.
  private mutating func ipAddress(_ value: [UInt8]) -> [UInt8] {
    if value.contains(UInt8(ascii: ":")) {
      return Array(
        "2001:db8:\((0..<6).map { _ in String(1 + draws.below(0xFFFF), radix: 16) }.joined(separator: ":"))"
          .utf8)
    }
    let networks = ["192.0.2", "198.51.100", "203.0.113"]
    return Array("\(networks[draws.below(3)]).\(1 + draws.below(254))".utf8)
  }

  private mutating func mac(_ value: [UInt8]) -> [UInt8] {
    let isUpper = value.contains(where: \.isUpper)
    let digits = Array((isUpper ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
    var result = value
    for (index, place) in value.indices.filter({ value[$0].isHex }).enumerated() {
      result[place] = index < 6 ? Array("020000".utf8)[index] : digits[draws.below(16)]
    }
    return result
  }

  // MARK: - People

  /// Word by word, so that a first name is the same fake in every column; initials become initials.
  private mutating func name(_ value: [UInt8], _ context: TextContext?) -> [UInt8] {
    let words = value.split(separator: 0x20, omittingEmptySubsequences: false)
    let isReversed = value.contains(UInt8(ascii: ","))
    var result: [UInt8] = []
    for (index, word) in words.enumerated() {
      if index > 0 { result.append(0x20) }
      let letters = word.filter(\.isWord)
      guard let first = letters.first else {
        result += word
        continue
      }
      if letters.count == 1 {
        result += word.map { $0.isLetter ? (first.isUpper ? 65 : 97) + UInt8(draws.below(26)) : $0 }
        continue
      }
      let isGiven: Bool
      switch context {
      case .name(.given)?: isGiven = true
      case .name(.family)?: isGiven = false
      default: isGiven = isReversed ? index > 0 : index == 0 && words.count > 1
      }
      let list = isGiven ? FakeWords.given : FakeWords.family
      var fake = Array(list[draws.below(list.count)].utf8)
      if letters.allSatisfy({ !$0.isLower }) { fake = fake.map(\.uppered) }
      if letters.allSatisfy({ !$0.isUpper }) { fake = fake.map(\.lowered) }
      result += fake + word.reversed().prefix { !$0.isWord }.reversed()
    }
    return result
  }

  /// Moved by up to a year, where the order of day and month shows; otherwise another day of the same year.
  private mutating func birth(_ value: [UInt8]) -> [UInt8] {
    guard let groups = (value.withUnsafeBufferPointer { NumberGroups($0, at: 0) }), groups.count >= 3 else {
      return shaped(value)
    }
    var parts = (0..<3).map { group in
      value[groups.starts[group]..<groups.ends[group]].reduce(0) { $0 * 10 + $1.digit }
    }
    let lengths = (0..<3).map { groups.ends[$0] - groups.starts[$0] }
    let isYearFirst = lengths[0] == 4
    let (year, a, b) = isYearFirst ? (0, 1, 2) : (2, 0, 1)
    let isShort = lengths[year] == 2
    let month = isYearFirst || parts[b] > 12 ? a : (parts[a] > 12 ? b : -1)
    let shift = (1 + draws.below(364)) * (draws.below(2) == 0 ? 1 : -1)
    if month >= 0,
      let date = CivilDate(
        year: Int64(isShort ? 1900 + parts[year] : parts[year]), month: Int64(parts[month]),
        day: Int64(parts[month == a ? b : a]))
    {
      var moved = CivilDate(daysSince1970: date.daysSince1970 + Int64(shift))
      if !DateOfBirth.years.contains(Int(moved.year)) || (isShort && moved.year / 100 != 19) {
        moved = CivilDate(daysSince1970: date.daysSince1970 - Int64(shift))
      }
      parts[year] = Int(moved.year) % (isShort ? 100 : 10_000)
      parts[month] = Int(moved.month)
      parts[month == a ? b : a] = Int(moved.day)
    } else {
      let (x, y) = (parts[a], parts[b])
      while parts[a] == x && parts[b] == y {
        parts[a] = 1 + draws.below(12)
        parts[b] = 1 + draws.below(12)
      }
    }
    var result: [UInt8] = []
    for group in 0..<3 {
      if group > 0 { result += value[groups.ends[group - 1]..<groups.starts[group]] }
      let digits = Array("\(parts[group])".utf8)
      result += [UInt8](repeating: 0x30, count: max(0, lengths[group] - digits.count)) + digits
    }
    return result + value[groups.ends[2]...]
  }
}
