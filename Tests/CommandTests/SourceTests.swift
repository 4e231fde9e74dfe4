import Foundation
import Testing

/// Tiers, programs that stand for models and tables, and estimates.
@Suite struct SourceTests {
  private let box: Sandbox
  private static let data = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "data")

  init() throws {
    box = try Sandbox()
    try box.done("fit", Self.data.appending(path: "penguins.csv").path, "-o", "p.model", "--quiet")
  }

  @Test func tiersKeepTheirShares() throws {
    let outcome = try box.done(
      "sample", "p.model:0.7", "p.model:0.3", "-n", "5001", "-o", "o.csv", "--report", "r.json")
    #expect(outcome.errors.contains("3,501") && outcome.errors.contains("1,500"))
    let report = try #require(
      try JSONSerialization.jsonObject(with: try box.data("r.json")) as? [String: Any])
    #expect(report["schema_version"] as? Int == 1 && report["rows"] as? Int == 5001)
    let tiers = try #require(report["tiers"] as? [[String: Any]])
    #expect(tiers.map { $0["rows"] as? Int } == [3501, 1500])
    let rows = try box.text("o.csv").split(separator: "\n")
    #expect(rows.count == 5002)
    // Any part is that part of the whole.
    for threads in ["1", "2"] {
      let part = try box.done(
        "sample", "p.model:0.7", "p.model:0.3", "-n", "5001", "--rows", "1500..<4200", "-o", "-", "--quiet",
        "--threads", threads)
      #expect(part.text.split(separator: "\n").dropFirst() == rows[1501..<4201])
    }
  }

  @Test func aProgramIsATier() throws {
    let path = Self.data.appending(path: "penguins.csv").path
    try box.done("sample", "p.model:0.9", "exec:cat '\(path)':0.1", "-n", "2000", "-o", "o.csv", "--quiet")
    let real = Set(
      try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst().prefix(200))
    let rows = try box.text("o.csv").split(separator: "\n").dropFirst()
    #expect(rows.count == 2000)
    #expect(rows.count { real.contains($0) } >= 190)
    // By itself, as JSON Lines; too many rows are cut.
    let lines = try box.done("sample", "exec:yes '{\"a\": 1, \"b\": \"x\"}'", "-n", "3", "-o", "-", "--quiet")
    #expect(lines.text == "a,b\n1,x\n1,x\n1,x\n")
  }

  @Test func aProgramIsATable() throws {
    let outcome = try box.done(
      "diversity", "exec:echo a,b; for i in $(seq $SKLAR_ROWS); do echo $i,x; done", "--exec-rows", "50",
      "--json",
      "-")
    #expect(outcome.text.contains("\"rows\":50"))
    expectRefusal(
      try box.sklar("diversity", "exec:echo a; echo 1; echo no more >&2; exit 9", "--exec-rows", "50"),
      ["status 9", "no more"])
    try box.done("schema", "exec:echo a; yes 3", "--exec-rows", "100", "-o", "s.yaml")
  }

  @Test func programsThatFail() throws {
    for (command, parts) in [
      ("echo whole words >&2; exit 5", ["status 5", "whole words"]), ("echo a; echo 1", ["1 row, and 4"]),
      ("echo a,b; echo 1; echo 2; echo 3; echo 4", ["Expected 2 fields"]), ("sleep 60", ["0.5 seconds"]),
    ] {
      expectRefusal(
        try box.sklar("sample", "exec:\(command)", "-n", "4", "-o", "x.csv", "--exec-timeout", "0.5"), parts)
      #expect(!box.listing.contains { $0.hasPrefix("x.csv") })
    }
    expectRefusal(
      try box.sklar("sample", "p.model:0.5", "exec:echo a; yes 1:0.5", "-n", "10", "-o", "x.csv"),
      ["\"a\"", "species"])
    #expect(box.listing == ["p.model"])
  }

  @Test func misuse() throws {
    expectMisuse(
      try box.sklar("sample", "p.model:0.8", "p.model:0.3", "-n", "10", "-o", "x.csv"), ["1.1", "not to 1"])
    expectMisuse(try box.sklar("sample", "p.model:0.8", "p.model", "-n", "10", "-o", "x.csv"), ["share"])
    expectMisuse(try box.sklar("sample", "p.model:1.5", "p.model:-0.5", "-n", "10", "-o", "x.csv"), ["1.5"])
    expectMisuse(
      try box.sklar("sample", "p.model:0.8", "p.model:0.2", "--rows", "0..<5", "-o", "x.csv"), ["-n"])
    expectMisuse(
      try box.sklar("sample", "exec:yes", "-n", "10", "-o", "x.csv", "--where", "a == 1"), ["--where"])
    expectMisuse(
      try box.sklar("sample", "exec:yes", "-n", "1", "-o", "x.csv", "--exec-timeout", "0"), ["timeout"])
    expectMisuse(try box.sklar("estimate", "p.model", "-n", "10", "--format", "xls"), ["parquet"])
    expectMisuse(
      try box.sklar("estimate", "p.model", "-n", "10", "--bytes-per-token", "0"), ["bytes-per-token"])
    #expect(box.listing == ["p.model"])
  }

  @Test func estimates() throws {
    let outcome = try box.done("estimate", "p.model", "-n", "100000", "--json", "e.json")
    for part in ["100,000 rows", "gpt-4o-mini", "claude-sonnet-4", "tokens out", "USD", "Memory"] {
      #expect(outcome.text.contains(part), "\(part)\n\(outcome.text)")
    }
    let report = try #require(
      try JSONSerialization.jsonObject(with: try box.data("e.json")) as? [String: Any])
    let bytes = try #require(report["output_bytes"] as? Int)
    try box.done("sample", "p.model", "-n", "100000", "-o", "o.csv", "--quiet")
    let written = try box.data("o.csv").count
    #expect(abs(Double(bytes) / Double(written) - 1) < 0.02)
    #expect((report["seconds"] as? Double ?? 0) > 0 && (report["peak_memory_bytes"] as? Int ?? 0) > 1 << 20)
    let tokens = try #require(report["tokens"] as? [String: Any])
    let perRow = try #require(tokens["text_bytes_per_row"] as? Double)
    #expect(abs((tokens["output"] as? Double ?? 0) - 1e5 * perRow / 4) < 1)

    try box.write(
      "mine.yaml", "date: 2030-01-01\ncurrency: EUR\nlanguage_models:\n  - {name: own, input: 0, output: 2}\n"
    )
    let own = try box.done(
      "estimate", "p.model", "-n", "1M", "--prices", "mine.yaml", "--tokens-per-row", "500")
    #expect(own.text.contains("1,000") && own.text.contains("EUR") && !own.text.contains("gpt"))
    try box.write("bad.yaml", "language_models:\n  - {name: own, input: 0}\n")
    expectRefusal(
      try box.sklar("estimate", "p.model", "-n", "1", "--prices", "bad.yaml"), ["bad.yaml:2", "output"])
    expectRefusal(
      try box.sklar("estimate", "p.model", "-n", "1", "--folder", "nowhere"), ["nowhere"])
    // The list that is shipped is the one that docs/prices.yaml shows.
    let shipped = Self.data.deletingLastPathComponent().appending(path: "docs/prices.yaml").path
    let same = try box.done("estimate", "p.model", "-n", "1000", "--prices", shipped)
    #expect(same.text.contains("claude-3.5-haiku (2024-10-22)"))
  }
}
