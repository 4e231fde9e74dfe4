public import Tabular

/// Turns rows into the bytes of a file.
///
/// A file is the `header`, then blocks, then the footer. A block has `blockRows` rows (the last one what is left), so
/// the cuts depend on the rows asked for and on nothing else. Each block is built by one worker, from as many chunks
/// of rows as whoever draws them likes: the bytes do not depend on that. The blocks' summaries are all that is kept
/// of them for the footer, so that memory does not grow with the rows.
public protocol RowEncoder: Sendable {
  associatedtype Block: BlockBuilder

  /// What the file starts with; often empty. It is to be written even for a table without rows.
  var header: [UInt8] { get }

  /// How many rows a block has. A function of the schema and the encoder's options.
  var blockRows: Int { get }

  /// Starts a block of `rows` rows. Blocks may be built in parallel.
  func makeBlock(rows: Int) -> Block

  /// What the file ends with, given the blocks that left a summary, in order.
  func footer(of blocks: [PlacedBlock<Block.Summary>]) -> [UInt8]

  /// Takes back the memory of a block that has been written.
  func recycle(_ block: consuming EncodedBlock<Block.Summary>)
}

/// One block on its way.
public protocol BlockBuilder {
  /// What the footer has to know of a block.
  associatedtype Summary: Sendable

  /// Adds rows to the block; the first of them has number `firstRow` in the file's run.
  ///
  /// The columns are those of the encoder's schema, in its order. How a value is spelt follows from its
  /// column's storage and the field's type; nothing in a table of the right shape fails.
  /// - Precondition: `chunk` has as many columns as the encoder's schema has fields.
  mutating func append(_ chunk: Table, firstRow: Int)

  /// The block. The builder is used up.
  /// - Precondition: as many rows were appended as the block was made for.
  mutating func finish() -> EncodedBlock<Summary>
}

/// The bytes of a block.
public struct EncodedBlock<Summary: Sendable>: Sendable {
  /// To be written one after the other.
  public var parts: [[UInt8]]
  /// `nil`: the footer need not know of it.
  public var summary: Summary?

  public init(_ parts: [[UInt8]], summary: Summary? = nil) {
    self.parts = parts
    self.summary = summary
  }

  public var byteCount: Int { parts.reduce(0) { $0 + $1.count } }

  /// All bytes in one piece. Part by part: a joined sequence would be copied byte by byte.
  var bytes: [UInt8] {
    if parts.count == 1 { return parts[0] }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(byteCount)
    for part in parts { bytes += part }
    return bytes
  }
}

/// A block's summary and where in the file the block lies.
public struct PlacedBlock<Summary: Sendable>: Sendable {
  public let offset: Int
  public let summary: Summary

  public init(offset: Int, summary: Summary) {
    self.offset = offset
    self.summary = summary
  }
}

extension RowEncoder {
  public func footer(of blocks: [PlacedBlock<Block.Summary>]) -> [UInt8] { [] }

  public func recycle(_ block: consuming EncodedBlock<Block.Summary>) {}

  /// The bytes of a block that is `chunk` and no more. - Complexity: O(size of the result).
  public func encode(_ chunk: Table, firstRow: Int) -> [UInt8] {
    var block = makeBlock(rows: chunk.rowCount)
    block.append(chunk, firstRow: firstRow)
    return block.finish().bytes
  }
}

/// An encoder of text, where a block is nothing but its rows one after the other.
public protocol TextEncoder: RowEncoder where Block == TextBlock {
  /// The bytes of `chunk`, whose first row has number `firstRow` in the file's run. A pure function.
  /// - Complexity: O(size of the result).
  func encode(_ chunk: Table, firstRow: Int) -> [UInt8]
}

extension TextEncoder {
  /// Text has no blocks of its own. As few rows as are drawn at a time, so that a block is one chunk and its bytes
  /// are written while they lie in the second-level cache.
  public var blockRows: Int { 2048 }

  public func makeBlock(rows: Int) -> TextBlock { TextBlock(self) }
}

/// A block of text.
public struct TextBlock: BlockBuilder {
  private let encoder: any TextEncoder
  private var parts: [[UInt8]] = []

  init(_ encoder: any TextEncoder) { self.encoder = encoder }

  public mutating func append(_ chunk: Table, firstRow: Int) {
    parts.append(encoder.encode(chunk, firstRow: firstRow))
  }

  public mutating func finish() -> EncodedBlock<Never> { EncodedBlock(parts) }
}
