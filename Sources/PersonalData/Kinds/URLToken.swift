/// URLs that carry a secret: a password before the host, or a parameter such as `token`.
enum URLToken {
  /// What names a secret parameter, in lower case.
  private static let names: Set<String> = [
    "token", "access_token", "refresh_token", "id_token", "auth", "auth_token", "authtoken", "key", "api_key",
    "apikey",
    "secret", "client_secret", "password", "passwd", "pwd", "session", "sessionid", "session_id", "sid",
    "jwt", "sig",
    "signature", "code", "otp", "reset_token", "invite", "x-amz-signature", "x-amz-credential",
    "x-amz-security-token",
    "sharedaccesssignature", "se", "hmac", "access_key", "ticket", "login_token", "magic",
  ]

  /// The secret of the URL whose `://` stands at `place`; the range is the secret's alone.
  static func match(_ text: TextBytes, at place: Int) -> PersonalDataMatch? {
    var scheme = place
    while scheme > 0, text[scheme - 1].isWord || text[scheme - 1] == UInt8(ascii: "+") { scheme -= 1 }
    guard scheme < place else { return nil }
    var end = place + 3
    while end < text.count, !text[end].isSpace, !"\"'<>`|\\^{}".utf8.contains(text[end]) { end += 1 }
    while end > place + 3, ".,;)!]".utf8.contains(text[end - 1]) { end -= 1 }
    if let secret = userPassword(text, place + 3, end) { return found(text, secret) }
    var index = place + 3
    while index < end, text[index] != UInt8(ascii: "?"), text[index] != UInt8(ascii: "#") { index += 1 }
    while index < end {
      let name = index + 1
      var sign = name
      while sign < end, text[sign] != UInt8(ascii: "="), text[sign] != UInt8(ascii: "&") { sign += 1 }
      guard sign < end else { return nil }
      var last = sign + 1
      while last < end, ![UInt8(ascii: "&"), UInt8(ascii: "#"), UInt8(ascii: ";")].contains(text[last]) {
        last += 1
      }
      if text[sign] == UInt8(ascii: "="), names.contains(text.lowered(name..<sign)),
        isSecret(text, sign + 1, last)
      {
        return found(text, (sign + 1)..<last)
      }
      index = text[sign] == UInt8(ascii: "=") ? last : sign
    }
    return nil
  }

  private static func found(_ text: TextBytes, _ secret: Range<Int>) -> PersonalDataMatch {
    let isFake =
      text.starts(secret.lowerBound, with: "fake") || text.starts(secret.lowerBound, with: "redacted")
      || text.starts(secret.lowerBound, with: "xxxx") || text.starts(secret.lowerBound, with: "example")
      || text.starts(secret.lowerBound, with: "your")
    return PersonalDataMatch(.urlToken, "", secret, .medium, isFake: isFake)
  }

  /// `user:password@` before the host.
  private static func userPassword(_ text: TextBytes, _ start: Int, _ end: Int) -> Range<Int>? {
    var colon = -1
    var index = start
    while index < end, text[index] != UInt8(ascii: "/"), text[index] != UInt8(ascii: "?") {
      if text[index] == UInt8(ascii: ":"), colon < 0 { colon = index }
      if text[index] == UInt8(ascii: "@") {
        return colon > start && colon + 1 < index ? (colon + 1)..<index : nil
      }
      index += 1
    }
    return nil
  }

  /// Eight characters or more, digits among them: no word such as `asc` or `weekly`.
  private static func isSecret(_ text: TextBytes, _ start: Int, _ end: Int) -> Bool {
    end - start >= 8 && (start..<end).contains { text[$0].isDigit || text[$0].isUpper }
  }
}
