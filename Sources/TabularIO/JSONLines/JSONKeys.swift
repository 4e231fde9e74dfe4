/// The keys of objects, numbered in order of first appearance: the columns.
struct JSONKeys: Sendable {
  private var names = LevelDictionary()

  var count: Int { names.count }

  /// Key `column` as text.
  func name(_ column: Int) -> String { String(decoding: names[column], as: UTF8.self) }

  /// The offset of the first member with key `column`.
  func position(_ column: Int) -> Int { names.entries[column].position }

  /// The column of a key, which gets the next free one if it is new.
  /// - Parameter previous: the column of the member before, or -1: most objects have the same keys in the
  ///   same order.
  @inline(__always) mutating func column(
    of key: FieldSpan, _ base: UnsafePointer<UInt8>, after previous: Int
  ) -> Int {
    guard !key.flags.contains(.escaped) else { return column(ofEscaped: key, base) }
    let bytes = UnsafeBufferPointer(start: base + key.start, count: key.count)
    let likely = previous &+ 1
    if likely < names.count, names.holds(bytes, code: likely) { return likely }
    return Int(names.code(of: bytes, position: key.start))
  }

  private mutating func column(ofEscaped key: FieldSpan, _ base: UnsafePointer<UInt8>) -> Int {
    FieldContent.bytes(of: key, base).withUnsafeBufferPointer {
      Int(names.code(of: $0, position: key.start))
    }
  }

  /// Adds the keys of the objects that follow.
  mutating func merge(_ others: JSONKeys) { _ = names.merge(others.names) }
}

/// The fields of JSON Lines, in the header's order whatever the order of their keys: what a line lacks is
/// missing, like `null`.
struct JSONFieldScanner: FieldSource {
  private let base: UnsafePointer<UInt8>
  private var lines: JSONLinesScanner
  private var keys: JSONKeys
  private var record: [FieldSpan]
  private var column: Int

  /// - Precondition: the lines of the range are well formed, and `keys`, of which there are some, are theirs.
  init(_ base: UnsafePointer<UInt8>, _ range: Range<Int>, keys: JSONKeys) {
    self.base = base
    self.keys = keys
    lines = JSONLinesScanner(base, range)
    record = [FieldSpan](repeating: FieldSpan(start: 0, end: 0, flags: .typed), count: keys.count)
    column = keys.count
  }

  var isAtEnd: Bool { column == record.count && lines.isAtEnd }

  @inline(__always) mutating func next() -> FieldSpan {
    if column == record.count { readRecord() }
    defer { column &+= 1 }
    return record[column]
  }

  private mutating func readRecord() {
    column = 0
    let absent = FieldSpan(start: lines.position, end: lines.position, flags: .typed)
    for index in record.indices { record[index] = absent }
    do throws(JSONFlaw) {
      try lines.beginRecord()
      var previous = -1
      while let member = try lines.nextMember(isFirst: previous < 0) {
        previous = keys.column(of: member.key, base, after: previous)
        record[previous] = member.value
      }
    } catch {
      preconditionFailure("the lines have been checked")
    }
    record[record.count - 1].flags.insert(.endsRecord)
  }
}
