import Foundation
import Tabular
import Testing

@testable import TabularIO

@Suite struct ProgramTests {
  private func options(_ rows: Int, seconds: Double = 20) -> TableReader.Options {
    var options = TableReader.Options(threads: 2, computesDigest: false)
    options.program = Program.Options(rows: rows, seed: 17, seconds: seconds)
    return options
  }

  private func failure(_ command: String, rows: Int = 3, seconds: Double = 20) -> [TableReadError?] {
    let options = options(rows, seconds: seconds)
    let path = "exec:" + command
    let reading = #expect(throws: TableReadError.self) { try TableReader(options).read(path: path) }
    let stream = #expect(throws: TableReadError.self) {
      try TableStream(path: path, options: options).forEach { _ in
      } _: { _ in
      }
    }
    let spool = #expect(throws: TableReadError.self) { try TableSpool(path: path, options: options) }
    return [reading, stream, spool]
  }

  @Test func rowsAndSeedAreTold() throws {
    let path = "exec:echo rows,seed; for i in $(seq $SKLAR_ROWS); do echo $SKLAR_ROWS,$SKLAR_SEED; done"
    let table = try TableReader(options(5)).read(path: path).table
    #expect(table.rowCount == 5)
    #expect(table.columns[0].values == .int64([5, 5, 5, 5, 5]))
    #expect(table.columns[1].values == .int64([17, 17, 17, 17, 17]))
  }

  @Test(arguments: [
    "exec:echo a; yes 7", "exec:yes '{\"a\": 7}'", "exec:echo a; yes 7 | gzip | cat | gunzip",
  ])
  func tooManyAreCut(_ path: String) throws {
    #expect(try TableReader(options(1000)).read(path: path).table.rowCount == 1000)
    var rows = 0
    try TableStream(path: path, options: options(1000)).forEach { _ in
    } _: {
      rows += $0.table.rowCount
    }
    #expect(rows == 1000)
    #expect(try TableSpool(path: path, options: options(1000)).rowCount == 1000)
  }

  @Test func failuresAreTold() {
    for error in failure("echo a; echo 1; echo first >&2; echo the last words >&2; exit 3") {
      #expect(
        error?.message.contains("status 3") == true && error?.message.contains("the last words") == true)
      #expect(error?.message.contains("first") == false)
    }
    for error in failure("no-such-program-at-all") { #expect(error?.message.contains("127") == true) }
    for error in failure(" ") { #expect(error?.message.contains("no command") == true) }
    for error in failure("kill -9 $$") { #expect(error?.message.contains("signal 9") == true) }
  }

  @Test func tooFewAreNamed() {
    for error in failure("printf 'a,b\\n1,2\\n'") {
      #expect(error?.code == .tooFewRows)
      #expect(error?.message.contains("1 row, and 3") == true)
    }
    for error in failure("true") { #expect(error?.message.contains("0 rows, and 3") == true) }
    // Blank lines are no rows.
    for error in failure("printf '{\"a\":1}\\n\\n\\n\\n\\n'") {
      #expect(error?.message.contains("1 row, and 3") == true, "\(String(describing: error))")
    }
  }

  @Test func garbageIsRefused() {
    for error in failure("echo Sure! Here are your rows:; echo; echo a,b,c; echo 1") { #expect(error != nil) }
    for error in failure("echo '{\"a\": 1}'; echo oops") { #expect(error?.code == .malformedJSON) }
    for error in failure("head -c 100000 /dev/zero") { #expect(error != nil) }
  }

  /// Also what it has started is ended.
  @Test func hangingProgramsAreEnded() throws {
    let mark = "31\(UInt32.random(in: 100_000...999_999))"
    let start = ContinuousClock().now
    for error in failure("sleep \(mark) & echo a; sleep \(mark)", seconds: 0.3) {
      #expect(error?.message.contains("--exec-timeout") == true)
    }
    #expect(ContinuousClock().now - start < .seconds(15))
    Thread.sleep(forTimeInterval: 0.2)
    let running = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    let left = running.filter { process in
      guard let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") else { return false }
      return String(decoding: line, as: UTF8.self).contains(mark)
    }
    #expect(left.isEmpty)
  }

  /// Types are those of all rows, and any block can be had.
  @Test func aSpoolIsTypedByAllRows() throws {
    let path = "exec:echo n,c; seq 1 160000 | sed 's/.*/&,x/'; echo 0.25,y"
    let spool = try TableSpool(path: path, options: options(160_001))
    #expect(spool.rowCount == 160_001 && spool.blockCount > 1)
    #expect(spool.schema.fields[0].type == .decimal(scale: 2, minimumDigits: 0))
    for row in [0, 159_999, 160_000] {
      let block = spool.block(of: row)
      let table = try spool.table(ofBlock: block)
      guard case .int64(let values) = table.columns[0].values else {
        Issue.record("stored otherwise")
        return
      }
      #expect(
        values[row - spool.rows(ofBlock: block).lowerBound] == (row == 160_000 ? 25 : Int64(row + 1) * 100))
    }
  }
}

@Suite struct PriceListTests {
  @Test func standardPrices() throws {
    let list = PriceList.standard
    #expect(list.date.contains("20") && list.currency == "USD" && !list.machines.isEmpty)
    let prices = Dictionary(
      uniqueKeysWithValues: list.languageModels.map { ($0.name, [$0.input, $0.output]) })
    #expect(
      prices == [
        "gpt-4o": [2.5, 10], "gpt-4o-mini": [0.15, 0.6], "claude-sonnet-4 (2025-05-14)": [3, 15],
        "claude-3.5-haiku (2024-10-22)": [0.8, 4],
      ])
    // 10,000 rows at 500 tokens: 5M tokens.
    #expect(list.languageModels[0].cost(inputTokens: 1e6, outputTokens: 5e6) == 52.5)
  }

  @Test func faultsAreNamedWithTheirLine() throws {
    func error(_ text: String) -> PriceFileError? {
      #expect(throws: PriceFileError.self) { try PriceList(yaml: text, file: "p.yaml") }
    }
    #expect(
      error("language_models:\n  - {name: x, input: 1, output: -2}\n")?.description.hasPrefix(
        "p.yaml:2: output") == true)
    #expect(error("language_models:\n  - {name: x, input: much, output: 2}\n")?.line == 2)
    #expect(error("machines:\n  - {per_hour: 1}\n")?.message.contains("no name") == true)
    #expect(error("machine:\n  - {per_hour: 1}\n")?.message.contains("machines") == true)
    #expect(error("a: [1\n")?.message.contains("YAML") == true)
    #expect(error("date: 2025-01-01\n")?.message.contains("No prices") == true)
    #expect(error("") != nil)
  }
}
