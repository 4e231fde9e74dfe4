import Foundation
import Tabular
import Testing

@Suite struct IdentifierPatternTests {
  @Test(arguments: [
    "C-[0-9]{6}", "user[1-9][0-9]*", "[0-9a-f]{8}-[0-9a-f]{4}", "[A-Z]{2}[0-9]", "[ab]", "x[1-9][0-9]*y",
    #"\[[0-9]\\"#, #"\{[0-9]}"#, "[0-9]{1024}", "é[0-9]{3}", "[1-9][0-9]{3}", "[acegi-n]{2}",
  ])
  func notationRoundTrips(pattern: String) throws {
    let parsed = try #require(IdentifierPattern(pattern: pattern))
    #expect(parsed.pattern == pattern)
    #expect(IdentifierPattern(pattern: parsed.pattern) == parsed)
    #expect(IdentifierPattern(parsed.segments) == parsed)
    let coded = try JSONEncoder().encode([parsed])
    #expect(try JSONDecoder().decode([IdentifierPattern].self, from: coded) == [parsed])
  }

  @Test func notationMeansWhatItSays() {
    let digits = Array("0123456789".utf8)
    #expect(
      IdentifierPattern(pattern: "C-[0-9]{6}")?.segments == [
        .literal(Array("C-".utf8)), .characters(alphabet: digits, count: 6),
      ])
    #expect(
      IdentifierPattern(pattern: #"a\[[1-9][0-9]*"#)?.segments == [.literal(Array("a[".utf8)), .number])
    // Ranges may overlap and stand in any order: an alphabet is a set.
    #expect(IdentifierPattern(pattern: "[5-90-6]") == IdentifierPattern(pattern: "[0-9]"))
  }

  @Test(arguments: [
    "", "abc", "[0-9", "[]", "[a]", "[z-a]", "[0-9]{0}", "[0-9]{-1}", "[0-9]{x}", "[0-9]{2", "[0-9]{1025}",
    "[1-9][0-9]*-[1-9][0-9]*", #"[0-9]\"#, "[é]", "[0-9]{99999999999999999999}",
  ])
  func malformedNotationIsRefused(pattern: String) {
    #expect(IdentifierPattern(pattern: pattern) == nil)
    let json = try! JSONEncoder().encode([pattern])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([IdentifierPattern].self, from: json)
    }
  }

  @Test func impossibleSegmentsAreRefused() {
    let ab = Array("ab".utf8)
    #expect(IdentifierPattern([.characters(alphabet: ab, count: 0)]) == nil)
    #expect(IdentifierPattern([.characters(alphabet: ab.reversed(), count: 1)]) == nil)
    #expect(IdentifierPattern([.characters(alphabet: [97, 97], count: 1)]) == nil)
    #expect(IdentifierPattern([.characters(alphabet: [97, 200], count: 1)]) == nil)
    // Neither could be told from the notation of a range, or its end.
    #expect(IdentifierPattern([.characters(alphabet: Array("+-a".utf8), count: 1)]) == nil)
    #expect(IdentifierPattern([.characters(alphabet: Array("A]a".utf8), count: 1)]) == nil)
    #expect(IdentifierPattern([.literal(ab)]) == nil)
    #expect(IdentifierPattern([.number, .number]) == nil)
  }

  /// Segments whose literals hold characters of the notation itself.
  @Test(arguments: ["{q", "{2}", "*", "]", "-", "[", "\\", "\\{", "[1-9][0-9]*"])
  func literalsDoNotBecomeNotation(literal: String) throws {
    for count in [1, 2] {
      let segments: [IdentifierPattern.Segment] = [
        .characters(alphabet: Array("0123456789".utf8), count: count), .literal(Array(literal.utf8)),
        .characters(alphabet: Array("ab".utf8), count: 1), .literal(Array(literal.utf8)),
      ]
      let pattern = try #require(IdentifierPattern(segments))
      #expect(IdentifierPattern(pattern: pattern.pattern) == pattern)
    }
  }

  @Test func charactersBeforeAStarAreNoNumber() throws {
    let (nonzero, digits) = (Array("123456789".utf8), Array("0123456789".utf8))
    let pattern = try #require(
      IdentifierPattern([
        .characters(alphabet: nonzero, count: 1), .characters(alphabet: digits, count: 1), .literal([42]),
      ]))
    #expect(IdentifierPattern(pattern: pattern.pattern) == pattern)
  }
}
