internal import Scheduling
public import Synthesis
internal import Tabular
public import TabularIO

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// What a run will take, from a short run of the same rows in the same format on this machine.
///
/// Two runs into the null device, of n and about 3n rows, give a time that every run takes and one for each row; so do their bytes.
/// A disk probe gives the time to write them. Peak memory is that of the process after the longer run: a run holds a few
/// blocks for each thread, however long it is.
public struct RunEstimate: Sendable {
  /// Without the start of the program.
  public let seconds: Double
  public let bytes: Int
  /// Of the process, in bytes.
  public let peakMemory: Int
  /// Bytes a row as a line of JSON, which is what a language model would write.
  public let textBytesPerRow: Double
  /// Of the calibration.
  public let calibrationRows: Int
  /// Bytes per second that the disk took; `nil` if it was not asked.
  public let diskRate: Double?

  /// - Parameters:
  ///   - rows: The run's.
  ///   - folder: Where the output will be written; `nil`: nowhere.
  ///   - budget: About how many seconds the calibration may take.
  /// - Throws: What the source throws, and `OutputError`.
  public init(
    source: any RowSource, format: OutputFormat, compression: Compression?, rows: Int, threads: Int,
    folder: String?, budget: Double = 2
  ) throws {
    precondition(rows >= 0 && threads > 0 && budget > 0)
    try source.check(rowsUpTo: rows)
    let encoder = { format.encoder(source.schema, compression: compression) }
    let clock = ContinuousClock()
    func run(_ rows: Int) throws -> (seconds: Double, bytes: Int) {
      let start = clock.now
      let output = try OutputFile(path: "/dev/null")
      let bytes = try Generation(source: source, encoder: encoder(), rows: 0..<rows, threads: threads)
        .run(into: output)
      try output.commit()
      return ((clock.now - start) / .seconds(1), bytes)
    }

    // Whole blocks, as many as there can be at a time, so that threads are as busy and memory is as full as in a long run.
    let block = encoder().blockRows
    let least = block * (threads + 2)
    var first = min(rows, max(2048, block))
    // What is made once, and pages that are touched for the first time, are not of the run.
    var short = try run(first)
    short = try run(first)
    while short.seconds < budget / 16, first < rows {
      first = min(rows, 2 * first)
      short = try run(first)
    }
    var long = short
    var last = first
    if first < rows {
      let affordable = Int(Double(first) * budget / max(short.seconds, 1e-4))
      last = min(rows, max(least, 3 * first, min(affordable, 64 * first)))
      long = try run(last)
    }
    calibrationRows = last
    let extra = Double(rows - last)
    let rowRate = last > first ? max(0, long.seconds - short.seconds) / Double(last - first) : 0
    // The mean rate of the longer run is the steadier one; the difference of both is free of what every run takes.
    let perRow = last > first ? (rowRate + long.seconds / Double(last)) / 2 : 0
    let bytesPerRow = last > first ? Double(long.bytes - short.bytes) / Double(last - first) : 0
    bytes = long.bytes + Int((extra * bytesPerRow).rounded())
    peakMemory = Self.peakMemory
    let computing = long.seconds + extra * perRow
    if let folder, bytes > 0 {
      let rate = try Self.diskRate(folder, bytes: bytes)
      diskRate = rate
      // One of the threads writes, while the others make rows.
      seconds = max(computing + Double(bytes) / rate / Double(threads), Double(bytes) / rate)
    } else {
      diskRate = nil
      seconds = computing
    }
    textBytesPerRow = try Self.textBytes(source, rows: min(max(rows, 1), 2000))
  }

  /// Bytes a row in JSON Lines.
  private static func textBytes(_ source: any RowSource, rows: Int) throws -> Double {
    let encoder = OutputFormat.jsonl.encoder(source.schema)
    let output = try OutputFile(path: "/dev/null")
    let bytes = try Generation(source: source, encoder: encoder, rows: 0..<rows, threads: 1).run(into: output)
    return Double(bytes) / Double(rows)
  }

  /// Bytes a second that a new file in `folder` takes.
  private static func diskRate(_ folder: String, bytes: Int) throws -> Double {
    let size = min(max(bytes, 1 << 20), 256 << 20)
    let piece = [UInt8](repeating: 0x61, count: 1 << 20)
    var path = Array((folder + "/sklar-XXXXXX").utf8CString)
    let descriptor = mkstemp(&path)
    guard descriptor >= 0 else { throw FolderProbeError(folder: folder, number: errno) }
    defer { close(descriptor) }
    unlink(path)
    let clock = ContinuousClock()
    let start = clock.now
    var written = 0
    while written < size {
      let count = piece.withUnsafeBytes { write(descriptor, $0.baseAddress, min($0.count, size - written)) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw FolderProbeError(folder: folder, number: errno) }
      written += count
    }
    return Double(size) / max((clock.now - start) / .seconds(1), 1e-6)
  }

  /// The most memory that this process has had, in bytes.
  private static var peakMemory: Int {
    var usage = rusage()
    #if canImport(Glibc)
      getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
      return Int(usage.ru_maxrss) * 1024
    #else
      getrusage(RUSAGE_SELF, &usage)
      return Int(usage.ru_maxrss)
    #endif
  }
}

/// A folder in which nothing can be written.
public struct FolderProbeError: Error, Sendable, CustomStringConvertible {
  public let folder: String
  let number: Int32

  public var description: String {
    "\(folder): Writing there was tried and failed: \(String(cString: strerror(number))). Name another folder."
  }
}
