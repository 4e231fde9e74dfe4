internal import Scheduling
public import Tabular

/// A table of any size, read once from its first row to its last, block by block: a file, a pipe, standard input (also one
/// that never ends), delimited or JSON Lines, compressed or not.
///
/// Memory is that of two blocks, whatever the table's size. While a block is used the next one is read and decompressed, on a
/// thread of its own where there is more than one.
public struct TableStream: Sendable {
  /// Rows that follow one another.
  public struct Block: Sendable {
    public let table: Table
    /// The number of the first of them in the table, from 0.
    public let firstRow: Int
    /// For each column the rows whose text does not fit its type (bit set): missing in `table`. `nil`: none.
    public let unfit: [Bitmap?]
    /// Bytes of text so far.
    public let bytes: Int
    /// The rows as they stand in the text, if that was asked for.
    public let text: RecordText?

    public init(
      table: Table, firstRow: Int, unfit: [Bitmap?], bytes: Int, text: RecordText? = nil
    ) {
      self.table = table
      self.firstRow = firstRow
      self.unfit = unfit
      self.bytes = bytes
      self.text = text
    }
  }

  /// How blocks are cut, and what is read of them.
  public struct Blocks: Sendable {
    /// Bytes of text a block, about.
    public var bytes = 16 << 20
    /// The most rows a block has.
    public var rows = Int.max
    /// How many milliseconds a pipe may pause before a block is handed out that is not full. A block is also handed out when
    /// more than a second has gone by.
    public var patience = 100
    /// The names of the columns that are wanted; of others the fields are only cut. `nil`: all. Blocks have the wanted columns
    /// in the table's order.
    public var columns: Set<String>?
    /// Whether blocks hold their text.
    public var keepsText = false
    /// The columns of another table whose terms this one, which another program may have written, is to be read in: see
    /// `TableReader.read(path:comparedWith:missing:)`.
    public var reference: Schema?
    /// With a reference: what stands for missing values where it has numbers, dates or times.
    public var missing: [String] = []

    public init() {}
  }

  private let path: String
  private let options: TableReader.Options
  private let blocks: Blocks

  /// - Parameters:
  ///   - path: `-` for standard input.
  ///   - options: A schema given there is held to: what does not fit it is `unfit`. Without one, types are those of the
  ///     first block, and widened where later blocks need it.
  public init(path: String, options: TableReader.Options, blocks: Blocks = Blocks()) throws {
    precondition(blocks.bytes > 0 && blocks.rows > 0 && blocks.patience >= 0)
    self.path = path
    self.options = options
    self.blocks = blocks
  }

  /// Calls `begin` with the schema, then `body` with each block, in order.
  ///
  /// Where a later block of a regular file shows wider types, reading begins anew, and `begin` is called again: whatever
  /// came before is to be forgotten. What cannot be read again (a pipe) keeps its types, and what does not fit is `unfit`;
  /// its decimals may have more digits after the point than those of its first block, and none of its columns are identifiers.
  /// Only the spellings of missing values may be others in a block's schema than in the one that `begin` got.
  /// - Throws: `TableReadError`, naming file, line and column, and what the closures throw.
  public func forEach(begin: (Schema) throws -> Void, _ body: (Block) throws -> Void) throws {
    var types: StreamTypes?
    while true {
      let stream: ByteStream
      do { stream = try ByteStream(path: path, program: options.program) } catch {
        throw TableReadError(error)
      }
      defer { stream.cancel() }
      guard let wider = try pass(over: stream, types, begin, body) else { return }
      types = wider
    }
  }

  /// - Returns: the types to begin anew with; `nil` if all blocks have been read.
  private func pass(
    over stream: ByteStream, _ known: StreamTypes?, _ begin: (Schema) throws -> Void,
    _ body: (Block) throws -> Void
  ) throws -> StreamTypes? {
    let cutter = RecordCutter(stream: stream, delimiter: options.delimiter)
    let (size, rows, patience) = (blocks.bytes, blocks.rows, stream.isFile ? nil : blocks.patience)
    // A first block by which types are to be decided is waited for longer.
    let firstPatience = known == nil && options.schema == nil ? patience.map { max($0, 1000) } : patience
    // A program is asked for so many rows.
    let most = Program.isNamed(by: path) ? options.program.rows : Int.max
    let ahead = Lookahead(threads: options.threads) { () throws -> (RecordCutter.Block, UInt8?)? in
      guard cutter.rowCount < most else { return nil }
      let block = try cutter.next(
        about: size, rows: most == .max ? rows : min(rows, most - cutter.rowCount),
        patience: cutter.hasBegun ? patience : firstPatience)
      return block.map { ($0, cutter.delimiter) }
    }
    var reader = StreamReader(options: options, blocks: blocks, file: stream.name, types: known)
    var (firstRow, lines, bytes) = (0, 0, 0)
    while let (block, delimiter) = try ahead.next() {
      reader.delimiter = delimiter
      let isStart = firstRow == 0
      do {
        let fits = try reader.read(block, isRepeatable: stream.isFile)
        guard let read = fits else { return reader.types }
        if isStart { try begin(read.schema) }
        bytes += block.recordBytes
        try body(
          Block(
            table: Table(schema: read.schema, rowCount: read.rowCount, columns: read.columns),
            firstRow: firstRow, unfit: read.unfit, bytes: bytes,
            text: blocks.keepsText
              ? RecordText(
                block, rowCount: read.rowCount, isLines: cutter.isLines, delimiter: delimiter,
                linesBefore: lines)
              : nil))
        firstRow += read.rowCount
      } catch let error as TableReadError {
        // Blank lines at the end.
        guard error.code == .noRows, !isStart else { throw error.moved(by: lines) }
      }
      lines += block.lineFeeds
    }
    if firstRow == 0 {
      // Header only, or nothing at all: the reader knows what to say.
      reader.delimiter = cutter.delimiter
      if most != .max { throw Program.tooFew(0, of: most, file: path) }
      _ = try TableReader(options).read(bytes: cutter.header, file: stream.name)
    }
    if most != .max, firstRow < most { throw Program.tooFew(firstRow, of: most, file: path) }
    return nil
  }
}
