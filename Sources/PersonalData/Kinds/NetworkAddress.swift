/// IP addresses of both versions, and MAC addresses.
enum NetworkAddress {
  /// Four numbers up to 255 with points between, none with a zero in front.
  static func ipv4(_ window: NumberGroups.Window) -> PersonalDataMatch? {
    guard window.count == 4, window.separated(by: UInt8(ascii: ".")), !window.hasPlus, !window.hasBrackets
    else {
      return nil
    }
    var parts = InlineArray<4, Int>(repeating: 0)
    var place = 0
    for part in 0..<4 {
      let length = window.lengths[part]
      guard length <= 3, length == 1 || window.digits[place] != 0 else { return nil }
      parts[part] = window.digits.number(place..<(place + length))
      guard parts[part] <= 255 else { return nil }
      place += length
    }
    guard parts[0] > 0 else { return nil }
    // For documentation (RFC 5737), benchmarks (RFC 2544), the host itself, its network, multicast and the future.
    let isFake =
      (parts[0] == 192 && parts[1] == 0 && parts[2] == 2)
      || (parts[0] == 198 && parts[1] == 51 && parts[2] == 100)
      || (parts[0] == 203 && parts[1] == 0 && parts[2] == 113) || (parts[0] == 198 && parts[1] & 254 == 18)
      || parts[0] == 127 || parts[0] >= 224 || (parts[0] == 169 && parts[1] == 254)
    return PersonalDataMatch(.ipAddress, "IPv4", window.range, .high, isFake: isFake)
  }

  /// Eight groups of hexadecimal digits, or fewer and `::` (RFC 4291).
  static func ipv6(_ text: TextBytes, at start: Int) -> PersonalDataMatch? {
    var index = start
    var groups = 0
    var isShortened = false
    var hasDigit = false
    if text.byte(index) == UInt8(ascii: ":") {
      guard text.byte(index + 1) == UInt8(ascii: ":") else { return nil }
      index += 2
      isShortened = true
    }
    var first = 0
    while index < text.count, text[index].isHex {
      let begin = index
      while text.byte(index).isHex, index - begin < 5 {
        hasDigit = hasDigit || text[index].isDigit
        index += 1
      }
      guard index - begin <= 4, groups < 8 else { return nil }
      if groups == 0 { for place in begin..<index { first = first << 4 | text[place].hexValue } }
      groups += 1
      guard text.byte(index) == UInt8(ascii: ":") else { break }
      if text.byte(index + 1) == UInt8(ascii: ":") {
        if isShortened { return nil }
        isShortened = true
        index += 2
      } else if text.byte(index + 1).isHex {
        index += 1
      } else {
        break
      }
    }
    guard groups == 8 && !isShortened || isShortened && groups >= 2 && groups < 8 else { return nil }
    guard hasDigit || groups == 8, !text.byte(index).isWord, text.byte(index) != UInt8(ascii: ":") else {
      return nil
    }
    let isDocumentation = text.starts(start, with: "2001:db8:") || text.starts(start, with: "2001:0db8:")
    let isFake = isDocumentation || first & 0xFFC0 == 0xFE80 || first & 0xFF00 == 0xFF00 || first == 0
    return PersonalDataMatch(.ipAddress, "IPv6", start..<index, .high, isFake: isFake)
  }

  /// Six pairs of hexadecimal digits with one sign between (IEEE 802), or three fours with points.
  static func mac(_ text: TextBytes, at start: Int) -> PersonalDataMatch? {
    let sign = text.byte(start + 2)
    if sign == UInt8(ascii: ":") || sign == UInt8(ascii: "-") {
      guard start + 17 <= text.count, !text.byte(start + 17).isWord, text.byte(start + 17) != sign else {
        return nil
      }
      var (value, hasLetter) = (0, false)
      for pair in 0..<6 {
        let place = start + 3 * pair
        guard text[place].isHex, text[place + 1].isHex, pair == 5 || text[place + 2] == sign else {
          return nil
        }
        hasLetter = hasLetter || text[place].isLetter || text[place + 1].isLetter
        value = value << 8 | text[place].hexValue << 4 | text[place + 1].hexValue
      }
      // Six pairs of digits with hyphens are as well a number of something else.
      if sign == UInt8(ascii: "-"), !hasLetter { return nil }
      return PersonalDataMatch(.macAddress, "", start..<(start + 17), .high, isFake: isFakeMAC(value))
    }
    guard start + 14 <= text.count, text[start + 4] == UInt8(ascii: "."),
      text[start + 9] == UInt8(ascii: "."),
      !text.byte(start + 14).isWord, text.byte(start + 14) != UInt8(ascii: ".")
    else { return nil }
    var (value, hasLetter) = (0, false)
    for place in start..<(start + 14) where place != start + 4 && place != start + 9 {
      guard text[place].isHex else { return nil }
      hasLetter = hasLetter || text[place].isLetter
      value = value << 4 | text[place].hexValue
    }
    guard hasLetter else { return nil }
    return PersonalDataMatch(.macAddress, "", start..<(start + 14), .medium, isFake: isFakeMAC(value))
  }

  /// For documentation (RFC 7042), the placeholder of phones, nobody and everybody.
  private static func isFakeMAC(_ value: Int) -> Bool {
    value >> 8 == 0x00_005E_0053 || value >> 24 == 0x020000 || value == 0 || value == 0xFFFF_FFFF_FFFF
      || value == 0x0011_2233_4455 || value == 0x1234_5678_9ABC
  }
}
