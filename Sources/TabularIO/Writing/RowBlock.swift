internal import Kernels

/// Memory for some rows side by side, each with room for the longest row there can be, and a cursor in
/// each: columns are written one after the other, in tight loops, and the rows still come out whole.
struct RowBlock: ~Copyable {
  private static let byteTarget = 1 << 16

  /// Rows that are in work at one time. More rows make the loops longer, fewer stay in the first cache.
  let rowCapacity: Int
  private let stride: Int
  private let memory: UnsafeMutablePointer<UInt8>
  private let cursors: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>
  private let marks: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>
  private var count = 0

  /// - Parameter rowBound: the most bytes a row can have.
  init(rowBound: Int) {
    // An odd number of cache lines: were it a power of two, the rows' places would push each other out of the cache.
    stride = ((rowBound + ByteCursor.slack + 63) / 64 | 1) * 64
    rowCapacity = max(1, min(KernelSet.spellingRows, Self.byteTarget / stride))
    memory = .allocate(capacity: stride * rowCapacity)
    cursors = .allocate(capacity: rowCapacity)
    marks = .allocate(capacity: rowCapacity)
  }

  deinit {
    memory.deallocate()
    cursors.deallocate()
    marks.deallocate()
  }

  /// Empties the block, for `count` rows.
  mutating func begin(rows count: Int) {
    precondition(count <= rowCapacity)
    self.count = count
    for row in 0..<count { (cursors + row).initialize(to: memory + row * stride) }
  }

  /// The rows' cursors, for a kernel that appends a cell to each.
  var rows: RowCursors { RowCursors(start: cursors, count: count) }

  /// Calls `body` with each row's number in the block and its cursor.
  @inline(__always) mutating func forEachRow(_ body: (Int, inout ByteCursor) -> Void) {
    for row in 0..<count {
      var cursor = ByteCursor(place: cursors[row].unsafelyUnwrapped)
      body(row, &cursor)
      cursors[row] = cursor.place
    }
  }

  /// Remembers where each row goes on.
  mutating func mark() { marks.update(from: cursors, count: count) }

  /// Calls `body` with each row's number, where the row went on at the time of `mark()`, and its cursor.
  mutating func forEachMarkedRow(_ body: (Int, ByteCursor, inout ByteCursor) -> Void) {
    let marks = marks
    forEachRow { row, cursor in body(row, ByteCursor(place: marks[row].unsafelyUnwrapped), &cursor) }
  }

  /// What `body` appends to one cursor, at most `bound` bytes.
  static func bytes(bound: Int, _ body: (inout ByteCursor) -> Void) -> [UInt8] {
    var block = RowBlock(rowBound: bound)
    block.begin(rows: 1)
    block.forEachRow { _, cursor in body(&cursor) }
    var bytes: [UInt8] = []
    block.flush(to: &bytes)
    return bytes
  }

  /// Appends the rows to `output`, in order.
  func flush(to output: inout [UInt8]) {
    for row in 0..<count {
      let start = memory + row * stride
      let length = cursors[row].unsafelyUnwrapped - start
      precondition(length <= stride - ByteCursor.slack, "a row is longer than its bound")
      output.append(contentsOf: UnsafeBufferPointer(start: start, count: length))
    }
  }
}
