public import Tabular

/// A delimited table read block by block, for tables that do not fit into memory.
///
/// A block is a run of whole records and is read by `TableReader` as a table of its own: under the schema that is
/// given, or, without one, under the types that the blocks so far have shown. Where a later block shows wider types (a
/// decimal among integers, a word among numbers), all that came before would have been read otherwise: then reading
/// begins anew.
///
/// Records are cut by `RecordCutter`.
public struct TableBlocks: Sendable {
  /// Bytes of text a block.
  public static let blockSize = 16 << 20
  /// A record, or the rows until every column has had a value, may take so many.
  static let mostBytes = 256 << 20

  private let path: String
  private let options: TableReader.Options
  private let blockSize: Int

  /// - Throws: `TableReadError` for JSON Lines and standard input, which cannot be read twice.
  public init(path: String, options: TableReader.Options, blockSize: Int = TableBlocks.blockSize) throws {
    precondition(blockSize > 0)
    self.path = path
    self.options = options
    self.blockSize = blockSize
    let plain = Compression.stripped(path)
    if path == "-" || plain.hasSuffix(".jsonl") || plain.hasSuffix(".ndjson") {
      throw TableReadError(
        code: .unreadableFile, file: FileBytes.displayName(path),
        message: path == "-"
          ? "A stream is read twice, which standard input cannot be. Write it to a file first."
          : "JSON Lines are not read as a stream. Convert them to CSV, or fit them in memory.")
    }
  }

  /// Calls `body` with each block.
  ///
  /// - Parameters:
  ///   - schema: The types to read by; `nil`: the given schema, or that of the first block.
  ///   - notes: Gets what the reader noticed in the first block, before `body` has it.
  ///   - body: Gets the block, and the bytes of text so far.
  /// - Returns: `nil` if all blocks were read, else the types to begin anew with.
  /// - Throws: `TableReadError`, and what `body` throws.
  public func forEach(
    schema: Schema?, notes: ([ReadNote]) -> Void = { _ in },
    _ body: (_ block: Table, _ bytes: Int) throws -> Void
  ) throws -> Schema? {
    var options = options
    var schema = schema ?? options.schema
    let file = FileBytes.displayName(path)
    let cutter = RecordCutter(stream: try opened(), delimiter: options.delimiter)
    var lines = 0
    var bytes = 0
    while var block = try cutter.next(about: blockSize) {
      options.delimiter = cutter.delimiter
      while true {
        options.schema = schema
        do {
          // Only the whole table can say that a column has no value.
          let (read, spelled) = try TableReader(options).part(
            bytes: block.bytes, file: file, allowsEmptyColumns: schema != nil)
          if bytes == 0 { notes(read.notes) }
          bytes += block.recordBytes
          if let known = schema {
            schema = known.withMissing(of: read.table.schema)
            if self.options.schema == nil { schema = schema?.spelled(alsoAs: spelled) }
          } else {
            schema = read.table.schema
          }
          try body(Table(schema: schema!, rowCount: read.table.rowCount, columns: read.table.columns), bytes)
          break
        } catch let error as TableReadError {
          // Before its types are known a column may have no value for long: more rows are taken in until it has one.
          if error.code == .emptyColumn, block.recordBytes < Self.mostBytes,
            let more = try cutter.next(about: block.recordBytes)
          {
            block.bytes += more.bytes[more.start...]
            continue
          }
          if error.code == .noRows, lines > 0 { break }
          if error.code == .wrongType || error.code == .outsideDomain, self.options.schema == nil,
            let known = schema
          {
            options.schema = nil
            let other = try TableReader(options).read(bytes: block.bytes, file: file)
            let wider = known.widened(by: other.table.schema)
            if wider != known { return wider }
          }
          throw error.moved(by: lines)
        }
      }
      lines += block.lineFeeds
    }
    if bytes == 0 {
      // Header only, or nothing at all: the reader knows what to say.
      options.schema = schema
      _ = try TableReader(options).read(bytes: cutter.header, file: file)
    }
    return nil
  }

  private func opened() throws(TableReadError) -> ByteStream {
    let stream: ByteStream
    do { stream = try ByteStream(path: path) } catch { throw TableReadError(error) }
    guard stream.isFile else {
      throw TableReadError(
        code: .unreadableFile, file: stream.name,
        message:
          "A stream is read twice, so it must be a file, not a pipe or a device. Write it to a file first.")
    }
    return stream
  }
}

extension TableReadError {
  /// The same error `lines` further down.
  func moved(by lines: Int) -> TableReadError {
    TableReadError(code: code, file: file, line: line.map { $0 + lines }, column: column, message: message)
  }
}
