internal import Scheduling
public import Tabular

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// What a pipe or a program has delivered, to the end, kept so that any of its rows can be had, and typed by all of them.
///
/// The text lies in a file without a name, which nobody else can open and which vanishes with the process. Memory is that of a
/// few blocks.
public final class TableSpool: Sendable {
  /// The rows of a block, about 1 MiB of text.
  private struct Place {
    let rows: Range<Int>
    let offset: Int
    let count: Int
    let linesBefore: Int
  }

  public let schema: Schema
  public let rowCount: Int
  private let file: String
  private let places: [Place]
  private let spool: SpoolFile
  private let recordStart: Int
  private let reader: TableReader

  /// Reads all of `path`.
  /// - Parameters:
  ///   - options: Without a schema: types are found out.
  ///   - reference: The columns in whose terms the table is read, if there are such.
  /// - Throws: `TableReadError`.
  public init(path: String, options: TableReader.Options, reference: Schema? = nil) throws {
    precondition(options.schema == nil)
    let stream: ByteStream
    do { stream = try ByteStream(path: path, program: options.program) } catch { throw TableReadError(error) }
    file = stream.name
    let cutter = RecordCutter(stream: stream, delimiter: options.delimiter)
    let most = Program.isNamed(by: path) ? options.program.rows : Int.max
    var blocks = TableStream.Blocks()
    blocks.reference = reference
    var types = StreamReader(options: options, blocks: blocks, file: stream.name, types: nil)
    spool = try SpoolFile(for: stream.name)
    var places: [Place] = []
    var (rows, lines, start) = (0, 0, 0)
    while cutter.rowCount < most, let block = try cutter.next(about: 1 << 20, rows: most - cutter.rowCount) {
      types.delimiter = cutter.delimiter
      start = block.start
      do {
        var read = try types.read(block, isRepeatable: true)
        if read == nil { read = try types.read(block, isRepeatable: true) }
        let count = read?.rowCount ?? 0
        let place = Place(
          rows: rows..<(rows + count), offset: spool.count, count: block.bytes.count, linesBefore: lines)
        try spool.append(block.bytes)
        if count > 0 { places.append(place) }
        rows += count
      } catch let error as TableReadError {
        guard error.code == .noRows, rows > 0 else { throw error.moved(by: lines) }
      }
      lines += block.lineFeeds
    }
    if most != .max, rows < most { throw Program.tooFew(rows, of: most, file: path) }
    if rows == 0 { _ = try TableReader(options).read(bytes: cutter.header, file: stream.name) }
    var options = options
    options.delimiter = cutter.delimiter
    options.threads = 1
    reader = TableReader(options)
    schema = types.types!.schema
    rowCount = rows
    recordStart = start
    self.places = places
  }

  public var blockCount: Int { places.count }

  /// The rows of block `index`.
  public func rows(ofBlock index: Int) -> Range<Int> { places[index].rows }

  /// The block that holds row `row`.
  public func block(of row: Int) -> Int {
    var (low, high) = (0, places.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if places[middle].rows.lowerBound <= row { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// Reads block `index`.
  /// - Throws: `TableReadError`, also for a value that does not fit the type of its column.
  public func table(ofBlock index: Int) throws -> Table {
    let place = places[index]
    let bytes = try spool.read(place.offset, place.count)
    let read = try reader.block(bytes: bytes, file: file, schema: schema)
    for (field, bits) in zip(schema.fields, read.unfit) {
      guard let bits, let row = (0..<bits.count).first(where: { bits[$0] }) else { continue }
      throw TableReadError(
        code: .wrongType, file: file, column: field.name,
        message:
          "The value in row \(place.rows.lowerBound + row + 1) is not \(field.type.name) as the others are.")
    }
    return Table(schema: schema, rowCount: read.rowCount, columns: read.columns)
  }
}

/// A file without a name.
private final class SpoolFile: @unchecked Sendable {
  private let descriptor: Int32
  private let name: String
  private(set) var count = 0

  init(for name: String) throws(TableReadError) {
    self.name = name
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var path = Array((folder + "/sklar-XXXXXX").utf8CString)
    descriptor = mkstemp(&path)
    guard descriptor >= 0 else { throw Self.failure(name) }
    unlink(path)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  deinit { close(descriptor) }

  func append(_ bytes: [UInt8]) throws(TableReadError) {
    var done = 0
    while done < bytes.count {
      let written = bytes.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress! + done, bytes.count - done, off_t(count + done))
      }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw Self.failure(name) }
      done += written
    }
    count += bytes.count
  }

  func read(_ offset: Int, _ size: Int) throws(TableReadError) -> [UInt8] {
    var isWhole = true
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = 0
      while count < size {
        let read = pread(descriptor, buffer.baseAddress! + count, size - count, off_t(offset + count))
        if read < 0, errno == EINTR { continue }
        guard read > 0 else {
          isWhole = false
          return
        }
        count += read
      }
    }
    guard isWhole else { throw Self.failure(name) }
    return bytes
  }

  private static func failure(_ name: String) -> TableReadError {
    TableReadError(
      code: .unreadableFile, file: name,
      message: "Its rows could not be kept in a temporary file: \(String(cString: strerror(errno))). "
        + "Make room, or set TMPDIR to a folder that has some.")
  }
}
