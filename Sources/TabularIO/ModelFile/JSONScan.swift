internal import Foundation

/// A JSON text (RFC 8259) checked in one pass, with nothing decoded: its compact form and the members of
/// its outermost object. Depth is bounded and nothing recurses, so hostile nesting costs nothing.
struct JSONScan {
  /// The text without the white space between tokens.
  private(set) var compact: [UInt8] = []
  /// The outermost object's members: each key's value as a part of `compact`; `nil` if the text is not an
  /// object.
  private(set) var members: [String: Range<Int>]?

  struct Failure: Error {
    enum Reason {
      case unexpected
      case end
      case depth
      case duplicate
      case number
    }
    let reason: Reason
    let offset: Int
  }

  /// More digits than any 64-bit number has, of either kind.
  private static let longestNumber = 128

  private enum Expected {
    case value, valueOrEnd, key, keyOrEnd, separatorOrEnd, nothing
  }

  private struct Container {
    let isObject: Bool
    var keys: Set<String> = []
  }

  private let bytes: [UInt8]
  private var position = 0

  /// - Parameter bytes: valid UTF-8.
  /// - Parameter depth: the most containers that may lie in one another.
  init(_ bytes: [UInt8], depth: Int) throws(Failure) {
    self.bytes = bytes
    compact.reserveCapacity(bytes.count)
    try scan(depth: depth)
  }

  private mutating func scan(depth: Int) throws(Failure) {
    var stack: [Container] = []
    var expected = Expected.value
    var member: (key: String, start: Int)?
    while true {
      skipSpace()
      guard position < bytes.count else {
        if case .nothing = expected { return }
        throw Failure(reason: .end, offset: position)
      }
      let byte = bytes[position]
      var ended = false
      switch (expected, byte) {
      case (.value, UInt8(ascii: "{")), (.valueOrEnd, UInt8(ascii: "{")),
        (.value, UInt8(ascii: "[")), (.valueOrEnd, UInt8(ascii: "[")):
        guard stack.count < depth else { throw Failure(reason: .depth, offset: position) }
        let isObject = byte == UInt8(ascii: "{")
        if stack.isEmpty, isObject { members = [:] }
        stack.append(Container(isObject: isObject))
        take()
        expected = isObject ? .keyOrEnd : .valueOrEnd
      case (.keyOrEnd, UInt8(ascii: "}")), (.valueOrEnd, UInt8(ascii: "]")):
        take()
        stack.removeLast()
        ended = true
      case (.separatorOrEnd, UInt8(ascii: "}")) where stack[stack.count - 1].isObject,
        (.separatorOrEnd, UInt8(ascii: "]")) where !stack[stack.count - 1].isObject:
        take()
        stack.removeLast()
        ended = true
      case (.separatorOrEnd, UInt8(ascii: ",")):
        take()
        expected = stack[stack.count - 1].isObject ? .key : .value
      case (.key, UInt8(ascii: "\"")), (.keyOrEnd, UInt8(ascii: "\"")):
        let start = position
        let key = try key()
        guard stack[stack.count - 1].keys.insert(key).inserted else {
          throw Failure(reason: .duplicate, offset: start)
        }
        skipSpace()
        try require(UInt8(ascii: ":"))
        if stack.count == 1 { member = (key, compact.count) }
        expected = .value
      case (.value, _), (.valueOrEnd, _):
        try scalar(byte)
        ended = true
      default: throw Failure(reason: .unexpected, offset: position)
      }
      if ended {
        if stack.count == 1, let (key, start) = member { members?[key] = start..<compact.count }
        expected = stack.isEmpty ? .nothing : .separatorOrEnd
      }
    }
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  private mutating func take() {
    compact.append(bytes[position])
    position += 1
  }

  private mutating func require(_ byte: UInt8) throws(Failure) {
    guard position < bytes.count else { throw Failure(reason: .end, offset: position) }
    guard bytes[position] == byte else { throw Failure(reason: .unexpected, offset: position) }
    take()
  }

  private mutating func scalar(_ first: UInt8) throws(Failure) {
    switch first {
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "t"): for byte in "true".utf8 { try require(byte) }
    case UInt8(ascii: "f"): for byte in "false".utf8 { try require(byte) }
    case UInt8(ascii: "n"): for byte in "null".utf8 { try require(byte) }
    default: try number()
    }
  }

  /// Takes a string, quotes included; says where it lies in `bytes` and whether it has escapes.
  private mutating func string() throws(Failure) -> (range: Range<Int>, escaped: Bool) {
    let start = position
    var escaped = false
    position += 1
    scan: while true {
      guard position < bytes.count else { throw Failure(reason: .end, offset: position) }
      switch bytes[position] {
      case UInt8(ascii: "\""): break scan
      case UInt8(ascii: "\\"):
        escaped = true
        position += 1
        try escape()
      case 0..<0x20: throw Failure(reason: .unexpected, offset: position)
      default: position += 1
      }
    }
    position += 1
    compact += bytes[start..<position]
    return (start..<position, escaped)
  }

  private mutating func escape() throws(Failure) {
    guard position < bytes.count else { throw Failure(reason: .end, offset: position) }
    switch bytes[position] {
    case UInt8(ascii: "u"):
      for offset in 1...4 {
        guard position + offset < bytes.count else { throw Failure(reason: .end, offset: bytes.count) }
        switch bytes[position + offset] {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: break
        default: throw Failure(reason: .unexpected, offset: position + offset)
        }
      }
      position += 5
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 1
    default: throw Failure(reason: .unexpected, offset: position)
    }
  }

  /// Takes an object's key. Two spellings of one key are the same key.
  private mutating func key() throws(Failure) -> String {
    let (range, escaped) = try string()
    guard escaped else {
      return String(decoding: bytes[range.dropFirst().dropLast()], as: UTF8.self)
    }
    guard let key = try? JSONDecoder().decode(String.self, from: Data(bytes[range])) else {
      throw Failure(reason: .unexpected, offset: range.lowerBound)
    }
    return key
  }

  private mutating func number() throws(Failure) {
    let start = position
    if bytes[position] == UInt8(ascii: "-") { position += 1 }
    if position < bytes.count, bytes[position] == UInt8(ascii: "0") {
      position += 1
    } else {
      try digits()
    }
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      position += 1
      try digits()
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-")
      {
        position += 1
      }
      try digits()
    }
    guard position - start <= Self.longestNumber else { throw Failure(reason: .number, offset: start) }
    compact += bytes[start..<position]
  }

  private mutating func digits() throws(Failure) {
    let start = position
    while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
    if position == start {
      throw Failure(reason: position < bytes.count ? .unexpected : .end, offset: position)
    }
  }
}
