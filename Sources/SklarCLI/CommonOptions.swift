import ArgumentParser
import Kernels
import Logging
import Scheduling
import Sklar

/// What every command takes.
struct CommonOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How many threads to use. The result never depends on it. Default: one for each processor.",
      valueName: "n"))
  var threads: Int?

  @Flag(help: "Print errors only: no summary, no notes, no progress.")
  var quiet = false

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads must be between 1 and 1024.")
    }
  }

  var threadCount: Int { threads ?? Parallel.processorCount }

  /// What reading noticed, on stderr.
  func report(_ notes: [ReadNote]) {
    for note in notes { logger.info("\(ColumnPlace.prefix(note.column))\(note.message)") }
  }

  /// Warnings and notes, on stderr.
  private var logger: Logger {
    var logger = Logger(label: "sklar") { _ in PlainLogHandler() }
    logger.logLevel = quiet ? .critical : .info
    return logger
  }

  /// Says so when `SKLAR_ISA` asks for kernels that there are not.
  func warnOfInstructionSet() {
    guard let name = InstructionSet.requestedName else { return }
    let active = InstructionSet.active
    if InstructionSet.requested == nil {
      logger.warning("SKLAR_ISA=\(name) is none of baseline, v3 and v4; \(active.name) is used")
    } else if InstructionSet.requested != active {
      logger.warning("SKLAR_ISA=\(name): this processor lacks it; \(active.name) is used")
    }
  }
}

/// `sklar: warning: text`, one line each.
struct PlainLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .info

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let label = event.level == .info ? "note" : event.level.rawValue
    Terminal.write("sklar: \(label): \(event.message)\n")
  }
}
