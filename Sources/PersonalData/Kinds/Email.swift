/// Mail addresses (the usual part of RFC 5321: no comments, no quoted local parts).
enum Email {
  /// The address around the `@` at `place`.
  static func match(_ text: TextBytes, at place: Int) -> PersonalDataMatch? {
    var start = place
    while start > 0, isLocal(text[start - 1]) { start -= 1 }
    while start < place, [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "'")].contains(text[start]) {
      start += 1
    }
    // `mailto:` and `to=` belong to what is around.
    if let sign = (start..<place).last(where: { text[$0] == UInt8(ascii: "=") }), sign + 1 < place {
      start = sign + 1
    }
    guard start < place, place - start <= 64, text[place - 1] != UInt8(ascii: ".") else { return nil }

    var end = place + 1
    var lastPoint = -1
    while end < text.count {
      let byte = text[end]
      if byte == UInt8(ascii: ".") {
        guard end > place + 1, text.byte(end + 1).isWord else { break }
        lastPoint = end
      } else if !(byte.isWord || byte == UInt8(ascii: "-")) {
        break
      }
      end += 1
    }
    while end > place + 1, text[end - 1] == UInt8(ascii: "-") { end -= 1 }
    guard lastPoint > 0, end - lastPoint > 2, end - place <= 254, text[place + 1] != UInt8(ascii: "-"),
      ((lastPoint + 1)..<end).allSatisfy({ text[$0].isLetter || text[$0] >= 0x80 })
        || text.starts(lastPoint + 1, with: "xn--"),
      text.byte(end) != UInt8(ascii: "@"), text.byte(end) != UInt8(ascii: "(")
    else { return nil }
    // A file of a version control host, `user:secret@host/path`, is the URL detector's.
    let isFake = Self.isFake(local: text.lowered(start..<place), domain: text.lowered((place + 1)..<end))
    return PersonalDataMatch(.email, "", start..<end, .high, isFake: isFake)
  }

  private static func isLocal(_ byte: UInt8) -> Bool {
    byte.isWord || "._%+-'!#$&*/=?^`{|}~".utf8.contains(byte)
  }

  /// Domains that RFC 2606 and RFC 6761 reserve, and addresses that say of themselves that they are none.
  static func isFake(local: String, domain: String) -> Bool {
    let labels = domain.split(separator: ".")
    let last = labels.last ?? ""
    if ["test", "example", "invalid", "localhost", "local"].contains(last) { return true }
    if labels.count >= 2, labels[labels.count - 2] == "example", ["com", "org", "net", "edu"].contains(last) {
      return true
    }
    return local == "test" || local.contains("fake") || domain.contains("fake") || local == "user"
      || local == "foo"
      || domain == "test.com"
  }
}
