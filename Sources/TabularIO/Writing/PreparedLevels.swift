internal import Kernels
internal import Synchronization
internal import Tabular

/// The finished spellings of a column's levels, side by side.
struct PreparedLevels: Sendable {
  let levels: StringArray
  let bytes: PaddedBytes
  /// Spelling `i` is `bytes[ends[i]..<ends[i + 1]]`.
  let ends: [Int]
  let longest: Int
  /// The same with what stands before each cell, if they are few and short.
  let slots: CellSlots?

  /// The most bytes of slots that stay in the second-level cache beside all else.
  private static let slotLimit = 1 << 17

  init(_ levels: StringArray, prefix: [UInt8], spelling: (Int, ArraySlice<UInt8>) -> [UInt8]) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(levels.utf8.count + 2 * levels.count)
    var ends = [0]
    ends.reserveCapacity(levels.count + 1)
    var longest = 0
    for index in levels.indices {
      bytes += spelling(index, levels[index])
      longest = max(longest, bytes.count - ends[index])
      ends.append(bytes.count)
    }
    self.levels = levels
    self.bytes = PaddedBytes(bytes)
    self.ends = ends
    self.longest = longest
    let isSmall = levels.count <= Self.slotLimit / (CellSlots.limit + 1)
    slots = isSmall ? CellSlots(levels.indices.map { prefix + bytes[ends[$0]..<ends[$0 + 1]] }) : nil
  }

  /// The finished spelling of level `index`.
  func spelling(_ index: Int) -> [UInt8] { bytes[ends[index]..<ends[index + 1]] }

  @inline(__always) func append(_ code: Int32, to cursor: inout ByteCursor) {
    let index = Int(code)
    cursor.append(bytes, ends[index]..<ends[index + 1])
  }
}

/// The levels that an encoder has prepared, one list per column: the chunks of a run share their levels,
/// so the work is done once. What is in here changes the speed only.
final class LevelCache: Sendable {
  private let columns: Mutex<[PreparedLevels?]>

  init(columns count: Int) { columns = Mutex(Array(repeating: nil, count: count)) }

  /// The prepared `levels` of `column`, made with `prepare` the first time.
  ///
  /// `nil` if the column's first chunk had other levels and preparing these would cost more than
  /// spelling the `rowCount` cells one by one.
  func levels(
    _ column: Int, _ levels: StringArray, rowCount: Int, prepare: () -> PreparedLevels
  ) -> PreparedLevels? {
    let known = columns.withLock { $0[column] }
    // Lists that share memory compare in O(1).
    if let known, known.levels == levels { return known }
    if known != nil, levels.count > rowCount / 4 { return nil }
    let prepared = prepare()
    if known == nil { columns.withLock { $0[column] = prepared } }
    return prepared
  }
}
