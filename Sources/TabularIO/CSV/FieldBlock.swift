internal import Kernels

/// The bounds of the fields of some records, and then of the next ones: enough for bulk work on each column, few
/// enough to stay in the nearest cache.
struct FieldBlock: ~Copyable {
  /// Row by row, from the text's start on.
  let starts: UnsafeMutablePointer<UInt32>
  let ends: UnsafeMutablePointer<UInt32>
  /// `FieldSpan.Flags`; `nil` in a text without quotes.
  let flags: UnsafeMutablePointer<UInt8>?
  /// Room for a number per row.
  let others: UnsafeMutablePointer<UInt32>
  let width: Int
  /// Whether a record has the wrong number of fields, or a quote stands where it should not. The blocks end there.
  private(set) var isSuspicious = false

  private var plain: RecordCursor
  private var quoted: FieldScanner

  /// - Parameter text: whole records; must outlive the block.
  init(_ text: UnsafeBufferPointer<UInt8>, hasQuotes: Bool, delimiter: UInt8, width: Int, kernels: KernelSet)
  {
    let room = RecordCursor.room(width: width)
    starts = .allocate(capacity: room)
    ends = .allocate(capacity: room)
    flags = hasQuotes ? .allocate(capacity: room) : nil
    others = .allocate(capacity: room)
    self.width = width
    plain = RecordCursor(text, delimiter: delimiter, width: width, kernels: kernels)
    quoted = FieldScanner(text.baseAddress!, 0..<text.count, delimiter: delimiter)
  }

  deinit {
    starts.deallocate()
    ends.deallocate()
    flags?.deallocate()
    others.deallocate()
  }

  /// Moves on, and returns the number of records; `nil` at the end.
  mutating func next() -> Int? {
    if isSuspicious { return nil }
    if flags != nil { return nextQuoted() }
    if plain.isAtEnd { return nil }
    let rows = plain.next(starts: starts, ends: ends)
    isSuspicious = rows == nil
    return rows
  }

  private mutating func nextQuoted() -> Int? {
    if quoted.isAtEnd { return nil }
    var field = 0
    var rows = 0
    let most = max(1, RecordCursor.blockFields / width)
    while rows < most, !quoted.isAtEnd {
      for column in 0..<width {
        let span = quoted.next()
        starts[field] = UInt32(truncatingIfNeeded: span.start)
        ends[field] = UInt32(truncatingIfNeeded: span.end)
        flags![field] = span.flags.rawValue
        field &+= 1
        if !span.flags.isDisjoint(with: FieldSpan.Flags.suspicious)
          || span.endsRecord != (column == width - 1)
        {
          isSuspicious = true
          return nil
        }
      }
      rows &+= 1
    }
    return rows
  }

  /// A field of the block, counted from the start of the buffer in which the text begins at `offset`.
  @inline(__always) func span(row: Int, column: Int, offset: Int) -> FieldSpan {
    let field = row &* width &+ column
    var flags: FieldSpan.Flags = []
    if let all = self.flags { flags = FieldSpan.Flags(rawValue: all[field]) }
    return FieldSpan(start: offset &+ Int(starts[field]), end: offset &+ Int(ends[field]), flags: flags)
  }
}
