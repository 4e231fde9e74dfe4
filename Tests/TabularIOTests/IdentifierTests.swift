import Tabular
import TabularIO
import Testing

@Suite struct IdentifierTests {
  private func type(_ values: [String], named name: String = "x") throws -> FieldType {
    try column(values, named: name).0.type
  }

  private func pattern(_ values: [String], named name: String = "x") throws -> String {
    if case .identifier(.strings(let pattern)) = try type(values, named: name) { return pattern.pattern }
    return try type(values, named: name).name
  }

  @Test func consecutiveIntegers() throws {
    #expect(try type((5..<25).reversed().map(String.init)) == .identifier(space: .integers(minimum: 5)))
    #expect(try type((5..<24).map(String.init)) == .int64)
    #expect(try type((5..<24).map(String.init) + ["5"]) == .int64)
  }

  /// A series in time has consecutive values that are tied to the others.
  @Test func timesAreNoIdentifiers() throws {
    #expect(try type((1990...2020).map(String.init), named: "period_end") == .int64)
    #expect(try type((0..<48).map(String.init), named: "Hour") == .int64)
    #expect(try type((0..<48).map(String.init), named: "elapsed_minute") == .int64)
    #expect(
      try type((1990...2020).map(String.init), named: "id") == .identifier(space: .integers(minimum: 1990)))
  }

  @Test(arguments: ["id", "ID", "customer_id", "customerId", "orderID", "order id", "row_number", "key"])
  func namedIntegers(_ name: String) throws {
    let values = (0..<25).map { String($0 * 37 + 4) }
    #expect(try type(values, named: name) == .identifier(space: .integers(minimum: 4)))
    #expect(try type(values.dropLast() + [values[0]], named: name) == .int64)
  }

  @Test(arguments: ["paid", "MADRID", "humid", "value"]) func othersAreNumbers(_ name: String) throws {
    #expect(try type((0..<25).map { String($0 * 37) }, named: name) == .int64)
  }

  @Test func neverDecimals() throws {
    #expect(try type((0..<25).map { "\($0).5" }, named: "id") == .decimal(scale: 1, minimumDigits: 1))
  }

  @Test func patterns() throws {
    #expect(try pattern((0..<150).map { "C-\(String(1_000_000 + $0).dropFirst())" }) == "C-[0-9]{6}")
    #expect(try pattern((1..<140).map { "user\($0)" }) == "user[1-9][0-9]*")
    #expect(try pattern((0..<140).map { "u\($0)@example.org" }) == "u[1-9][0-9]*@example.org")
    let letters = Array("ABCDEFGHJKLMNPQRSTUVWXYZ")
    #expect(try pattern((0..<24).map { "\(letters[$0])\(letters[23 - $0])\($0 % 10)" }) == "[A-Z]{2}[0-9]")
  }

  @Test func uuids() throws {
    var state: UInt64 = 7
    let values = (0..<40).map { _ in
      var digits = (0..<32).map { _ -> Character in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Array("0123456789abcdef")[Int(state >> 60)]
      }
      digits[12] = "4"
      for at in [8, 13, 18, 23] { digits.insert("-", at: at) }
      return String(digits)
    }
    #expect(try pattern(values) == "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
    let (field, stored) = try column(values + [""])
    #expect(field.type.name == "identifier")
    #expect(stored.strings == values + [nil])
  }

  @Test func wordsAreNoIdentifiers() throws {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    let words = (0..<25).map { "\(letters[$0])\(letters[25 - $0])o" }
    #expect(try pattern(words) == "text")
    #expect(try pattern(words, named: "word_id") == "[a-z]{2}o")
    #expect(try pattern((0..<25).map { "\(letters[$0])" + String(repeating: "o", count: $0) }) == "text")
  }
}
