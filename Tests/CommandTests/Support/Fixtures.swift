import Foundation
import Testing

/// Models and samples that many tests read. Each is made once, by the command, when first asked for.
enum Fixtures {
  static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let adultData = repository.appending(path: "data/adult_train.csv.gz").path
  static let penguinsData = repository.appending(path: "data/penguins.csv").path

  /// Tests that take minutes run only if asked for.
  static let runsLongTests = ProcessInfo.processInfo.environment["SKLAR_LONG_TESTS"] == "1"

  static func adultModel() throws -> String { try adult.get() }
  static func penguinsModel() throws -> String { try penguins.get() }
  /// A model with a column of every type.
  static func mixedModel() throws -> String { try mixed.get() }

  /// The first million rows of Adult under seed 7, as CSV.
  static func adultMillion() throws -> Data { try million.get() }

  private static let shared = Result<Sandbox, any Error> {
    let sandbox = try Sandbox()
    // A static value is never deinitialised.
    atexit { Fixtures.removeShared() }
    return sandbox
  }

  private static func removeShared() { (try? shared.get())?.remove() }

  private static let adult = Result<String, any Error> {
    let sandbox = try shared.get()
    try sandbox.done("fit", adultData, "-o", "adult.model", "--quiet")
    return sandbox.path("adult.model")
  }

  private static let penguins = Result<String, any Error> {
    let sandbox = try shared.get()
    try sandbox.done("fit", penguinsData, "-o", "penguins.model", "--quiet")
    return sandbox.path("penguins.model")
  }

  private static let mixed = Result<String, any Error> {
    let sandbox = try shared.get()
    try sandbox.write("mixed.csv", MixedTable.csv)
    try sandbox.done("fit", "mixed.csv", "-o", "mixed.model", "--quiet")
    return sandbox.path("mixed.model")
  }

  private static let million = Result<Data, any Error> {
    let sandbox = try shared.get()
    try sandbox.done(
      "sample", try adultModel(), "-n", "1M", "--seed", "7", "-o", "million.csv", "--quiet")
    return try sandbox.data("million.csv")
  }
}
