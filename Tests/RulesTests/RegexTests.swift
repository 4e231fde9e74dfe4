import Rules
import Testing

struct RegexTests {
  @Test(arguments: [
    ("[A-Z]{2}", ["NY"], ["N", "NYC", "ny", ""]),
    ("\\d{5}(-\\d{4})?", ["12345", "12345-6789"], ["1234", "12345-"]),
    ("(a+)+$", ["a", "aaaa"], ["", "aab"]), ("^a$|^b$", ["a", "b"], ["ab", ""]),
    ("(a*)*", ["", "aaa"], ["b"]),
    ("a.c", ["abc", "aéc"], ["a\nc", "ac"]), ("[^0-9]+", ["ab"], ["a1", ""]),
    ("x{2,3}?", ["xx", "xxx"], ["x", "xxxx"]),
    ("[]a]+", ["]a"], ["["]), ("(?:a|bc)*d", ["d", "abcd"], ["bd"]), ("\\u00e9+", ["éé"], ["e"]),
    ("^$", [""], ["a"]),
    ("a|", ["", "a"], ["b"]), ("[\\w.]+@[\\w.]+", ["a.b@c"], ["@", "a@"]),
  ])
  func wholeTexts(_ pattern: String, _ good: [String], _ bad: [String]) throws {
    var matcher = try RegexAutomaton(pattern).matcher()
    for text in good {
      let matches = matcher.matches(Array(text.utf8))
      #expect(matches, "\(pattern) \(text)")
    }
    for text in bad {
      let matches = matcher.matches(Array(text.utf8))
      #expect(!matches, "\(pattern) \(text)")
    }
  }

  @Test(arguments: [
    ("(a)\\1", 4, "Backreferences"), ("a(?=b)", 2, "Look-ahead"), ("(?<!a)b", 1, "Look-behind"),
    ("(a", 1, "not closed"),
    ("a)", 3, ""), ("[a", 1, "not closed"), ("*a", 1, "nothing to repeat"), ("a{2000}", 2, "at most"),
    ("a{3,2}", 2, "Swap"),
    ("a++", 3, "Possessive"), ("\\bword", 1, "Word boundaries"), ("[z-a]", 2, "Swap"), ("a\\", 2, "single"),
    ("((a{1000}){1000}){1000}", 1, "states"), ("(?i)a", 1, "Flags"), ("\\p{L}", 1, "Unicode"),
  ])
  func refusedByName(_ pattern: String, _ column: Int, _ words: String) {
    let error = #expect(throws: RegexError.self) { try RegexAutomaton(pattern) }
    #expect(error?.message.contains(words) ?? false || words.isEmpty, "\(error?.description ?? "")")
    #expect(error.map { abs($0.column - column) <= 1 } ?? false, "\(error?.description ?? "")")
  }

  @Test(.timeLimit(.minutes(1)))
  func catastrophicPatternsAreLinear() throws {
    let text = [UInt8](repeating: UInt8(ascii: "a"), count: 200_000) + [UInt8(ascii: "!")]
    for pattern in ["(a+)+$", "(a|aa)+", "(a|a?)+b", "(.*a){12}b", "((a*)*)*c"] {
      var matcher = try RegexAutomaton(pattern).matcher()
      let matches = matcher.matches(text)
      #expect(!matches)
    }
  }

  @Test func manyStatesAreBounded() throws {
    // Its deterministic automaton has 2^13 states.
    var matcher = try RegexAutomaton("(a|b)*a(a|b){12}").matcher()
    var text: [UInt8] = []
    var state: UInt64 = 1
    for _ in 0..<50_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      text.append(state >> 60 & 1 == 0 ? UInt8(ascii: "a") : UInt8(ascii: "b"))
    }
    let matches = matcher.matches(text)
    #expect(matches == (text[text.count - 13] == UInt8(ascii: "a")))
  }
}
