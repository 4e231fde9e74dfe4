/// The values an identifier column may take.
public enum IdentifierSpace: Sendable, Hashable {
  /// Integers from `minimum` up, in storage `.int64`. A synthetic table uses as many digits as its rows need.
  case integers(minimum: Int64)
  /// Strings of one pattern, in storage `.strings`.
  case strings(pattern: IdentifierPattern)
}

/// A string pattern whose members can be counted and numbered: a small subset of regular expressions.
///
/// `[0-9]`, `[a-z]`, `[A-Z]`, `[0-9a-f]` and the like stand for one character each, `[...]{6}` for six;
/// at most one `[1-9][0-9]*` stands for a number without leading zeros, of any length; everything else is
/// literal, `\` before a character makes it so. An alphabet holds neither `-` nor `]`. Examples: `C-[0-9]{6}`, `user[1-9][0-9]*`.
public struct IdentifierPattern: Sendable, Hashable {
  public enum Segment: Sendable, Hashable {
    case literal([UInt8])
    /// `count` characters, each from `alphabet` (ASCII but `-` and `]`, ascending, no duplicates, at least two).
    case characters(alphabet: [UInt8], count: Int)
    /// A positive decimal number without leading zeros.
    case number
  }

  public let segments: [Segment]

  /// `nil` if there is more than one number, or none of the segments varies, or a count is below 1, or more than
  /// 4,096 characters vary.
  public init?(_ segments: [Segment]) {
    var numbers = 0
    var varies = false
    var characters = 0
    for segment in segments {
      switch segment {
      case .literal: break
      case .number:
        numbers += 1
        varies = true
      case .characters(let alphabet, let count):
        guard count >= 1, count <= 1024, alphabet.count >= 2,
          zip(alphabet, alphabet.dropFirst()).allSatisfy(<),
          alphabet.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "]") })
        else { return nil }
        varies = true
        characters += count
      }
    }
    guard varies, numbers <= 1, characters <= 4096 else { return nil }
    self.segments = segments
  }

  /// Parses the notation above; `nil` if it is malformed.
  public init?(pattern: String) {
    var segments: [Segment] = []
    var literal: [UInt8] = []
    var bytes = Array(pattern.utf8)[...]
    func flush() {
      if !literal.isEmpty { segments.append(.literal(literal)) }
      literal = []
    }
    while let byte = bytes.popFirst() {
      switch byte {
      case UInt8(ascii: "\\"):
        guard let escaped = bytes.popFirst() else { return nil }
        literal.append(escaped)
      case UInt8(ascii: "["):
        flush()
        if bytes.starts(with: "1-9][0-9]*".utf8) {
          bytes = bytes.dropFirst("1-9][0-9]*".utf8.count)
          segments.append(.number)
          continue
        }
        guard let end = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
        guard let alphabet = IdentifierPattern.alphabet(bytes[..<end]) else { return nil }
        bytes = bytes[(end + 1)...]
        var count = 1
        if bytes.first == UInt8(ascii: "{") {
          guard let close = bytes.firstIndex(of: UInt8(ascii: "}")),
            let stated = Int(String(decoding: bytes[(bytes.startIndex + 1)..<close], as: UTF8.self))
          else { return nil }
          count = stated
          bytes = bytes[(close + 1)...]
        }
        segments.append(.characters(alphabet: alphabet, count: count))
      default:
        literal.append(byte)
      }
    }
    flush()
    self.init(segments)
  }

  /// The notation; `init(pattern:)` of it gives an equal pattern.
  public var pattern: String {
    var bytes: [UInt8] = []
    for segment in segments {
      switch segment {
      case .literal(let literal):
        for byte in literal {
          if "[\\{*".utf8.contains(byte) { bytes.append(UInt8(ascii: "\\")) }
          bytes.append(byte)
        }
      case .number: bytes += "[1-9][0-9]*".utf8
      case .characters(let alphabet, let count):
        bytes += "[".utf8
        var rest = alphabet[...]
        while let first = rest.first {
          var run = 1
          while run < rest.count, rest[rest.startIndex + run] == first + UInt8(run) { run += 1 }
          bytes.append(first)
          if run >= 3 {
            bytes += [UInt8(ascii: "-"), first + UInt8(run - 1)]
            rest = rest.dropFirst(run)
          } else {
            rest = rest.dropFirst()
          }
        }
        bytes += (count == 1 ? "]" : "]{\(count)}").utf8
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func alphabet(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var members = Set<UInt8>()
    var rest = text
    while let first = rest.popFirst() {
      if rest.count >= 2, rest.first == UInt8(ascii: "-") {
        let last = rest[rest.startIndex + 1]
        guard last >= first else { return nil }
        members.formUnion(first...last)
        rest = rest.dropFirst(2)
      } else {
        members.insert(first)
      }
    }
    return members.sorted()
  }
}

extension IdentifierPattern: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let pattern = IdentifierPattern(pattern: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an identifier pattern")
    }
    self = pattern
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(pattern)
  }
}
