/// Records of a table as they stand in its text, byte for byte.
public struct RecordText: Sendable {
  /// The line that names the columns with its line end, then the records.
  public let bytes: [UInt8]
  /// Where the records begin in `bytes`: ahead of it stands the header; nothing in JSON Lines.
  public let start: Int
  /// Whether the records are JSON Lines.
  public let isLines: Bool
  private let delimiter: UInt8?
  private let rowCount: Int
  private let linesBefore: Int

  init(
    _ block: RecordCutter.Block, rowCount: Int, isLines: Bool, delimiter: UInt8?, linesBefore: Int
  ) {
    self.rowCount = rowCount
    bytes = block.bytes
    start = block.start
    self.isLines = isLines
    self.delimiter = delimiter
    self.linesBefore = linesBefore
  }

  /// The byte between fields; of JSON Lines, a comma.
  public var delimiterByte: UInt8 { delimiter ?? UInt8(ascii: ",") }

  public var header: ArraySlice<UInt8> { bytes[..<start] }

  /// Where each record begins in `bytes`, and where the last one ends: one more than the block has rows. A record ends with its
  /// line feed, which only the table's last may lack. Blank lines belong to the record ahead of them.
  /// - Complexity: O(bytes).
  public func offsets() -> [Int] {
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, start < buffer.count else { return [start] }
      var offsets: [Int] = []
      if isLines {
        var line = start
        var isBlank = true
        for index in start..<buffer.count {
          let byte = base[index]
          if byte == UInt8(ascii: "\n") {
            isBlank = true
            line = index + 1
          } else if isBlank, byte > 0x20 {
            isBlank = false
            offsets.append(offsets.isEmpty ? start : line)
          }
        }
      } else {
        var scanner = FieldScanner(base, start..<buffer.count, delimiter: delimiter ?? UInt8(ascii: ","))
        while !scanner.isAtEnd, offsets.count < rowCount {
          offsets.append(scanner.position)
          while !scanner.next().endsRecord {}
        }
      }
      offsets.append(buffer.count)
      return offsets
    }
  }

  /// The physical lines of the table, from 1, on which its records begin. - Complexity: O(bytes).
  public func lines(of offsets: [Int]) -> [Int] {
    var line = 1 + linesBefore + bytes[..<start].count { $0 == UInt8(ascii: "\n") }
    var position = start
    return offsets.map { offset in
      line += bytes[position..<offset].count { $0 == UInt8(ascii: "\n") }
      position = offset
      return line
    }
  }
}
