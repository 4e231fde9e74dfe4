import Foundation
import TabularIO
import Testing

/// A small model of every kind of value that a file holds.
struct SampleModel: Codable, Equatable {
  struct Part: Codable, Equatable {
    enum Kind: String, Codable { case copula, trees }
    var kind: Kind
    var knots: [Double]
    var note: String?
  }
  var name = "é \"quoted\" / \\ \u{1}"
  var rows: Int64 = 1 << 60 + 1
  var extremes: [Int64] = [.min, .max, 9_007_199_254_740_993]
  var seed: UInt64 = .max
  var reals: [Double] = [
    0.1, -0.0, 1e300, .leastNonzeroMagnitude, 1.0 / 3, 3, .greatestFiniteMagnitude, 1e22,
    9_007_199_254_740_992,
  ]
  var matrix: [[Double]] = [[1, 0.5], [0.5, 1]]
  var parts = [Part(kind: .trees, knots: [], note: nil), Part(kind: .copula, knots: [2.5], note: "x")]
  var shares: [String: Double] = ["b": 0.25, "a": 0.75]
  var flag = true
}

private func seal(_ value: some Encodable) throws -> [UInt8] {
  try SealedDocument.encode(value, kind: "sklar-model", version: 1, path: "m.json")
}

private func open<Value: Decodable>(
  _ type: Value.Type, _ bytes: [UInt8], limit: Int = SealedDocument.defaultLimit,
  checksum: SealedDocument.ChecksumPolicy = .verified
) throws(ModelFileError) -> Value {
  try SealedDocument.decode(
    type, kind: "sklar-model", version: 1, from: bytes, path: "m.json", limit: limit, checksum: checksum)
}

/// The error that opening `document` gives; the checksum is ignored, as a hostile file's would fit.
private func failure(
  _ document: String, as type: (some Decodable).Type = SampleModel.self,
  checksum: SealedDocument.ChecksumPolicy = .ignored
) -> ModelFileError? {
  do {
    _ = try open(type, Array(document.utf8), checksum: checksum)
    return nil
  } catch { return error }
}

private func document(model: String) -> String {
  #"{"format":"sklar-model","version":1,"checksum":"sha256:0","model":\#(model)}"#
}

@Suite struct SealedDocumentTests {
  @Test func everyValueSurvives() throws {
    let model = SampleModel()
    let back = try open(SampleModel.self, try seal(model))
    #expect(back == model)
    #expect(back.reals.map(\.bitPattern) == model.reals.map(\.bitPattern))
    #expect(try seal(back) == seal(model))
  }

  @Test func randomDoublesAndIntegersSurvive() throws {
    var state: UInt64 = 11
    var reals: [Double] = []
    var integers: [UInt64] = []
    for shift in 0..<3000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      if Double(bitPattern: state).isFinite { reals.append(Double(bitPattern: state)) }
      integers.append(state >> (shift % 64))
    }
    #expect(try open([Double].self, try seal(reals)).map(\.bitPattern) == reals.map(\.bitPattern))
    #expect(try open([UInt64].self, try seal(integers)) == integers)
    let signed = integers.map { Int64(bitPattern: $0) }
    #expect(try open([Int64].self, try seal(signed)) == signed)
  }

  @Test func theLayoutIsForPeople() throws {
    struct Model: Encodable {
      var b = [1, 2, 3]
      var a = ["x": [[1.5, 2], []], "y": [[3.0]]]
      var empty: [String: Int] = [:]
      var words = ["a,b]", "c\"[{"]
      var long = (0..<40).map { $0 * 1000 }
    }
    let lines = text(try seal(Model())).split(separator: "\n", omittingEmptySubsequences: false).map(
      String.init)
    #expect(lines[0...2] == ["{", #"  "format": "sklar-model","#, #"  "version": 1,"#])
    #expect(lines[3].hasPrefix(#"  "checksum": "sha256:"#) && lines[3].count == 88)
    #expect(
      lines[4...18] == [
        #"  "model": {"#, #"    "a": {"#, #"      "x": ["#, "        [1.5, 2],", "        []", "      ],",
        #"      "y": ["#, "        [3]", "      ]", "    },", #"    "b": [1, 2, 3],"#, #"    "empty": {},"#,
        #"    "long": ["#,
        "      0, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10000, 11000, 12000, 13000, 14000,",
        "      15000, 16000, 17000, 18000, 19000, 20000, 21000, 22000, 23000, 24000, 25000, 26000, 27000,",
      ])
    #expect(lines.suffix(4) == [#"    "words": ["a,b]", "c\"[{"]"#, "  }", "}", ""])
    #expect(lines.allSatisfy { $0.count <= 100 && $0.last != " " })
  }

  @Test func indentationIsFreeButNothingElse() throws {
    let sealed = text(try seal(SampleModel()))
    let compact = sealed.split(separator: "\n").map { $0.drop { $0 == " " } }.joined()
    #expect(try open(SampleModel.self, Array(compact.utf8)) == SampleModel())
    let spaced = sealed.replacing(",\n", with: " ,\r\n\t")
    #expect(try open(SampleModel.self, Array(spaced.utf8)) == SampleModel())
    let edited = sealed.replacing("0.75", with: "0.76")
    let error = try #require(failure(edited, checksum: .verified))
    #expect(error.code == .checksumMismatch)
    #expect(error.description.contains("sklar edit m.json -o NEW"))
    #expect(try open(SampleModel.self, Array(edited.utf8), checksum: .ignored).shares["a"] == 0.76)
  }

  @Test func envelopeErrors() throws {
    #expect(failure("age,income\n1,2\n")?.code == .notJSON)
    #expect(failure("")?.code == .truncated)
    #expect(failure("[1]")?.code == .wrongFormat)
    #expect(failure("3")?.code == .wrongFormat)
    #expect(failure("{}")?.code == .wrongFormat)
    #expect(failure(#"{"format":"other","version":1,"checksum":"","model":{}}"#)?.code == .wrongFormat)
    let newer = failure(#"{"format":"sklar-model","version":7,"checksum":"","model":{}}"#)
    #expect(newer?.code == .newerVersion)
    #expect(newer?.description.contains("version 7; this program reads version 1") == true)
    for other in ["0", "-1", "\"1\"", "1.5", "null", "1e999"] {
      #expect(
        failure(#"{"format":"sklar-model","version":\#(other),"checksum":"","model":{}}"#)?.code == .malformed
      )
    }
    let missing = failure(#"{"format":"sklar-model","version":1,"model":{}}"#)
    #expect(missing?.code == .malformed && missing?.place == "checksum")
    #expect(
      failure(#"{"format":"sklar-model","version":1,"checksum":"","model":{},"x":1}"#)?.code == .malformed)
    #expect(failure(#"{"format":"sklar-model","version":1,"checksum":"","mo":1}"#)?.place == "model")
  }

  @Test func modelErrorsNameTheKeyAndNoValue() throws {
    let good = text(try seal(SampleModel()))
    func place(_ old: String, _ new: String) -> String? {
      let error = failure(good.replacing(old, with: new, maxReplacements: 1))
      #expect(error?.code == .malformed)
      #expect(error?.description.contains("secret") == false)
      return error?.place
    }
    #expect(place(#""kind": "copula""#, #""kind": "secret""#) == "model.parts[1].kind")
    #expect(place(#""kind": "copula""#, #""kind": 3"#) == "model.parts[1].kind")
    #expect(place(#""kind": "copula""#, #""kin": "copula""#) == "model.parts[1].kind")
    #expect(place("[2.5]", "[\"secret\"]") == "model.parts[1].knots[0]")
    // Foundation does not say where a number is that no type holds.
    #expect(place("[2.5]", "[1e999]")?.hasPrefix("model") == true)
    #expect(place("[2.5]", "null") == "model.parts[1].knots")
    #expect(place("18446744073709551615", "18446744073709551616")?.hasPrefix("model") == true)
    #expect(place("1152921504606846977", "1.5")?.hasPrefix("model") == true)
  }

  @Test func infiniteNumbersAreNotWritten() {
    for value in [Double.infinity, -.infinity, .nan] {
      let error = #expect(throws: ModelFileError.self) { try seal(["a": [1, value]]) }
      #expect(error?.code == .unencodable)
      #expect(error?.place == "model.a[1]")
    }
  }
}

@Suite struct HostileModelTests {
  @Test func everyTruncationIsAnError() throws {
    let bytes = try seal(SampleModel())
    // The last byte is a line feed, which a document does not need.
    for count in 0..<(bytes.count - 1) {
      let error = #expect(throws: ModelFileError.self) { try open(SampleModel.self, Array(bytes[..<count])) }
      // Cut inside a character, the text is not UTF-8 any more.
      #expect(error?.code == .truncated || error?.code == .notJSON)
      #expect(error?.place != nil)
    }
    for compression in Compression.allCases {
      let packed = compression.compress(bytes)
      #expect(try open(SampleModel.self, packed) == SampleModel())
      for count in 0..<packed.count {
        #expect(throws: ModelFileError.self) { try open(SampleModel.self, Array(packed[..<count])) }
      }
    }
  }

  @Test func everyBitFlipIsAnErrorOrHarmless() throws {
    let model = SampleModel()
    let bytes = try seal(model)
    for index in bytes.indices {
      for bit in 0..<8 {
        var flipped = bytes
        flipped[index] ^= 1 << bit
        do throws(ModelFileError) {
          let opened = try open(SampleModel.self, flipped)
          #expect(opened == model)
        } catch {}
        // With the checksum out of the way the decoder meets every one of them.
        do throws(ModelFileError) { _ = try open(SampleModel.self, flipped, checksum: .ignored) } catch {}
      }
    }
  }

  @Test func nesting() throws {
    #expect(failure(String(repeating: "[", count: 1_000_000))?.code == .tooDeep)
    #expect(failure(String(repeating: "{\"a\":", count: 1_000_000))?.code == .tooDeep)
    let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    let error = failure(document(model: deep))
    #expect(error?.code == .tooDeep)
    #expect(error?.place == "line 1, column 130")
    let allowed = String(repeating: "[", count: 63) + String(repeating: "]", count: 63)
    #expect(failure(document(model: allowed))?.code == .malformed)
  }

  @Test func duplicateKeys() {
    for model in [
      #"{"a":1,"a":2}"#, #"{"a":1,"b":{},"\u0061":2}"#, #"[{"x":{"y":1,"y":1}}]"#, "{\"é\":1,\"e\u{301}\":2}",
    ] {
      #expect(failure(document(model: model), as: [String: Int].self)?.code == .duplicateKey)
    }
    let outer = #"{"format":"sklar-model","format":"sklar-model","version":1,"checksum":"","model":{}}"#
    #expect(failure(outer)?.code == .duplicateKey)
    #expect(failure(document(model: #"[{"a":1},{"a":1}]"#), as: [[String: Int]].self) == nil)
  }

  @Test func notQuiteJSON() {
    for model in [
      "01", "1.", ".5", "+1", "-", "1e", "1e+", "0x10", "NaN", "Infinity", "tru", "nulll", "'a'", "\"\\x\"",
      "\"\\u12g4\"", "\"a\nb\"", "\"\u{0}\"", "[1,]", "[,1]", "{\"a\":1,}", "{a:1}", "{\"a\"}", "{\"a\" 1}",
      "[1 2]",
      "[1}", "{\"a\":1]", "// x", "1,", ":", "", "{\"a\":1 \"b\":2}", "[1]]", "{1:2}", "{\"a\":1,,}",
      "\"\u{1F}\"",
    ] {
      #expect(failure(document(model: model), as: [String: Int].self)?.code == .notJSON)
    }
    #expect(failure("{\n  \"é\": x\n}")?.place == "line 2, column 8")
    #expect(failure(document(model: "{}") + "{}")?.code == .notJSON)
    #expect(
      failure(document(model: String(repeating: "9", count: 10_000)), as: Double.self)?.code == .notJSON)
    // A half of a surrogate pair is acceptable to the grammar only.
    #expect(failure(document(model: #""\ud800""#), as: String.self)?.code == .malformed)
    #expect(failure(document(model: #"{"\ud800":1}"#), as: [String: Int].self)?.code == .notJSON)
    let invalid = Array(document(model: "\"").utf8) + [0xFF]
    #expect(throws: ModelFileError.self) { try open(String.self, invalid) }
  }

  @Test func aBombIsRefusedAtTheLimit() throws {
    let zeros = [UInt8](repeating: 0x20, count: 64 << 20)
    for compression in Compression.allCases {
      let bomb = compression.compress(zeros)
      #expect(bomb.count < 1 << 18)
      let error = #expect(throws: ModelFileError.self) { try open(SampleModel.self, bomb, limit: 1 << 20) }
      #expect(error?.code == .tooLarge)
    }
    let error = #expect(throws: ModelFileError.self) { try open(SampleModel.self, zeros, limit: 1 << 20) }
    #expect(error?.code == .tooLarge)
  }
}

@Suite struct ModelFileTests {
  @Test(arguments: ["m.json", "m.json.zst", "m.json.gz"])
  func writtenAndRead(_ name: String) throws {
    let workshop = try Workshop()
    let path = try workshop.file(name)
    try ModelFile.write(SampleModel(), to: path)
    try ModelFile.write(SampleModel(), to: path)
    #expect(try ModelFile.read(SampleModel.self, from: path) == SampleModel())
    #expect(workshop.names == [name])
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    #expect((bytes.first == UInt8(ascii: "{")) == (name == "m.json"))
    let error = #expect(throws: ModelFileError.self) {
      try ModelFile.read(SampleModel.self, from: path, limit: 50)
    }
    #expect(error?.code == .tooLarge)
    #expect(error?.path == path)
  }

  @Test func aModelThatCannotBeWrittenLeavesTheOldOne() throws {
    let workshop = try Workshop()
    let path = try workshop.file("m.json")
    try ModelFile.write([1.0], to: path)
    #expect(throws: ModelFileError.self) { try ModelFile.write([Double.nan], to: path) }
    #expect(try ModelFile.read([Double].self, from: path) == [1])
    #expect(workshop.names == ["m.json"])
  }

  @Test func aModelThatCouldNotBeReadIsNotWritten() throws {
    let workshop = try Workshop()
    let path = try workshop.file("m.json.zst")
    try ModelFile.write([1.0], to: path)
    let error = #expect(throws: ModelFileError.self) {
      try ModelFile.write(SampleModel(), to: path, limit: 200)
    }
    #expect(error?.code == .tooLarge)
    #expect(try ModelFile.read([Double].self, from: path) == [1])
    #expect(workshop.names == ["m.json.zst"])
  }

  @Test func unreadable() throws {
    let workshop = try Workshop()
    func code(_ path: String) -> ModelFileError.Code? {
      do {
        _ = try ModelFile.read(SampleModel.self, from: path)
        return nil
      } catch { return error.code }
    }
    #expect(code(workshop.path + "/absent.json") == .unreadable)
    #expect(code(workshop.path) == .unreadable)
    #expect(code(try workshop.file("empty.json", "")) == .truncated)
    #expect(code(try workshop.file("named.json.zst", "{}")) == .unreadable)
    #expect(throws: OutputError.self) { try ModelFile.write([1], to: workshop.path + "/absent/m.json") }
  }
}
