public import Tabular

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A delimited table read block by block, for tables that do not fit into memory.
///
/// A block is a run of whole records and is read by `TableReader` as a table of its own: under the schema that is
/// given, or, without one, under the types that the blocks so far have shown. Where a later block shows wider types (a
/// decimal among integers, a word among numbers), all that came before would have been read otherwise: then reading
/// begins anew.
///
/// Records end at line feeds outside quotes. Quotes that stand inside unquoted fields are literal to `TableReader`, but
/// here count: a file that holds such is to be read whole.
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
    var cutter = RecordCutter(stream: try opened())
    var lines = 0
    var bytes = 0
    while var block = try cutter.next(about: blockSize, most: Self.mostBytes, file: file) {
      while true {
        options.schema = schema
        do {
          let text = cutter.header + block
          // Only the whole table can say that a column has no value.
          let (read, spelled) = try TableReader(options).part(
            bytes: text, file: file, allowsEmptyColumns: schema != nil)
          if bytes == 0 { notes(read.notes) }
          bytes += block.count
          options.delimiter = read.dialect?.delimiter ?? options.delimiter
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
          if error.code == .emptyColumn, block.count < Self.mostBytes,
            let more = try cutter.next(about: block.count, most: Self.mostBytes, file: file)
          {
            block += more
            continue
          }
          if error.code == .noRows, lines > 0 { break }
          if error.code == .wrongType, self.options.schema == nil, let known = schema {
            options.schema = nil
            let other = try TableReader(options).read(bytes: cutter.header + block, file: file)
            let wider = known.widened(by: other.table.schema)
            if wider != known { return wider }
          }
          throw error.moved(by: lines)
        }
      }
      lines += block.withUnsafeBufferPointer { bytes in bytes.count { $0 == UInt8(ascii: "\n") } }
    }
    if bytes == 0 {
      // Header only, or nothing at all: the reader knows what to say.
      options.schema = schema
      _ = try TableReader(options).read(bytes: cutter.header, file: file)
    }
    return nil
  }

  private func opened() throws(TableReadError) -> ByteStream {
    do { return try ByteStream(path: path) } catch { throw TableReadError(error) }
  }
}

extension TableReadError {
  /// The same error `lines` further down.
  fileprivate func moved(by lines: Int) -> TableReadError {
    TableReadError(code: code, file: file, line: line.map { $0 + lines }, column: column, message: message)
  }
}

/// Cuts a stream of text into runs of whole records.
private struct RecordCutter {
  private let stream: ByteStream
  /// What has been read, but not yet given out.
  private var rest: [UInt8] = []
  private var isAtEnd = false
  private(set) var header: [UInt8] = []
  private var hasHeader = false

  init(stream: ByteStream) { self.stream = stream }

  /// The next records, about `size` bytes of them; `nil` at the end.
  mutating func next(about size: Int, most: Int, file: String) throws -> [UInt8]? {
    if !hasHeader {
      hasHeader = true
      try fill(to: size)
      let end = ends(in: 0..<rest.count).first ?? rest.count
      header = Array(rest[..<end])
      rest.removeFirst(end)
    }
    var wanted = size
    while true {
      try fill(to: wanted)
      if rest.isEmpty { return nil }
      if isAtEnd, rest.count <= wanted {
        defer { rest = [] }
        return rest
      }
      if let end = ends(in: 0..<min(wanted, rest.count)).last {
        let block = Array(rest[..<end])
        rest.removeFirst(end)
        return block
      }
      guard wanted < most else {
        throw TableReadError(
          code: .unterminatedQuote, file: file,
          message: "A record is longer than \(most >> 20) MiB, or a quote is not closed. "
            + "Fit the file in memory, which tells the line.")
      }
      wanted *= 2
    }
  }

  private mutating func fill(to count: Int) throws(TableReadError) {
    guard !isAtEnd, rest.count < count else { return }
    let old = rest.count
    rest.append(contentsOf: repeatElement(0, count: count - old))
    do {
      let stream = stream
      let read = try rest.withUnsafeMutableBufferPointer { (buffer) throws(FileReadError) in
        try stream.read(into: UnsafeMutableBufferPointer(rebasing: buffer[old...]))
      }
      isAtEnd = read < count - old
      rest.removeLast(count - old - read)
    } catch {
      throw TableReadError(error)
    }
  }

  /// Behind the first and behind the last line feed outside quotes; `range` starts at 0.
  private func ends(in range: Range<Int>) -> (first: Int?, last: Int?) {
    rest.withUnsafeBufferPointer { bytes in
      if !range.isEmpty, let base = bytes.baseAddress, memchr(base, 0x22, range.count) == nil {
        let lines = bytes[range]
        return (
          lines.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 },
          lines.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
        )
      }
      var (first, last): (Int?, Int?) = (nil, nil)
      var isQuoted = false
      for index in range {
        let byte = bytes[index]
        if byte == UInt8(ascii: "\"") {
          isQuoted.toggle()
        } else if byte == UInt8(ascii: "\n"), !isQuoted {
          if first == nil { first = index + 1 }
          last = index + 1
        }
      }
      return (first, last)
    }
  }
}
