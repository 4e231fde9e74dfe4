/// A field's value as bytes.
enum FieldContent {
  /// The bytes of `span`, with doubled quotes made single. - Complexity: O(length).
  static func bytes(of span: FieldSpan, in buffer: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    let content = UnsafeBufferPointer(rebasing: buffer[span.start..<span.end])
    guard span.flags.contains(.escaped) else { return Array(content) }
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
