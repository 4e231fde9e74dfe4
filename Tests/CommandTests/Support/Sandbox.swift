import Foundation
import Testing

/// A fresh directory that goes away with this value, and commands run in it. Paths are relative to it.
final class Sandbox: Sendable {
  let folder: URL
  private let streams: URL

  init() throws {
    let base = FileManager.default.temporaryDirectory.appending(path: "sklar-command-\(UUID().uuidString)")
    folder = base.appending(path: "work")
    // Beside, so that a listing of the working directory shows what the command left there, and no more.
    streams = base.appending(path: "streams")
    for directory in [folder, streams] {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }
  }

  deinit { remove() }

  func remove() { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

  func write(_ name: String, _ bytes: Data) throws { try bytes.write(to: folder.appending(path: name)) }

  func data(_ name: String) throws -> Data {
    try Data(contentsOf: folder.appending(path: name), options: .mappedIfSafe)
  }

  func text(_ name: String) throws -> String { String(decoding: try data(name), as: UTF8.self) }

  /// All names in the directory, hidden ones too.
  var listing: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
  }

  /// Runs `sklar`, whatever comes of it.
  @discardableResult
  func sklar(
    _ arguments: String..., environment: [String: String] = [:], input: String = "/dev/null"
  ) throws -> Outcome {
    try run(try #require(Command.path), arguments, environment: environment, input: input)
  }

  /// Runs `sklar`, which must succeed.
  @discardableResult
  func done(
    _ arguments: String..., environment: [String: String] = [:], input: String = "/dev/null",
    location: SourceLocation = #_sourceLocation
  ) throws -> Outcome {
    let outcome = try run(try #require(Command.path), arguments, environment: environment, input: input)
    try #require(
      outcome.status == 0, "sklar \(arguments.joined(separator: " ")): \(outcome.errors)",
      sourceLocation: location)
    return outcome
  }

  /// Runs a shell script in which `$SKLAR` is the command.
  @discardableResult
  func shell(_ script: String) throws -> Outcome {
    try run("sh", ["-c", script], environment: ["SKLAR": try #require(Command.path)])
  }

  func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    input: String = "/dev/null"
  ) throws -> Outcome {
    try start(program, arguments, environment: environment, input: input).wait()
  }

  func start(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    input: String = "/dev/null"
  ) throws -> Running {
    let name = UUID().uuidString
    let output = streams.appending(path: name + ".out").path
    let errors = streams.appending(path: name + ".err").path
    let child = try Command.start(
      program, arguments, in: folder.path, environment: environment, input: input, output: output,
      errors: errors)
    return Running(child: child, output: output, errors: errors)
  }
}

/// A process that has been started. It must be waited for.
struct Running {
  let child: pid_t
  fileprivate let output: String
  fileprivate let errors: String

  func wait(watchingMemory: Bool = false) -> Outcome {
    Command.wait(child, output: output, errors: errors, watching: watchingMemory)
  }
}

/// Checks that a command refused its data: status 1, one line on stderr that starts as errors do and holds
/// `parts`, and neither a signal nor the words of a Swift trap.
func expectRefusal(
  _ outcome: Outcome, status: Int32 = 1, _ parts: [String] = [],
  location: SourceLocation = #_sourceLocation
) {
  #expect(outcome.signal == nil, "\(outcome.errors)", sourceLocation: location)
  #expect(outcome.status == status, "\(outcome.errors)", sourceLocation: location)
  #expect(!outcome.errors.contains("Fatal error"), "\(outcome.errors)", sourceLocation: location)
  let lines = outcome.errorLines.filter { !$0.hasPrefix("sklar: note: ") }
  #expect(lines.count == 1, "\(outcome.errors)", sourceLocation: location)
  #expect(lines.first?.hasPrefix("sklar: error: ") == true, "\(outcome.errors)", sourceLocation: location)
  for part in parts {
    #expect(outcome.errors.contains(part), "\(part)\n\(outcome.errors)", sourceLocation: location)
  }
}

/// Checks that a command was told that it is misused: status 64 and words on stderr.
func expectMisuse(_ outcome: Outcome, _ parts: [String] = [], location: SourceLocation = #_sourceLocation) {
  #expect(outcome.signal == nil, "\(outcome.errors)", sourceLocation: location)
  #expect(outcome.status == 64, "\(outcome.errors)", sourceLocation: location)
  #expect(!outcome.errors.contains("Fatal error"), "\(outcome.errors)", sourceLocation: location)
  #expect(outcome.errors.contains("Usage:"), "\(outcome.errors)", sourceLocation: location)
  for part in parts {
    #expect(outcome.errors.contains(part), "\(part)\n\(outcome.errors)", sourceLocation: location)
  }
}
