/// International bank account numbers (ISO 13616): length by country, remainder 1 by 97.
enum IBAN {
  private static let lengths: [String: Int] = [
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29,
    "BY": 28,
    "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24,
    "FI": 18,
    "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28,
    "IE": 22,
    "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21,
    "LT": 20,
    "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30,
    "NL": 18,
    "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31,
    "SD": 18,
    "SE": 24, "SI": 19, "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29,
    "VA": 22,
    "VG": 24, "XK": 20,
  ]

  static func match(_ text: TextBytes, at start: Int) -> PersonalDataMatch? {
    guard text[start].isLetter, text.byte(start + 1).isLetter, text.byte(start + 2).isDigit,
      text.byte(start + 3).isDigit
    else { return nil }
    let country = String(decoding: [text[start].uppered, text[start + 1].uppered], as: UTF8.self)
    guard let length = lengths[country] else { return nil }
    var characters: [UInt8] = []
    var index = start
    while characters.count < length, index < text.count {
      let byte = text[index]
      if byte.isDigit || byte.isLetter {
        characters.append(byte.uppered)
      } else if (byte != 0x20 && byte != UInt8(ascii: "-")) || !text.byte(index + 1).isWord
        || text[index - 1] == byte
      {
        return nil
      }
      index += 1
    }
    guard characters.count == length, !text.byte(index).isWord else { return nil }
    guard CheckDigits.mod97(characters[4...] + characters[..<4]) == 1 else { return nil }
    let bank = characters[4..<8]
    // No bank has number 0000; XXXX is nobody's; and the numbers that every manual shows.
    let isFake =
      bank.allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "X") }
      || examples.contains(String(decoding: characters, as: UTF8.self))
    return PersonalDataMatch(.iban, country, start..<index, .high, isFake: isFake)
  }

  private static let examples: Set<String> = [
    "DE89370400440532013000", "GB29NWBK60161331926819", "GB82WEST12345698765432",
    "FR1420041010050500013M02606",
    "FR7630006000011234567890189", "IT60X0542811101000000123456", "ES9121000418450200051332",
    "NL91ABNA0417164300",
    "BE68539007547034", "CH9300762011623852957", "AT611904300234573201",
  ]
}
