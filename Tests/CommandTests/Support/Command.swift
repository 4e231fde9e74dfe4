import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How a process ended, and what it said.
struct Outcome {
  /// The exit status; `nil` if a signal ended the process.
  var status: Int32?
  var signal: Int32?
  var output: Data
  var errors: String
  /// The most memory it was seen to have resident, in bytes; `nil` where that was not watched.
  var peakMemory: Int?

  var text: String { String(decoding: output, as: UTF8.self) }
  var errorLines: [Substring] { errors.split(separator: "\n") }
}

/// The built command, and the way to run it and other programs.
enum Command {
  /// `SKLAR_COMMAND`, or the `sklar` that was built with this test bundle: in the folder of the running
  /// executable or of the bundle, or one above.
  static let path: String? = {
    if let given = ProcessInfo.processInfo.environment["SKLAR_COMMAND"] { return given }
    let bundles = Bundle.allBundles.map(\.bundleURL).filter { $0.pathExtension == "xctest" }
    for start in [Bundle.main.executableURL].compactMap({ $0 }) + bundles {
      var folder = start.resolvingSymlinksInPath().deletingLastPathComponent()
      for _ in 0..<6 {
        let candidate = folder.appending(path: "sklar").path
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder), !isFolder.boolValue,
          FileManager.default.isExecutableFile(atPath: candidate)
        {
          return candidate
        }
        folder.deleteLastPathComponent()
      }
    }
    return nil
  }()

  struct NotStarted: Error {
    var program: String
    var number: Int32
  }

  /// Starts `program` in `folder`; its standard streams are files, so that no pipe can fill up and block.
  static func start(
    _ program: String, _ arguments: [String], in folder: String, environment: [String: String] = [:],
    input: String, output: String, errors: String
  ) throws -> pid_t {
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #else
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #endif
    // The threads that run tests block signals, which a child would inherit, and could then not be ended by one.
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var all = ProcessInfo.processInfo.environment
    all["SKLAR_ISA"] = nil
    all.merge(environment) { $1 }
    // The shell changes the directory, as not every system's spawn can, and makes way for the program.
    let line = ["sh", "-c", "cd \"$0\" && exec \"$@\"", folder, program] + arguments
    var argv = line.map { strdup($0) } + [nil]
    var envp = all.map { strdup("\($0)=\($1)") } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    var child = pid_t()
    let number = posix_spawn(&child, "/bin/sh", &actions, &attributes, &argv, &envp)
    guard number == 0 else { throw NotStarted(program: program, number: number) }
    return child
  }

  /// Waits for a process that `start` gave.
  ///
  /// - Parameter watching: Looks at the memory it takes now and then. The figure that the system gives in the
  ///   end is of no use: a spawned process starts with that of its parent.
  static func wait(_ child: pid_t, output: String, errors: String, watching: Bool) -> Outcome {
    var word: Int32 = 0
    var peak: Int?
    while true {
      let ended = waitpid(child, &word, watching ? WNOHANG : 0)
      if ended == child || (ended < 0 && errno != EINTR) { break }
      guard watching else { continue }
      peak = max(residentPeak(child) ?? 0, peak ?? 0)
      usleep(2000)
    }
    let signal = word & 0x7F
    return Outcome(
      status: signal == 0 ? word >> 8 & 0xFF : nil, signal: signal == 0 ? nil : signal,
      output: (try? Data(contentsOf: URL(filePath: output), options: .mappedIfSafe)) ?? Data(),
      errors: String(
        decoding: (try? Data(contentsOf: URL(filePath: errors))) ?? Data(), as: UTF8.self),
      peakMemory: peak)
  }

  private static func residentPeak(_ process: pid_t) -> Int? {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kibibytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
    else { return nil }
    return Int(kibibytes).map { $0 * 1024 }
  }
}
