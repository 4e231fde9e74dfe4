/// A field's value as bytes.
enum FieldContent {
  /// The bytes of `span`, with doubled quotes made single or JSON's escapes undone. - Complexity: O(length).
  static func bytes(of span: FieldSpan, _ base: UnsafePointer<UInt8>) -> [UInt8] {
    let content = UnsafeBufferPointer(start: base + span.start, count: span.count)
    guard span.flags.contains(.escaped) else { return Array(content) }
    if span.flags.contains(.typed) { return JSONEscape.decoded(content) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(content.count)
    var index = 0
    while index < content.count {
      bytes.append(content[index])
      index += content[index] == UInt8(ascii: "\"") ? 2 : 1
    }
    return bytes
  }
}
