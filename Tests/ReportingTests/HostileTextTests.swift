import Evaluation
import Reporting
import Tabular
import Testing

@Suite("Names and levels that want to be more than text")
struct HostileTextTests {
  static let names = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", String(repeating: "long ", count: 900),
    "\u{202E}right to left\u{202C}", "{{{style}}}{{> page}}", "nul\u{0}bell\u{7}line\nfeed",
  ]
  static let levels = [
    "</title></svg><script>alert(2)</script>", "\"\u{301} onload=alert(3) x=", "'\u{200D}' & <b>",
    "\u{600}\" onload=alert(4)",
    "", "\u{FFFE}\u{85}\u{2028}", "مرحبا", "👨‍👩‍👧",
  ]

  private func hostile() throws -> (page: String, tables: EvaluationTables) {
    let tables = EvaluationTables(
      real: mixedTable(rows: 300, seed: 1, names: Self.names, levels: Self.levels),
      synthetic: mixedTable(rows: 300, seed: 2, names: Self.names, levels: Self.levels), target: 2)
    var report = try report(tables)
    report.notes.append("</ul><script>alert(5)</script>")
    report.manifest = Manifest(
      program: "p", command: "sklar '<script>alert(6)</script>'", seed: 1, resamples: 1, sampleLimit: 1,
      files: [.init(role: "real", name: "\"><script>alert(7)</script>", sha256: nil, rows: 1, columns: 1)])
    return (try HTMLReport(report, tables: tables, threads: 1).text, tables)
  }

  @Test func markupStaysText() throws {
    let page = try hostile().page
    #expect(!page.contains("<script"))
    #expect(!page.contains("<img"))
    #expect(!page.contains("<b>&"))
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(page.contains("&lt;script&gt;alert(7)&lt;/script&gt;"))
    for drawing in drawings(page) { #expect(isWellFormed(drawing)) }
  }

  /// By scalars: to a browser a quote ends an attribute whatever mark follows it.
  @Test func everyQuoteIsOurs() throws {
    let scalars = Array(try hostile().page.unicodeScalars)
    for (index, scalar) in scalars.enumerated() where scalar == "\"" {
      #expect(scalars[index + 1].isASCII, "a quote followed by \(scalars[index + 1].value)")
      #expect(scalars[index - 1].value != 0x600)
    }
  }

  @Test func templatesAreNotRenderedTwice() throws {
    let page = try hostile().page
    #expect(page.contains("{{{style}}}{{&gt; page}}"))
    #expect(page.components(separatedBy: "<style>").count == 2)
  }

  @Test func noControlCharacterAndNoMarkOfDirectionIsLeft() throws {
    for scalar in try hostile().page.unicodeScalars {
      let value = scalar.value
      #expect(value >= 0x20 || value == 0x0A)
      #expect(!(0x7F..<0xA0).contains(value))
      #expect(!(0x2028...0x202E).contains(value) && !(0x2066...0x2069).contains(value))
      #expect(value & 0xFFFE != 0xFFFE)
    }
  }

  @Test func longNamesAreCut() throws {
    let page = try hostile().page
    #expect(!page.contains(String(repeating: "long ", count: 150)))
    #expect(page.contains("long long"))
    #expect(page.utf8.count < 700_000)
  }
}

extension String {
  fileprivate func components(separatedBy text: String) -> [Substring] {
    split(separator: text, omittingEmptySubsequences: false)
  }
}
