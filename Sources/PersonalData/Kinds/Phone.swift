/// Telephone numbers: with a country's code (E.164), or as they are written within some countries.
enum Phone {
  typealias Found = (scheme: String, confidence: PersonalDataMatch.Confidence, isFake: Bool)

  static func match(_ window: NumberGroups.Window, _ context: TextContext?) -> Found? {
    if window.hasPlus { return international(window, from: 0) }
    let digits = window.digits
    if digits.count >= 10, digits[0] == 0, digits[1] == 0, digits[2] != 0,
      window.count > 1 || context == .phone
    {
      return international(window, from: 2)
    }
    if window.count == 1 { return context == .phone ? bare(digits) : nil }
    return american(window) ?? brazilian(window) ?? indian(window) ?? iberian(window) ?? italian(window)
      ?? trunk(window, context)
  }

  // MARK: - With a country's code

  private static func international(_ window: NumberGroups.Window, from start: Int) -> Found? {
    let digits = window.digits
    guard (8 + start...15 + start).contains(digits.count), let code = CallingCode(digits, from: start) else {
      return nil
    }
    var national = start + code.length
    // `+44 (0)20`: the zero is dialled within the country alone.
    if digits[national] == 0, code.value != 39, let group = group(of: national, in: window),
      window.lengths[group] == 1
    {
      national += 1
    }
    let count = digits.count - national
    guard code.nationalLengths.contains(count) else { return nil }
    if digits[national] == 0, code.value != 39 {
      return national + 1 < digits.count && digits[national + 1] == 0 ? (code.country, .medium, true) : nil
    }
    if code.value == 39, digits[national] == 0, digits[national + 1] == 0 {
      return (code.country, .medium, true)
    }
    if code.value == 1 {
      guard isNANP(digits, national) else { return nil }
      return (code.country, .high, isFictionalNANP(digits, national))
    }
    return (code.country, .high, FictionalPhones.contain(digits, national, country: code.value))
  }

  /// The group that begins with digit `place`.
  private static func group(of place: Int, in window: NumberGroups.Window) -> Int? {
    var sum = 0
    for group in 0..<window.count {
      if sum == place { return group }
      sum += window.lengths[group]
    }
    return nil
  }

  // MARK: - Within a country

  /// North America: (415) 555-2671, 415-555-2671, 1-415-555-2671.
  private static func american(_ window: NumberGroups.Window) -> Found? {
    let start: Int
    if window.hasLengths(3, 3, 4) {
      start = 0
    } else if window.hasLengths(1, 3, 3, 4), window.digits[0] == 1 {
      start = 1
    } else {
      return nil
    }
    if window.separators[window.count - 1] == UInt8(ascii: "/") { return nil }
    if start == 0, window.digits.isSequence || window.digits.number(0..<3) == 0 {
      return ("US", .medium, true)
    }
    guard isNANP(window.digits, start) else { return nil }
    return ("US", .medium, isFictionalNANP(window.digits, start))
  }

  /// Area and exchange begin with 2 to 9, neither is a service code such as 911.
  static func isNANP(_ digits: Digits, _ start: Int) -> Bool {
    guard digits.count == start + 10 else { return false }
    func isService(_ place: Int) -> Bool { digits[place + 1] == 1 && digits[place + 2] == 1 }
    return digits[start] > 1 && digits[start + 3] > 1 && !isService(start) && !isService(start + 3)
  }

  /// 555-0100 to 555-0199 in any area, and area 555, which there is not.
  private static func isFictionalNANP(_ digits: Digits, _ start: Int) -> Bool {
    let (area, exchange) = (digits.number(start..<(start + 3)), digits.number((start + 3)..<(start + 6)))
    let line = digits.number((start + 6)..<(start + 10))
    return area == 555 || (exchange == 555 && ((100...199).contains(line) || line == 1212 || line == 5555))
      || digits.isSequence
  }

  /// (11) 91234-5678, 11 3456-7890.
  private static func brazilian(_ window: NumberGroups.Window) -> Found? {
    guard window.hasLengths(2, 5, 4) || window.hasLengths(2, 4, 4), window.separators[2] == UInt8(ascii: "-"),
      window.hasBrackets || window.separators[1] == 0x20
    else { return nil }
    let area = window.digits.number(0..<2)
    if area == 0 { return ("BR", .medium, true) }
    guard area > 10, area % 10 > 0,
      window.lengths[1] == 4 ? (2...5).contains(window.digits[2]) : window.digits[2] == 9
    else { return nil }
    return ("BR", .medium, false)
  }

  /// 98765 43210.
  private static func indian(_ window: NumberGroups.Window) -> Found? {
    guard window.hasLengths(5, 5), window.separators[1] == 0x20 || window.separators[1] == UInt8(ascii: "-")
    else {
      return nil
    }
    if window.digits.number(0..<5) == 0 { return ("IN", .medium, true) }
    return window.digits[0] > 5 ? ("IN", .medium, window.digits.isSequence) : nil
  }

  /// 612 345 678, 612 34 56 78, 91 234 56 78.
  private static func iberian(_ window: NumberGroups.Window) -> Found? {
    guard window.digits.count == 9, window.separated(by: 0x20),
      window.hasLengths(3, 3, 3) || window.hasLengths(3, 2, 2, 2) || window.hasLengths(2, 3, 2, 2)
    else { return nil }
    if window.digits.number(0..<2) == 0 { return ("ES", .medium, true) }
    return window.digits[0] > 5 ? ("ES", .medium, window.digits.isSequence) : nil
  }

  /// Mobile numbers: 347 1234567, 347-1234567.
  private static func italian(_ window: NumberGroups.Window) -> Found? {
    guard window.hasLengths(3, 7) || window.hasLengths(3, 6),
      window.digits[0] == 3 || window.digits.number(0..<3) == 0,
      window.separators[1] != UInt8(ascii: ".")
    else { return nil }
    return ("IT", .medium, window.digits[0] == 0)
  }

  /// An area that begins with 0, as in most of Europe, and one to four more groups.
  private static func trunk(_ window: NumberGroups.Window, _ context: TextContext?) -> Found? {
    let digits = window.digits
    let lengths = window.lengths
    guard digits[0] == 0, window.count <= 5, (2...5).contains(lengths[0]),
      (1..<window.count).allSatisfy({ lengths[$0] >= 2 })
    else { return nil }
    for index in 2..<max(2, window.count) where window.separators[index] == UInt8(ascii: "/") { return nil }
    if window.separators[1] == UInt8(ascii: ".") || window.separators[window.count - 1] == UInt8(ascii: ".") {
      guard window.hasLengths(2, 2, 2, 2, 2), window.isUniform else { return nil }
    }
    // A day, a month and a year.
    if window.count >= 3, lengths[0] == 2, lengths[1] == 2, lengths[2] == 4 { return nil }
    let isFrench = window.hasLengths(2, 2, 2, 2, 2)
    if lengths[0] == 2, !isFrench, window.count > 4 { return nil }
    let mostLikely =
      (10...11).contains(digits.count) || (digits.count == 9 && window.count == 2 && lengths[1] >= 6)
    guard
      mostLikely || (context == .phone && (8...13).contains(digits.count))
        || (digits.count == 12 && window.separators[1] != UInt8(ascii: "-"))
    else { return nil }
    if digits[1] == 0 {
      return (0..<lengths[0]).allSatisfy { digits[$0] == 0 } ? (isFrench ? "FR" : "", .medium, true) : nil
    }
    if isFrench { return ("FR", .medium, FictionalPhones.contain(digits, 1, country: 33)) }
    let isFake =
      FictionalPhones.contain(digits, 1, country: 44) || FictionalPhones.contain(digits, 1, country: 49)
      || digits.isSequence
    return (scheme(window), .medium, isFake)
  }

  private static func scheme(_ window: NumberGroups.Window) -> String {
    if window.hasLengths(5, 6) || window.hasLengths(3, 4, 4) || window.hasLengths(4, 3, 4)
      || window.hasLengths(5, 3, 3)
    {
      return "UK"
    }
    return window.lengths[0] > 2 && window.count <= 3 ? "DE" : ""
  }

  /// Digits alone, where something else says that they are a telephone's.
  static func bare(_ digits: Digits) -> Found? {
    guard (8...13).contains(digits.count) else { return nil }
    if digits.isSequence || digits.number(0..<4) == 1000 || digits.number(0..<3) == 0 {
      return ("", .low, true)
    }
    if digits.count == 10, isNANP(digits, 0) { return ("US", .low, isFictionalNANP(digits, 0)) }
    let isFake =
      digits[0] == 0
      && (FictionalPhones.contain(digits, 1, country: 44) || FictionalPhones.contain(digits, 1, country: 33)
        || FictionalPhones.contain(digits, 1, country: 49))
    return ("", .low, isFake)
  }
}
