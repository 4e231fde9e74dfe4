internal import Synchronization

/// Memory that goes round between the workers that fill it and the writer that empties it. Large buffers come from
/// the system page by page; using one again saves the faults.
final class BufferPool: Sendable {
  private let capacity: Int
  private let limit: Int
  private let buffers = Mutex<[[UInt8]]>([])

  /// - Parameter capacity: of each buffer.
  /// - Parameter limit: how many buffers are kept.
  init(capacity: Int, limit: Int) {
    self.capacity = capacity
    self.limit = limit
  }

  /// An empty buffer with room.
  func take() -> [UInt8] {
    var buffer = buffers.withLock { $0.popLast() } ?? []
    buffer.reserveCapacity(capacity)
    return buffer
  }

  /// Takes a buffer back, unless it is smaller than what is handed out.
  func give(_ buffer: consuming [UInt8]) {
    var buffer = consume buffer
    guard buffer.capacity >= capacity else { return }
    buffer.removeAll(keepingCapacity: true)
    buffers.withLock { if $0.count < limit { $0.append(buffer) } }
  }

  /// Takes back what a block that has been written consists of.
  func giveParts<Summary>(of block: consuming EncodedBlock<Summary>) {
    var parts = block.parts
    // The last reference to a buffer has to be the one that is given back.
    block.parts = []
    while let part = parts.popLast() { give(part) }
  }
}
