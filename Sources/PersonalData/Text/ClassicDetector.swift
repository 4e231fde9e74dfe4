/// The simple definitions that are in circulation: email, phone as ddd-ddd-dddd, SSN as ddd-dd-dddd, anywhere in a text;
/// what is clearly fake (example.com, test@, "fake", 123-456-7890, 000-00-0000) is passed over.
public enum ClassicDetector {
  public static func matches(in text: String) -> [PersonalDataMatch] {
    withText(text.utf8) { matches(in: $0) }
  }

  static func matches(in text: TextBytes) -> [PersonalDataMatch] {
    var found: [PersonalDataMatch] = []
    for index in text.indices {
      if text[index] == UInt8(ascii: "@"), let match = email(text, index) { found.append(match) }
      guard text[index].isDigit, index == 0 || !text[index - 1].isWord else { continue }
      if shape(text, index, [3, 3, 4]) {
        let range = index..<(index + 12)
        found.append(PersonalDataMatch(.phone, "", range, .low, isFake: text.string(range) == "123-456-7890"))
      } else if shape(text, index, [3, 2, 4]) {
        let range = index..<(index + 11)
        found.append(
          PersonalDataMatch(
            .nationalIdentifier, "SSN", range, .low, isFake: text.string(range) == "000-00-0000"))
      }
    }
    return found
  }

  /// `[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}`
  private static func email(_ text: TextBytes, _ place: Int) -> PersonalDataMatch? {
    func isPart(_ byte: UInt8) -> Bool { byte.isLetter || byte.isDigit || byte == 0x2E || byte == 0x2D }
    var (start, end) = (place, place + 1)
    while start > 0, isPart(text[start - 1]) || "_%+".utf8.contains(text[start - 1]) { start -= 1 }
    while end < text.count, isPart(text[end]) { end += 1 }
    while end > place + 1, !text[end - 1].isLetter { end -= 1 }
    guard start < place, let point = (place + 1..<end).last(where: { text[$0] == UInt8(ascii: ".") }),
      point > place + 1, end - point > 2
    else { return nil }
    let value = text.lowered(start..<end)
    let isFake = value.contains("example.com") || value.hasPrefix("test@") || value.contains("fake")
    return PersonalDataMatch(.email, "", start..<end, .low, isFake: isFake)
  }

  private static func shape(_ text: TextBytes, _ start: Int, _ lengths: [Int]) -> Bool {
    var index = start
    for (place, length) in lengths.enumerated() {
      if place > 0 {
        guard text.byte(index) == UInt8(ascii: "-") else { return false }
        index += 1
      }
      for _ in 0..<length {
        guard text.byte(index).isDigit else { return false }
        index += 1
      }
    }
    return !text.byte(index).isWord
  }
}
