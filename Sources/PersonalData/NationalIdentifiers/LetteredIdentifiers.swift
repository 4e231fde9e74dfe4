/// National identifiers that hold letters.
enum LetteredIdentifiers {
  typealias Found = (scheme: NationalIdentifier, end: Int, isFake: Bool)

  /// The identifier that begins at `start`, where a word begins.
  static func match(_ text: TextBytes, at start: Int) -> Found? {
    let end = text.endOfWord(start)
    let length = end - start
    if text[start].isDigit {
      return dni(text, start, end) ?? hetu(text, start, end) ?? nir(text, start)
    }
    guard text[start].isUpper else { return nil }
    if length == 16, isCodiceFiscale(text, start) {
      return (.itCodiceFiscale, end, text.starts(start, with: "xxxxxx"))
    }
    if length == 10, isPAN(text, start) { return (.inPAN, end, text.starts(start, with: "xxx")) }
    return nie(text, start, end) ?? nino(text, start)
  }

  private static let controls = Array("TRWAGMYFPDXBNJZSQVHLCKE".utf8)

  /// Eight digits and a letter, perhaps with a hyphen between. Digits 00000... are nobody's.
  private static func dni(_ text: TextBytes, _ start: Int, _ end: Int) -> Found? {
    guard start + 8 < text.count, (0..<8).allSatisfy({ text[start + $0].isDigit }) else { return nil }
    let place = text[start + 8] == UInt8(ascii: "-") ? start + 9 : start + 8
    guard text.byte(place).isUpper, !text.byte(place + 1).isWord else { return nil }
    let number = (0..<8).reduce(0) { $0 * 10 + text[start + $1].digit }
    guard controls[number % 23] == text[place] else { return nil }
    return (.esDNI, place + 1, number == 12_345_678 || number < 10_000)
  }

  private static func nie(_ text: TextBytes, _ start: Int, _ end: Int) -> Found? {
    let first = text[start]
    guard (UInt8(ascii: "X")...UInt8(ascii: "Z")).contains(first) else { return nil }
    let digits = text.byte(start + 1) == UInt8(ascii: "-") ? start + 2 : start + 1
    guard (0..<7).allSatisfy({ text.byte(digits + $0).isDigit }) else { return nil }
    let place = text.byte(digits + 7) == UInt8(ascii: "-") ? digits + 8 : digits + 7
    guard text.byte(place).isUpper, !text.byte(place + 1).isWord else { return nil }
    let number = (0..<7).reduce(0) { $0 * 10 + text[digits + $1].digit }
    guard controls[(Int(first - UInt8(ascii: "X")) * 10_000_000 + number) % 23] == text[place] else {
      return nil
    }
    return (.esNIE, place + 1, number == 1_234_567 || number < 10_000)
  }

  /// Two letters, six digits and A to D, with or without blanks between the pairs.
  private static func nino(_ text: TextBytes, _ start: Int) -> Found? {
    let (first, second) = (text[start], text.byte(start + 1))
    guard second.isUpper, !text.byte(start + 2).isLetter else { return nil }
    var index = start + 2
    for pair in 0..<3 {
      if text.byte(index) == 0x20 { index += 1 }
      guard text.byte(index).isDigit, text.byte(index + 1).isDigit else { return nil }
      index += 2
      _ = pair
    }
    if text.byte(index) == 0x20 { index += 1 }
    guard (UInt8(ascii: "A")...UInt8(ascii: "D")).contains(text.byte(index)), !text.byte(index + 1).isWord
    else {
      return nil
    }
    let prefix = String(decoding: [first, second], as: UTF8.self)
    // QQ is the prefix of official examples.
    if prefix == "QQ" { return (.ukNINO, index + 1, true) }
    guard !"DFIQUV".utf8.contains(first), !"DFIQUVO".utf8.contains(second),
      !["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"].contains(prefix)
    else { return nil }
    return (.ukNINO, index + 1, false)
  }

  private static func isPAN(_ text: TextBytes, _ start: Int) -> Bool {
    (0..<5).allSatisfy { text[start + $0].isUpper } && text[start + 3] == UInt8(ascii: "P")
      && (5..<9).allSatisfy { text[start + $0].isDigit } && text[start + 9].isUpper
  }

  /// The check character is the sum of the others' values, odd places by a table, modulo 26. Letters may stand for
  /// digits where two people would share a code (omocodia).
  private static func isCodiceFiscale(_ text: TextBytes, _ start: Int) -> Bool {
    let isCode = (0..<16).allSatisfy { place in
      let byte = text[start + place]
      switch place {
      case 0..<6, 8, 11, 15: return byte.isUpper
      default: return byte.isDigit || "LMNPQRSTUV".utf8.contains(byte)
      }
    }
    guard isCode, "ABCDEHLMPRST".utf8.contains(text[start + 8]) else { return false }
    let odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]
    let sum = (0..<15).reduce(0) { sum, place in
      let byte = text[start + place]
      let value = byte.isDigit ? byte.digit : Int(byte) - 65
      return sum + (place % 2 == 0 ? odd[value] : value)
    }
    return UInt8(65 + sum % 26) == text[start + 15]
  }

  private static let checks = Array("0123456789ABCDEFHJKLMNPRSTUVWXY".utf8)

  /// DDMMYY, a sign for the century, three digits and a check character. Persons' numbers begin at 002, those from 900
  /// on are temporary.
  private static func hetu(_ text: TextBytes, _ start: Int, _ end: Int) -> Found? {
    guard start + 11 <= text.count, (0..<6).allSatisfy({ text[start + $0].isDigit }),
      (7..<10).allSatisfy({ text[start + $0].isDigit }), !text.byte(start + 11).isWord,
      "+-ABCDEFYXWVU".utf8.contains(text[start + 6])
    else { return nil }
    let date = (0..<6).reduce(0) { $0 * 10 + text[start + $1].digit }
    let number = (7..<10).reduce(0) { $0 * 10 + text[start + $1].digit }
    guard (1...31).contains(date / 10_000), (1...12).contains(date / 100 % 100), number >= 2,
      text[start + 10] == checks[(date * 1000 + number) % 31]
    else { return nil }
    return (.fiHETU, start + 11, number >= 900)
  }

  /// A NIR of Corsica, whose department is 2A or 2B; blanks may stand between its parts.
  private static func nir(_ text: TextBytes, _ start: Int) -> Found? {
    var digits = Digits()
    var (index, department) = (start, 0)
    while index < text.count, digits.count < 15 {
      let byte = text[index]
      if byte.isDigit {
        digits.append(byte.digit)
      } else if byte == UInt8(ascii: "A") || byte == UInt8(ascii: "B"), digits.count == 6, digits[5] == 2 {
        department = byte == UInt8(ascii: "A") ? 19 : 18
        var changed = Digits()
        for place in 0..<5 { changed.append(digits[place]) }
        changed.append(1)
        changed.append(department - 10)
        digits = changed
      } else if byte != 0x20 {
        return nil
      }
      index += 1
    }
    guard department > 0, digits.count == 15, !text.byte(index).isWord,
      NationalIdentifier.isNIR(digits, department: department)
    else { return nil }
    return (.frNIR, index, false)
  }
}
