import Randomness
import Synthesis
import Tabular
import Testing

@Suite struct IdentifierTests {
  static func sampler(_ space: IdentifierSpace, seed: UInt64 = 3) throws -> RowSampler {
    let column: Column =
      switch space {
      case .integers: integers([1, 2, 3])
      case .strings: Column(.strings(StringArray(["a", "b", "c"])))
      }
    return try RowSampler(fit(Table([("id", .identifier(space: space), column)])).model, seed: Seed(seed))
  }

  static func matches(_ text: String, _ pattern: IdentifierPattern) -> Bool {
    var rest = Array(text.utf8)[...]
    for segment in pattern.segments {
      switch segment {
      case .literal(let bytes):
        guard rest.starts(with: bytes) else { return false }
        rest = rest.dropFirst(bytes.count)
      case .characters(let alphabet, let count):
        guard rest.count >= count, rest.prefix(count).allSatisfy(alphabet.contains) else { return false }
        rest = rest.dropFirst(count)
      case .number:
        let digits = rest.prefix { (48...57).contains($0) }
        guard let first = digits.first, first != 48 else { return false }
        rest = rest.dropFirst(digits.count)
      }
    }
    return rest.isEmpty
  }

  @Test(arguments: [
    "C-[0-9]{4}", "user[1-9][0-9]*", "[0-9a-f]{8}-[0-9a-f]{24}", "[ab]{12}", "<[1-9][0-9]*>",
    "[0-9]{3}-[a-z]{40}", "[A-C][1-9][0-9]*[xy]",
  ])
  func stringsAreUniqueAndOfThePattern(pattern: String) throws {
    let parsed = try #require(IdentifierPattern(pattern: pattern))
    let sampler = try IdentifierTests.sampler(.strings(pattern: parsed))
    let ids = sampler.chunk(rows: 0..<4000).strings("id")
    #expect(Set(ids).count == 4000)
    #expect(ids.allSatisfy { IdentifierTests.matches($0, parsed) })
    #expect(ids.sorted() != ids)
  }

  @Test(arguments: [0, 1, 999, -50, 1_000_000, .min, 1 << 62] as [Int64])
  func integersAreUniqueAndNotBelowTheMinimum(minimum: Int64) throws {
    let sampler = try IdentifierTests.sampler(.integers(minimum: minimum))
    guard case .int64(let ids) = sampler.chunk(rows: 0..<5000).columns[0].values else {
      Issue.record("integers are not stored as integers")
      return
    }
    #expect(Set(ids).count == 5000)
    #expect(ids.allSatisfy { $0 >= minimum })
    #expect(ids.sorted() != ids)
  }

  /// All numbers of one length come before longer ones.
  @Test func decadesAreUsedUpInTurn() throws {
    let sampler = try IdentifierTests.sampler(.integers(minimum: 1))
    guard case .int64(let ids) = sampler.chunk(rows: 0..<999).columns[0].values else { return }
    #expect(ids.prefix(9).sorted() == Array(1...9))
    #expect(ids[9..<99].sorted() == Array(10...99))
    #expect(ids[99...].sorted() == Array(100...999))
  }

  @Test func wholeSpacesAreUsedAndNoMore() throws {
    let sampler = try IdentifierTests.sampler(.strings(pattern: IdentifierPattern(pattern: "x[0-9]{2}")!))
    #expect(Set(sampler.chunk(rows: 0..<100).strings("id")).count == 100)
    try sampler.check(rowsUpTo: 100)
    let error = #expect(throws: ModelError.self) { try sampler.check(rowsUpTo: 101) }
    #expect(error?.code == .identifiersExhausted && error?.column == "id")
    #expect(error?.description.contains("100") == true)
  }

  @Test func spacesWithoutAnEndAreNeverExhausted() throws {
    for pattern in ["[0-9a-f]{32}", "u[1-9][0-9]*"] {
      let sampler = try IdentifierTests.sampler(.strings(pattern: IdentifierPattern(pattern: pattern)!))
      try sampler.check(rowsUpTo: 1 << 50)
    }
    try IdentifierTests.sampler(.integers(minimum: 1)).check(rowsUpTo: 1 << 50)
  }

  @Test func integersEndWithInt64() throws {
    let sampler = try IdentifierTests.sampler(.integers(minimum: .max - 9))
    guard case .int64(let ids) = sampler.chunk(rows: 0..<10).columns[0].values else { return }
    #expect(ids.sorted() == Array((.max - 9)...(.max)))
    try sampler.check(rowsUpTo: 10)
    #expect(throws: ModelError.self) { try sampler.check(rowsUpTo: 11) }
  }

  @Test func columnsAndSeedsDiffer() throws {
    let space = IdentifierSpace.integers(minimum: 0)
    let column = integers([1, 2, 3])
    let model = try fit(
      Table([("a", .identifier(space: space), column), ("b", .identifier(space: space), column)])
    ).model
    // No latents at all.
    #expect(model.dependence.latentCount == 0)
    let table = try sample(model, rows: 1000)
    #expect(table.reals("a") != table.reals("b"))
    #expect(try sample(model, rows: 1000, seed: 2).reals("a") != table.reals("a"))
  }
}
