/// A range of rows cut into chunks of one size (the last may be shorter).
///
/// The cuts depend on the range and the size alone, never on the number of threads: whatever is combined
/// in chunk order is the same on every machine.
public struct ChunkPlan: Sendable, Hashable {
  public let rows: Range<Int>
  public let chunkRows: Int

  public init(rows: Range<Int>, chunkRows: Int) {
    precondition(chunkRows > 0)
    self.rows = rows
    self.chunkRows = chunkRows
  }

  public var count: Int { (rows.count + chunkRows - 1) / chunkRows }

  /// The rows of chunk `index`.
  public subscript(index: Int) -> Range<Int> {
    precondition(index >= 0 && index < count)
    let start = rows.lowerBound + index * chunkRows
    return start..<min(start + chunkRows, rows.upperBound)
  }
}
