/// Compact JSON laid out for people: objects indented by two, each member on its line; arrays of plain
/// values on one line, or wrapped like text; arrays of anything else with one element per line.
struct JSONLayout {
  private static let lineLength = 100

  private(set) var text: [UInt8] = []
  private let compact: [UInt8]
  private var position = 0
  private var indentation = 0
  private var lineStart = 0

  /// - Parameter compact: valid JSON without white space between tokens.
  init(_ compact: [UInt8]) {
    self.compact = compact
    text.reserveCapacity(compact.count + compact.count / 4)
    while position < compact.count { layOut() }
  }

  private mutating func layOut() {
    let byte = compact[position]
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      if compact[position + 1] == byte + 2 {
        text += [byte, byte + 2]
        position += 2
      } else if byte == UInt8(ascii: "["), let end = endOfPlainArray() {
        layOutPlainArray(position + 1..<end)
        position = end + 1
      } else {
        text.append(byte)
        position += 1
        indentation += 2
        breakLine()
      }
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      indentation -= 2
      breakLine()
      text.append(byte)
      position += 1
    case UInt8(ascii: ","):
      text.append(byte)
      position += 1
      breakLine()
    case UInt8(ascii: ":"):
      text += [byte, 0x20]
      position += 1
    default:
      let end = endOfScalar(position)
      text += compact[position..<end]
      position = end
    }
  }

  private mutating func breakLine() {
    text.append(0x0A)
    lineStart = text.count
    text += repeatElement(0x20, count: indentation)
  }

  /// The position just behind the string, number or word at `start`.
  private func endOfScalar(_ start: Int) -> Int {
    var end = start
    if compact[start] == UInt8(ascii: "\"") {
      end += 1
      while compact[end] != UInt8(ascii: "\"") { end += compact[end] == UInt8(ascii: "\\") ? 2 : 1 }
      return end + 1
    }
    while end < compact.count, !",:]}".utf8.contains(compact[end]) { end += 1 }
    return end
  }

  /// The position of the bracket that closes the array here; `nil` if it holds an array or an object.
  private func endOfPlainArray() -> Int? {
    var index = position + 1
    while true {
      switch compact[index] {
      case UInt8(ascii: "["), UInt8(ascii: "{"): return nil
      case UInt8(ascii: "]"): return index
      case UInt8(ascii: ","): index += 1
      default: index = endOfScalar(index)
      }
    }
  }

  private mutating func layOutPlainArray(_ content: Range<Int>) {
    var elements: [Range<Int>] = []
    var index = content.lowerBound
    while index < content.upperBound {
      let end = endOfScalar(index)
      elements.append(index..<end)
      index = end + 1
    }
    // Between two elements stand a comma and a space; around them brackets; a comma may follow.
    let length = content.count + elements.count - 1
    text.append(UInt8(ascii: "["))
    if text.count - lineStart + length + 2 <= Self.lineLength {
      for (index, element) in elements.enumerated() {
        if index > 0 { text += [UInt8(ascii: ","), 0x20] }
        text += compact[element]
      }
    } else {
      indentation += 2
      for (index, element) in elements.enumerated() {
        if index > 0 { text.append(UInt8(ascii: ",")) }
        if index == 0 || text.count - lineStart + element.count + 2 > Self.lineLength {
          breakLine()
        } else {
          text.append(0x20)
        }
        text += compact[element]
      }
      indentation -= 2
      breakLine()
    }
    text.append(UInt8(ascii: "]"))
  }
}
