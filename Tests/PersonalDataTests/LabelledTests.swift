import Foundation
import PersonalData
import Testing

/// A file of made-up texts, each with the kind of personal data that it holds (`!` behind it: recognised as fake), or
/// `none` for decoys. Their check digits were computed by another program.
struct LabelledTests {
  struct Case {
    var kind: String
    var column: String
    var text: String
  }

  static func cases() throws -> [Case] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Labelled/labelled.tsv")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst().map { line in
      let parts = line.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      return Case(kind: parts[0], column: parts[1], text: parts[2])
    }
  }

  /// The kinds found in a case: in a column of its own name where it has one.
  static func found(_ item: Case) -> [(kind: PersonalDataKind, isFake: Bool)] {
    PersonalDataProbe.kinds(of: item.text, column: item.column)
  }

  @Test func precisionAndRecall() throws {
    let cases = try Self.cases()
    #expect(cases.count >= 400)
    let decoys = cases.filter { $0.kind == "none" }
    #expect(decoys.count * 3 >= cases.count)
    var (hits, misses, wrong) = (0, 0, 0)
    for item in cases {
      let real = Self.found(item).filter { !$0.isFake }.map(\.kind.rawValue)
      if item.kind == "none" || item.kind.hasSuffix("!") {
        if !real.isEmpty {
          wrong += 1
          print("false hit \(real):", item.text)
        }
      } else if real.contains(item.kind) {
        hits += 1
        if Set(real).count > 1 {
          wrong += 1
          print("also \(real):", item.text)
        }
      } else {
        misses += 1
        if !real.isEmpty { wrong += 1 }
        print("missed \(item.kind), found \(real):", item.text, item.column)
      }
    }
    let precision = Double(hits) / Double(hits + wrong)
    let recall = Double(hits) / Double(hits + misses)
    print("precision \(precision), recall \(recall), \(cases.count) cases, \(decoys.count) decoys")
    #expect(precision >= 0.98)
    #expect(recall >= 0.98)
  }

  @Test func fakesAreRecognised() throws {
    for item in try Self.cases() where item.kind.hasSuffix("!") {
      let found = Self.found(item)
      #expect(found.contains { $0.kind.rawValue + "!" == item.kind && $0.isFake }, "\(item.text): \(found)")
    }
  }
}
