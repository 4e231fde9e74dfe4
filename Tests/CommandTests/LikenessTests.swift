import Foundation
import Testing

/// The program `likeness`, which the demo and the benchmarks read.
@Suite struct LikenessTests {
  private func likeness(_ sandbox: Sandbox, _ arguments: String...) throws -> Outcome {
    let command = try #require(Command.path)
    let program = URL(filePath: command).deletingLastPathComponent().appending(path: "likeness").path
    return try sandbox.run(program, arguments)
  }

  private func tables() throws -> Sandbox {
    let sandbox = try Sandbox()
    func rows(_ count: Int, _ shift: Int) -> String {
      "age,wage,group\n"
        + (0..<count).map {
          "\(20 + ($0 * 7 + shift) % 50),\(Double($0 * 13 % 97) / 4),\(["a", "b", "c"][$0 % 3])\n"
        }
        .joined()
    }
    try sandbox.write("real.csv", rows(300, 0))
    try sandbox.write("synthetic.csv", rows(200, 3))
    try sandbox.write("held.csv", rows(100, 1))
    return sandbox
  }

  /// The number after `label` at the start of a line.
  private func number(_ outcome: Outcome, _ label: String) throws -> Double {
    let line = try #require(outcome.text.split(separator: "\n").first { $0.hasPrefix(label) })
    return try #require(Double(line.dropFirst(label.count).trimmingCharacters(in: .whitespaces)))
  }

  @Test func timesAreAddedOnRequest() throws {
    let sandbox = try tables()
    let plain = try likeness(sandbox, "real.csv", "synthetic.csv", "held.csv")
    let timed = try likeness(sandbox, "--time", "real.csv", "synthetic.csv", "held.csv")
    #expect(plain.status == 0 && timed.status == 0)
    #expect(timed.text.hasPrefix(plain.text))
    for table in ["read the three tables", "evaluate the synthetic table", "evaluate the held-out table"] {
      #expect(!plain.text.contains(table))
      #expect(try number(timed, "seconds to \(table):") > 0)
    }
  }

  @Test func nearestRecordsAreSearched() throws {
    let sandbox = try tables()
    let outcome = try likeness(sandbox, "--nearest", "real.csv", "synthetic.csv")
    #expect(outcome.status == 0)
    #expect(try number(outcome, "pairs:") == 60_000)
    #expect(try number(outcome, "seconds to search:") > 0)
    let mean = try number(outcome, "mean distance:")
    #expect(mean > 0 && mean < 1)
    let same = try likeness(sandbox, "--nearest", "real.csv", "real.csv")
    #expect(try number(same, "mean distance:") == 0)
  }

  @Test func divergencesAreTimed() throws {
    let sandbox = try tables()
    let outcome = try likeness(sandbox, "--divergences", "real.csv", "synthetic.csv")
    #expect(outcome.status == 0)
    for work in [
      "read the columns of levels once", "read the columns of numbers once", "total variation, levels",
      "total variation, numbers", "Jensen-Shannon, levels", "Hellinger, numbers", "chi-squared, levels",
      "Kullback-Leibler, numbers", "one radix sort of the columns of numbers",
      "Kolmogorov-Smirnov, by sorting",
    ] {
      #expect(outcome.text.split(separator: "\n").contains { $0.hasPrefix(work) }, "\(work)")
    }
  }

  @Test func anythingElseIsToldHow() throws {
    let sandbox = try tables()
    for arguments in [[], ["real.csv"], ["--quick", "real.csv", "held.csv"], ["--nearest", "real.csv"]] {
      let command = try #require(Command.path)
      let program = URL(filePath: command).deletingLastPathComponent().appending(path: "likeness").path
      let outcome = try sandbox.run(program, arguments)
      #expect(outcome.status == 64 && outcome.errors.hasPrefix("usage: likeness"))
    }
  }
}
