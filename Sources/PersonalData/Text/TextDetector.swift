/// Finds personal data in one text.
///
/// Detectors ask for structure first (check digits, valid ranges, formats in use), and for what is around: a run of
/// digits inside a longer word, a hash, a version or a number that a word before it calls an order is none. One pass
/// over the bytes decides which detectors have anything to look for.
/// - Complexity: O(length).
public struct TextDetector: Sendable {
  /// What the column's name says.
  public let context: TextContext?

  public init(_ context: TextContext? = nil) { self.context = context }

  /// The places in order; none of them overlaps another.
  public func matches(in text: String) -> [PersonalDataMatch] {
    withText(text.utf8) { matches(in: $0, shape: TextShape($0)) }
  }

  func matches(in text: TextBytes, shape: TextShape) -> [PersonalDataMatch] {
    guard shape.hasAt || shape.digits > 0 || shape.hasColon else { return [] }
    var found: [PersonalDataMatch] = []
    if shape.hasColon, shape.hasLetter { urls(text, &found) }
    if shape.hasAt {
      for index in text.indices where text[index] == UInt8(ascii: "@") {
        if let match = Email.match(text, at: index) { add(match, &found) }
      }
    }
    if shape.digits >= 4 || (shape.hasColon && shape.digits > 0) { starts(text, shape, &found) }
    if shape.hasLetter, shape.digits > 0, context != .reference,
      let match = PostalAddress.match(text, context)
    {
      add(match, &found)
    }
    return found.count > 1 ? found.sorted { $0.range.lowerBound < $1.range.lowerBound } : found
  }

  private func add(_ match: PersonalDataMatch, _ found: inout [PersonalDataMatch]) {
    if !found.contains(where: { $0.range.overlaps(match.range) }) { found.append(match) }
  }

  private func urls(_ text: TextBytes, _ found: inout [PersonalDataMatch]) {
    var index = 1
    while index + 2 < text.count {
      if text[index] == UInt8(ascii: ":"), text[index + 1] == UInt8(ascii: "/"),
        text[index + 2] == UInt8(ascii: "/")
      {
        if let match = URLToken.match(text, at: index) { add(match, &found) }
        index += 3
      } else {
        index += 1
      }
    }
  }

  /// Looks at each place where a word, a number or a sign begins.
  private func starts(_ text: TextBytes, _ shape: TextShape, _ found: inout [PersonalDataMatch]) {
    var index = 0
    var urlEnd = 0
    while index < text.count {
      let byte = text[index]
      if index < urlEnd {
        index += 1
        continue
      }
      if byte == UInt8(ascii: ":"), text.byte(index + 1) == UInt8(ascii: "/"),
        text.byte(index + 2) == UInt8(ascii: "/")
      {
        urlEnd = index
        while urlEnd < text.count, !text[urlEnd].isSpace { urlEnd += 1 }
        hosts(text, (index + 3)..<urlEnd, &found)
        continue
      }
      if let match = beginning(text, index, shape) {
        add(match, &found)
        index = max(index + 1, match.range.upperBound)
      } else if byte.isDigit || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "(") {
        let (match, end) = numbers(text, index)
        if let match { add(match, &found) }
        index = max(index + 1, end)
      } else if byte.isWord {
        index = text.endOfWord(index)
      } else {
        index += 1
      }
    }
  }

  /// An address of version 4 as the host of a URL.
  private func hosts(_ text: TextBytes, _ range: Range<Int>, _ found: inout [PersonalDataMatch]) {
    guard let first = range.first, text[first].isDigit, let groups = NumberGroups(text, at: first),
      groups.count == 4,
      let window = groups.window(text, 0, 3), let match = NetworkAddress.ipv4(window)
    else { return }
    add(match, &found)
  }

  /// What is told by its letters and signs.
  private func beginning(_ text: TextBytes, _ start: Int, _ shape: TextShape) -> PersonalDataMatch? {
    let byte = text[start]
    guard isBoundary(text, start) else { return nil }
    if byte.isHex || byte == UInt8(ascii: ":") {
      if shape.hasColon, let match = NetworkAddress.ipv6(text, at: start) { return match }
      if byte.isHex, text.byte(start + 1).isHex, let match = NetworkAddress.mac(text, at: start) {
        return match
      }
    }
    guard byte.isLetter || byte.isDigit, shape.hasLetter else { return nil }
    if byte.isLower, !text.byte(start + 2).isDigit { return nil }
    // What is said about it is looked for last: few words get so far.
    if byte.isLetter, let match = IBAN.match(text, at: start) {
      return isReference(text, start) ? nil : match
    }
    if let found = LetteredIdentifiers.match(text, at: start), !isReference(text, start) {
      return PersonalDataMatch(
        .nationalIdentifier, found.scheme.rawValue, start..<found.end, .high, isFake: found.isFake)
    }
    return nil
  }

  /// Whether something may begin here: not inside a word, nor behind a sign that joins it to one.
  private func isBoundary(_ text: TextBytes, _ start: Int) -> Bool {
    guard start > 0 else { return true }
    let before = text[start - 1]
    if before == 0x20 { return true }
    if before.isWord || before == UInt8(ascii: "_") { return false }
    let joins = "-./+:#@\\$€£%^&*~".utf8.contains(before)
    guard joins else { return true }
    if before == UInt8(ascii: "$") || before == UInt8(ascii: "#") || before == UInt8(ascii: "\\") {
      return false
    }
    let farther = text.byte(start - 2)
    // `Tel.:`, `tel:` and `IP:` introduce, `12:34` joins.
    if before == UInt8(ascii: ":") || before == UInt8(ascii: ".") {
      return farther.isLetter || farther == UInt8(ascii: ".") && before == UInt8(ascii: ":")
    }
    return !farther.isWord && before != UInt8(ascii: ".")
  }

  private func isReference(_ text: TextBytes, _ start: Int) -> Bool {
    let said = start > 0 ? TextContext.before(start, in: text) : nil
    return (said ?? context) == .reference
  }

  /// Groups of digits that begin at `start`; and where they end.
  private func numbers(_ text: TextBytes, _ start: Int) -> (PersonalDataMatch?, Int) {
    guard let groups = NumberGroups(text, at: start) else {
      var end = start + 1
      while end < text.count, text[end].isDigit { end += 1 }
      return (nil, end)
    }
    let end = groups.range.upperBound
    guard isBoundary(text, start), isEnd(text, end) else { return (nil, end) }
    var said = start > 0 ? TextContext.before(start, in: text) : nil
    if text[start] == UInt8(ascii: "+"), said == .reference { said = nil }
    let context = said ?? self.context
    for first in 0..<groups.count {
      for last in stride(from: groups.count - 1, through: first, by: -1) {
        guard let window = groups.window(text, first, last) else { continue }
        if let match = match(window, context, text) { return (match, match.range.upperBound) }
      }
    }
    return (nil, end)
  }

  /// Whether a number may end here: before neither a word nor a sign that joins it to one.
  private func isEnd(_ text: TextBytes, _ end: Int) -> Bool {
    let next = text.byte(end)
    // `x12` is an extension.
    if next == UInt8(ascii: "x"), text.byte(end + 1).isDigit { return true }
    // A date of birth with a time of day.
    if next == UInt8(ascii: "T"), context == .birth { return true }
    if next.isWord || next == UInt8(ascii: "_") || next == UInt8(ascii: "@") || next == UInt8(ascii: "%") {
      return false
    }
    let farther = text.byte(end + 1)
    if "-/+:=#*".utf8.contains(next) { return !farther.isWord }
    if next == UInt8(ascii: ",") { return !farther.isDigit }
    return !(next == UInt8(ascii: ".") && farther.isWord)
  }

  private func match(
    _ window: NumberGroups.Window, _ context: TextContext?, _ text: TextBytes
  ) -> PersonalDataMatch? {
    let digits = window.digits
    if digits.count < 4 { return nil }
    if let match = NetworkAddress.ipv4(window) {
      return context == .reference ? nil : match
    }
    if context == .reference { return nil }
    if context == .birth { return DateOfBirth.match(window) }
    guard digits.count >= 8 else { return nil }
    let isBareCell = window.count == 1 && !window.hasPlus && window.range == 0..<text.count
    if PaymentCard.isGrouped(window), let card = PaymentCard.match(digits), !isBareCell || context == .card {
      return PersonalDataMatch(.paymentCard, card.network, window.range, .high, isFake: card.isFake)
    }
    // A cell of digits alone may be anything's number: the whole column decides.
    if isBareCell, context == nil || context == .card { return nil }
    if let found = NumericIdentifiers.match(window, context) {
      return PersonalDataMatch(
        .nationalIdentifier, found.scheme.rawValue, window.range, found.confidence, isFake: found.isFake)
    }
    if let found = Phone.match(window, context) {
      return PersonalDataMatch(.phone, found.scheme, window.range, found.confidence, isFake: found.isFake)
    }
    // Sanitised cards: Luhn's digit holds, but no network issues numbers that begin with 9.
    if context == .card || digits.count == 16, digits[0] == 9, digits.number(0..<4) == 9999,
      PaymentCard.isGrouped(window),
      (13...19).contains(digits.count), CheckDigits.luhn(digits)
    {
      return PersonalDataMatch(.paymentCard, "", window.range, .high, isFake: true)
    }
    return nil
  }
}
