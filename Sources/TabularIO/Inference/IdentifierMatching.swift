internal import Tabular

extension IdentifierPattern {
  /// Whether `bytes` is spelt in this pattern; a number may also be 0, where a count begins there.
  func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
    var rest = bytes
    for (index, segment) in segments.enumerated() {
      switch segment {
      case .literal(let literal):
        guard rest.starts(with: literal) else { return false }
        rest = rest.dropFirst(literal.count)
      case .characters(let alphabet, let count):
        guard rest.count >= count, rest.prefix(count).allSatisfy(alphabet.contains) else { return false }
        rest = rest.dropFirst(count)
      case .number:
        // What follows has a fixed length, so the number's length is known.
        let following = segments[(index + 1)...].reduce(0) { total, segment in
          switch segment {
          case .literal(let literal): total + literal.count
          case .characters(_, let count): total + count
          case .number: total
          }
        }
        let digits = rest.prefix(max(0, rest.count - following))
        guard let first = digits.first, digits.allSatisfy({ $0 &- UInt8(ascii: "0") <= 9 }),
          first != UInt8(ascii: "0") || digits.count == 1
        else { return false }
        rest = rest.dropFirst(digits.count)
      }
    }
    return rest.isEmpty
  }
}
