internal import COpenSSL

/// The key from which fakes follow: the same key gives the same fake for the same value, in every file; without it
/// nothing leads from a fake back to its value.
public struct FakeKey: Sendable {
  private let bytes: [UInt8]

  /// - Precondition: There is at least one byte; 16 or more are not to be guessed.
  public init(_ bytes: [UInt8]) {
    precondition(!bytes.isEmpty)
    self.bytes = bytes
  }

  /// A key of 32 bytes from the system's secure source, different in every run.
  public static func random() -> FakeKey {
    var generator = SystemRandomNumberGenerator()
    return FakeKey((0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) })
  }

  /// What follows from a value: HMAC-SHA-256 of its kind, the attempt, and the value (RFC 2104).
  func draws(_ kind: PersonalDataKind, _ value: [UInt8], attempt: Int) -> FakeDraws {
    let message = Array(kind.rawValue.utf8) + [0, UInt8(attempt & 255), UInt8(attempt >> 8 & 255), 0] + value
    var digest = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 0
    _ = HMAC(EVP_sha256(), bytes, Int32(bytes.count), message, message.count, &digest, &length)
    precondition(length == 32)
    return FakeDraws(digest)
  }
}

/// Numbers that follow from one value under a key.
struct FakeDraws {
  private let words: [UInt64]
  private var count: UInt64 = 0

  init(_ digest: [UInt8]) {
    words = (0..<4).map { word in digest[(8 * word)..<(8 * word + 8)].reduce(0) { $0 << 8 | UInt64($1) } }
  }

  /// Names the value, for sets of values.
  var fingerprint: UInt64 { words[0] ^ words[2] }

  private mutating func next() -> UInt64 {
    let word = words[Int(count % 4)]
    count += 1
    var mixed = word &+ count &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// Below `bound`, evenly but for less than 1e-15.
  mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

  mutating func digit() -> UInt8 { UInt8(0x30 + below(10)) }
}
