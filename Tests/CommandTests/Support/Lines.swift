import Foundation

/// A text's lines by number, without copying them. For data without line ends in its fields.
struct Lines {
  let data: Data
  /// Where each line starts, and the end of the last one.
  private let starts: [Int]

  init(_ data: Data) {
    self.data = data
    var starts = [0]
    data.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      var position = 0
      while position < bytes.count, let end = memchr(base + position, 0x0A, bytes.count - position) {
        position = base.distance(to: end) + 1
        starts.append(position)
      }
      if position < bytes.count { starts.append(bytes.count) }
    }
    self.starts = starts
  }

  var count: Int { starts.count - 1 }

  /// The bytes of lines `range`, line ends included.
  subscript(range: Range<Int>) -> Data {
    data.subdata(in: starts[range.lowerBound]..<starts[range.upperBound])
  }

  subscript(index: Int) -> String {
    var line = self[index..<(index + 1)]
    if line.last == 0x0A { line.removeLast() }
    return String(decoding: line, as: UTF8.self)
  }
}
