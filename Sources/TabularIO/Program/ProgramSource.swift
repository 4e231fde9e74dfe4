#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The bytes that a program prints. Used by one thread at a time.
final class ProgramSource: ByteSource {
  private let name: String
  private let seconds: Double
  private let deadline: ContinuousClock.Instant
  private let clock = ContinuousClock()
  private let output: Int32
  private var errors: Int32
  private let process: pid_t
  private var isReaped = false
  /// The end of what it said on standard error.
  private var words: [UInt8] = []
  private static let mostWords = 4096

  init(path: String, options: Program.Options) throws(FileReadError) {
    name = path
    seconds = options.seconds
    deadline = clock.now + .milliseconds(Int64(min(options.seconds, 1e9) * 1000))
    let command = String(path.dropFirst(Program.prefix.count))
    guard command.contains(where: { !$0.isWhitespace }) else {
      throw FileReadError(
        code: .notFound, file: path, message: "There is no command. Write it behind the colon: exec:COMMAND.")
    }
    var (out, err): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
    guard pipe(&out) == 0 else { throw FileBytes.failure(errno, name: path) }
    guard pipe(&err) == 0 else {
      let number = errno
      for descriptor in out { close(descriptor) }
      throw FileBytes.failure(number, name: path)
    }
    for descriptor in out + err { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    let status: Int32
    (process, status) = Self.spawn(
      command, output: out[1], errors: err[1],
      environment: ["SKLAR_ROWS=\(options.rows)", "SKLAR_SEED=\(options.seed)"])
    close(out[1])
    close(err[1])
    (output, errors) = (out[0], err[0])
    guard status == 0 else {
      isReaped = true
      throw FileBytes.failure(status, name: path)
    }
    _ = fcntl(errors, F_SETFL, O_NONBLOCK)
  }

  deinit {
    stop()
    close(output)
    if errors >= 0 { close(errors) }
  }

  /// Ends the program and all that it has started.
  func stop() {
    guard !isReaped else { return }
    kill(-process, SIGKILL)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    isReaped = true
  }

  private static func spawn(
    _ command: String, output: Int32, errors: Int32, environment added: [String]
  ) -> (pid_t, Int32) {
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #else
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, errors, 2)
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // This process may ignore or block signals that a program counts on.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var variables: [String] = []
    var next = environ
    while let variable = next.pointee {
      variables.append(String(cString: variable))
      next += 1
    }
    variables.removeAll { variable in
      added.contains { variable.hasPrefix($0.prefix { $0 != "=" } + "=") }
    }
    let all: [UnsafeMutablePointer<CChar>?] = (variables + added).map { strdup($0) } + [nil]
    let arguments: [UnsafeMutablePointer<CChar>?] =
      (["sh", "-c", command] as [String]).map { strdup($0) } + [nil]
    defer { for text in all + arguments { free(text) } }
    var process: pid_t = 0
    let status = posix_spawn(&process, "/bin/sh", &actions, &attributes, arguments, all)
    return (process, status)
  }

  func isReady(within milliseconds: Int) throws(FileReadError) -> Bool {
    let end = clock.now + .milliseconds(Int64(milliseconds))
    while true {
      let now = clock.now
      guard now < deadline else { throw timedOut() }
      var waited = [
        pollfd(fd: output, events: Int16(POLLIN), revents: 0),
        pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
      ]
      let left = max(.zero, min(end, deadline) - now) / Duration.milliseconds(1)
      let count = poll(&waited, 2, Int32(left.rounded(.up)))
      if count > 0, waited[1].revents != 0 { listen() }
      if count > 0, waited[0].revents != 0 { return true }
      if clock.now >= min(end, deadline) {
        if clock.now >= deadline { throw timedOut() }
        return false
      }
    }
  }

  func read(into room: UnsafeMutableBufferPointer<UInt8>) throws(FileReadError) -> Int {
    let count = try DescriptorSource.read(output, into: room, name: name)
    if count == 0 { try end() }
    return count
  }

  /// Waits for the program, whose output has ended.
  private func end() throws(FileReadError) {
    guard !isReaped else { return }
    var status: Int32 = 0
    while true {
      listen()
      let ended = waitpid(process, &status, WNOHANG)
      if ended == process { break }
      guard clock.now < deadline else { throw timedOut() }
      usleep(2000)
    }
    isReaped = true
    listen()
    // What it has left behind in the background.
    kill(-process, SIGKILL)
    if status != 0 {
      let how =
        status & 0x7F == 0
        ? "ended with status \((status >> 8) & 0xFF)" : "was ended by signal \(status & 0x7F)"
      throw FileReadError(code: .programFailed, file: name, message: "The program \(how). \(lastWords)")
    }
  }

  private func timedOut() -> FileReadError {
    listen()
    stop()
    return FileReadError(
      code: .programFailed, file: name,
      message:
        "The program took more than \(Self.spelled(seconds)) second\(seconds == 1 ? "" : "s") and was ended. \(lastWords) "
        + "Give it more time with --exec-timeout, or ask for fewer rows.")
  }

  private static func spelled(_ seconds: Double) -> String {
    seconds == seconds.rounded() && seconds < 1e15 ? "\(Int(seconds))" : "\(seconds)"
  }

  /// Takes in what there is on standard error.
  private func listen() {
    guard errors >= 0 else { return }
    var piece = [UInt8](repeating: 0, count: 4096)
    while true {
      #if canImport(Glibc)
        let count = Glibc.read(errors, &piece, piece.count)
      #else
        let count = Darwin.read(errors, &piece, piece.count)
      #endif
      if count < 0, errno == EINTR { continue }
      if count == 0 {
        close(errors)
        errors = -1
      }
      guard count > 0 else { return }
      words += piece[..<count]
      if words.count > Self.mostWords { words.removeFirst(words.count - Self.mostWords) }
    }
  }

  private var lastWords: String {
    let lines = words.split { $0 == 0x0A || $0 == 0x0D }
    guard let last = lines.last(where: { $0.contains { $0 > 0x20 } }) else {
      return "It said nothing on standard error."
    }
    let text = String(decoding: last, as: UTF8.self).unicodeScalars.filter {
      $0.value >= 0x20 && $0.value != 0x7F
    }
    var line = String(String.UnicodeScalarView(text))
    if line.count > 200 { line = line.prefix(200) + "…" }
    return "The last line of its standard error: \(line)"
  }
}
