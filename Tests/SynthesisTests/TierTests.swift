import Randomness
import Tabular
import Testing

@testable import Synthesis

@Suite struct TierTests {
  @Test func sharesByLargestRemainders() {
    #expect(TierShares.largestRemainders([0.5, 0.3, 0.2], 7) == [4, 2, 1])
    #expect(TierShares.largestRemainders([1 / 3, 1 / 3, 1 / 3], 10) == [4, 3, 3])
    #expect(TierShares.largestRemainders([0.8, 0.2], 0) == [0, 0])
    #expect(TierShares.largestRemainders([0, 1], 5) == [0, 5])
    for total in [1, 2, 999, 1 << 40] {
      let counts = TierShares.largestRemainders([0.1, 0.2, 0.3, 0.4], total)
      #expect(counts.reduce(0, +) == total)
      for (count, share) in zip(counts, [0.1, 0.2, 0.3, 0.4]) {
        #expect(abs(Double(count) - share * Double(total)) < 1.001)
      }
    }
  }

  /// Each tier's rows come once each, and prefixes keep the shares.
  @Test func everyRowOfEveryTierOnce() {
    let shares = TierShares([0.7, 0.001, 0.299], rowCount: 5000, seed: Seed(3))
    var seen: [Set<Int>] = [[], [], []]
    for row in 0..<5000 {
      let block = shares.block(of: row)
      let (tier, index) = block.place(of: row)
      #expect(seen[tier].insert(block.parts[tier].lowerBound + index).inserted)
    }
    #expect(seen.map(\.count) == [3500, 5, 1495])
    #expect(seen == shares.counts.map { Set(0..<$0) })
    for end in stride(from: 0, through: 5000, by: 37) {
      let counts = shares.counts(upTo: end)
      #expect(counts.reduce(0, +) == end)
      #expect(
        abs(Double(counts[0]) - 0.7 * Double(end)) <= 1 && abs(Double(counts[2]) - 0.299 * Double(end)) <= 2)
    }
    let parts = [0..<100, 100..<3000, 3000..<5000].map(shares.composition)
    #expect((0..<3).map { tier in parts.reduce(0) { $0 + $1[tier] } } == shares.counts)
    #expect(shares.composition(of: 0..<5000) == shares.counts)
  }

  @Test func rowsAreMixed() {
    let shares = TierShares([0.5, 0.5], rowCount: 2048, seed: Seed(1))
    let block = shares.block(of: 0)
    let tiers = (0..<2048).map { block.place(of: $0).tier }
    let changes = zip(tiers, tiers.dropFirst()).count { $0 != $1 }
    // Of fair coins: 1,023 on average, with a standard deviation of 22.6.
    #expect(abs(changes - 1023) < 150)
  }

  @Test func seedsOfTiers() {
    let seeds = (0..<100).map { Seed(5).tier($0).value }
    #expect(seeds[0] == 5 && Set(seeds).count == 100)
  }

  private struct Rows: RowSource {
    let schema: Schema
    let columns: @Sendable (Range<Int>) -> [Column]

    func prepared(for rows: Range<Int>, threads: Int) -> Rows { self }
    func check(rowsUpTo end: Int) throws {}
    func chunk(rows: Range<Int>, latents: inout LatentBuffer) throws -> Table {
      Table(schema: schema, rowCount: rows.count, columns: columns(rows))
    }
  }

  private let first = Rows(
    schema: Schema([
      Field(name: "n", type: .int64), Field(name: "c", type: .categorical), Field(name: "f", type: .boolean),
      Field(name: "id", type: .identifier(space: .integers(minimum: 1))),
    ])
  ) { rows in
    [
      Column(.int64(rows.map { Int64($0) })),
      Column(.codes(rows.map { Int32($0 % 2) }, levels: StringArray(["a", "b"]))),
      Column(.codes(rows.map { Int32($0 % 2) }, levels: StringArray(["false", "true"]))),
      Column(.int64(rows.map { Int64($0 + 1) })),
    ]
  }
  /// The same columns in another order and other types; values are negative.
  private let second = Rows(
    schema: Schema([
      Field(name: "id", type: .identifier(space: .integers(minimum: 5))),
      Field(name: "c", type: .categorical),
      Field(name: "n", type: .decimal(scale: 1, minimumDigits: 1)), Field(name: "f", type: .boolean),
    ])
  ) { rows in
    [
      Column(.int64(rows.map { Int64($0 + 5) })),
      Column(.codes(rows.map { Int32($0 % 2) }, levels: StringArray(["c", "a"]))),
      Column(
        .int64(rows.map { -10 * Int64($0) - 5 }),
        validity: Bitmap(count: rows.count) { (rows.lowerBound + $0) % 5 != 0 }),
      Column(.codes(rows.map { Int32($0 % 2) }, levels: StringArray(["FALSE", "TRUE"]))),
    ]
  }

  @Test func schemasAreJoined() throws {
    let shares = TierShares([0.75, 0.25], rowCount: 4000, seed: Seed(9))
    let source = try TieredSource([("one", first), ("two", second)], shares: shares, seed: Seed(9))
    #expect(source.schema.fields.map(\.name) == ["n", "c", "f", "id"])
    #expect(source.schema.fields[0].type == .decimal(scale: 1, minimumDigits: 0))
    var latents = LatentBuffer()
    let table = try source.chunk(rows: 0..<4000, latents: &latents)
    guard case .int64(let numbers) = table.columns[0].values,
      case .codes(let codes, let levels) = table.columns[1].values,
      case .codes(let flags, let words) = table.columns[2].values,
      case .int64(let ids) = table.columns[3].values
    else {
      Issue.record("stored otherwise")
      return
    }
    #expect(Set(ids).count == 4000)
    #expect(words.strings == ["false", "true"])
    var fromSecond = 0
    for row in 0..<4000 {
      let level = levels.string(Int(codes[row]))
      if !(table.columns[0].validity?[row] ?? true) {
        fromSecond += 1
      } else if numbers[row] < 0 {
        fromSecond += 1
        let number = Int(-numbers[row] - 5) / 10
        #expect(level == ["c", "a"][number % 2] && flags[row] == Int32(number % 2))
      } else {
        let number = Int(numbers[row]) / 10
        #expect(numbers[row] % 10 == 0 && level == ["a", "b"][number % 2])
      }
    }
    #expect(fromSecond == 1000)
    // Any range is that part of the whole.
    for range in [0..<1, 2000..<2100, 3999..<4000, 100..<3900] {
      let part = try source.prepared(for: range, threads: 1).chunk(rows: range, latents: &latents)
      guard case .int64(let own) = part.columns[0].values, case .int64(let ownIDs) = part.columns[3].values,
        case .codes(let ownCodes, let ownLevels) = part.columns[1].values
      else {
        Issue.record("stored otherwise")
        return
      }
      #expect(own == Array(numbers[range]) && ownIDs == Array(ids[range]))
      #expect(
        ownCodes.map { ownLevels.string(Int($0)) } == codes[range].map { levels.string(Int($0)) })
    }
  }

  @Test func schemasThatDoNotJoin() throws {
    let shares = TierShares([0.5, 0.5], rowCount: 10, seed: Seed(0))
    func error(_ fields: [Field]) -> TierError? {
      #expect(throws: TierError.self) {
        try TieredSource(
          [("one", first), ("two", Rows(schema: Schema(fields)) { _ in [] })], shares: shares, seed: Seed(0))
      }
    }
    let fields = first.schema.fields
    let missing = try #require(error(Array(fields.dropLast())))
    #expect(
      missing.column == "id" && missing.description.contains("two") && missing.message.contains("n, c, f"))
    let further = try #require(error(fields + [Field(name: "x", type: .int64)]))
    #expect(further.column == "x" && further.message.contains("n, c, f, id"))
    var other = fields
    other[0].type = .categorical
    let type = try #require(error(other))
    #expect(type.column == "n" && type.message.contains("categorical") && type.message.contains("int64"))
  }
}
