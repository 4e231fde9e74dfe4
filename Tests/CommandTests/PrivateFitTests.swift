import Foundation
import Testing

/// `fit --epsilon`: what is refused, and what neither prints nor model may tell.
@Suite struct PrivateFitTests {
  private let box: Sandbox

  /// A schema written by hand, and a table of it with few rows.
  init() throws {
    box = try Sandbox()
    try box.write("t.yaml", PrivateFitTests.schema)
    try box.write("t.csv", PrivateFitTests.header + PrivateFitTests.rows(300))
  }

  private static let header = "who,age,pay,city,when,member\n"

  private static func rows(_ count: Int) -> String {
    (0..<count).map { row in
      let pay = row % 4 == 0 ? "" : "\(1000 + row * 37 % 5000).\(row % 10)5"
      return "p\(row / 2),\(18 + row * 7 % 60),\(pay),\(["Rome", "Oslo", "Lima"][row * row % 3]),"
        + "2024-0\(1 + row % 9)-1\(row % 10),\(row % 3 == 0 ? "true" : "false")\n"
    }.joined()
  }

  private static let schema = """
    version: 1
    columns:
      - {name: who, type: text, emit: drop}
      - {name: age, type: int64, minimum: 0, maximum: 120}
      - {name: pay, type: decimal, decimals: 2, minimum_decimals: 2, minimum: 0, maximum: 100000, missing: ""}
      - {name: city, type: categorical, levels: [Rome, Oslo, Lima, Bonn]}
      - {name: when, type: date, format: "%Y-%m-%d", minimum: "2024-01-01", maximum: "2024-12-31"}
      - {name: member, type: boolean, levels: ["false", "true"]}
    """

  @discardableResult
  private func fit(_ data: String, _ model: String, _ options: String...) throws -> Outcome {
    try box.run(
      try #require(Command.path),
      ["fit", data, "--epsilon", "1", "--schema", "t.yaml", "-o", model] + options)
  }

  private func done(_ data: String, _ model: String, _ options: String...) throws -> Outcome {
    let outcome = try box.run(
      try #require(Command.path),
      ["fit", data, "--epsilon", "1", "--schema", "t.yaml", "-o", model] + options)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return outcome
  }

  // MARK: - What is refused

  @Test(arguments: ["0", "-1", "nan", "inf", "-inf", "1e9", "1e-30", "one", ""])
  func epsilonMustBeABudget(_ epsilon: String) throws {
    expectMisuse(
      try box.sklar("fit", "t.csv", "--epsilon", epsilon, "--schema", "t.yaml", "-o", "a.model"), ["psilon"])
    #expect(!box.listing.contains("a.model"))
  }

  @Test(arguments: ["1", "2", "-1e-9", "nan", "inf", "small", "1e-300"])
  func deltaMustBeAProbability(_ delta: String) throws {
    expectMisuse(
      try box.sklar(
        "fit", "t.csv", "--epsilon", "1", "--delta", delta, "--schema", "t.yaml", "-o", "a.model"), ["elta"])
    #expect(!box.listing.contains("a.model"))
  }

  @Test func optionsThatDoNotGoTogether() throws {
    for options in [
      ["--delta", "1e-9"], ["--unit", "who"], ["--max-rows", "3"], ["--replace-one"],
      ["--model", "pairwise"],
      ["--epsilon", "1", "--schema", "t.yaml", "--stream"],
      ["--epsilon", "1", "--schema", "t.yaml", "--max-rows", "3"],
      ["--epsilon", "1", "--schema", "t.yaml", "--unit", "who", "--max-rows", "0"],
      ["--epsilon", "1", "--schema", "t.yaml", "--model", "trees"],
    ] {
      let outcome = try box.run(
        try #require(Command.path), ["fit", "t.csv", "-o", "a.model"] + options)
      expectMisuse(outcome)
    }
    #expect(!box.listing.contains("a.model"))
  }

  /// The data is a pipe that nobody writes to: whoever opened it would wait for ever.
  @Test func refusalsComeBeforeTheTableIsOpened() throws {
    func refused(_ options: String, _ parts: [String]) throws {
      let outcome = try box.shell(
        "rm -f pipe; mkfifo pipe; timeout 20 \"$SKLAR\" fit pipe -o a.model --epsilon \(options)")
      expectRefusal(outcome, parts)
      #expect(!box.listing.contains("a.model"))
    }
    try refused("1", ["--schema"])
    try refused("1 --schema metadata.json", ["SDV"])
    try refused("1 --schema t.yaml --unit nobody", ["\"nobody\"", "unit"])
    try refused("1 --schema t.yaml --unit city --target city", ["\"city\"", "target"])
    try refused("1 --schema t.yaml --target nobody", ["\"nobody\"", "target"])
    // A budget that buys nothing.
    try refused("0.000001 --delta 1e-9 --schema t.yaml", ["budget"])
    for epsilon in ["40", "60", "100"] {
      try refused("\(epsilon) --schema t.yaml", ["epsilon", "exact"])
      try refused("\(epsilon) --delta 0 --schema t.yaml", ["epsilon", "exact"])
    }
    try refused("1 --delta 1e-60 --schema t.yaml", ["delta", "exact"])
    let open = PrivateFitTests.schema.replacingOccurrences(of: ", levels: [Rome, Oslo, Lima, Bonn]", with: "")
    try box.write("open.yaml", open)
    try refused("1 --delta 0 --schema open.yaml", ["\"city\"", "levels"])
    try box.write(
      "swapped.yaml", PrivateFitTests.schema.replacingOccurrences(of: "maximum: 120", with: "maximum: -1"))
    try refused("1 --schema swapped.yaml", ["minimum", "\"age\""])
    let many = (0..<65_600).map { "L\($0)" }.joined(separator: ", ")
    try box.write("many.yaml", PrivateFitTests.schema.replacingOccurrences(of: "Bonn", with: "Bonn, \(many)"))
    try refused("1 --schema many.yaml", ["\"city\"", "65,535"])
    try box.write("text.yaml", "version: 1\ncolumns:\n  - {name: who, type: text}\n")
    try refused("1 --schema text.yaml", ["No column"])
    try box.write("wrong.yaml", PrivateFitTests.schema + "\nfunctional: [\"city -> country\"]\n")
    try refused("1 --schema wrong.yaml", ["functional", "\"country\""])
    try box.write("wrong.yaml", PrivateFitTests.schema + "\nfunctional: [\"city -> who\"]\n")
    try refused("1 --schema wrong.yaml", ["functional", "\"who\""])
  }

  @Test func headersAreComparedInTheOpen() throws {
    try box.write("less.csv", "who,age\np1,3\n")
    expectRefusal(try fit("less.csv", "a.model"), ["\"pay\""])
    try box.write("more.csv", "secretive," + PrivateFitTests.header + "1,p1,3,,Rome,2024-01-01,true\n")
    let more = try fit("more.csv", "a.model")
    expectRefusal(more, ["column 1 of the header"])
    #expect(!more.errors.contains("secretive"))
    expectRefusal(try fit("nowhere.csv", "a.model"), ["nowhere.csv"])
  }

  // MARK: - What must not be told

  /// Rows that an ordinary fit refuses or notes, each with a value that no output may hold.
  private static let poison = [
    "SECRET42,SECRET42,SECRET42,SECRET42,SECRET42,SECRET42\n", "p1,\"\",nan,,31.12.2024,TRUE\n",
    "p1,39.0,inf,rome,2024-02-30,1\n", "p1,99999999999999999999,1e300,\"a \"\"b\"\"\",9999-12-31,maybe\n",
    ",,,,,\n", "p1,-5,-0.001,Rome ,0001-01-01,False\n", "\"a\nb\",007,1.005,\"x,y\",2024-1-1,null\n",
  ]

  @Test(arguments: ["auto", "copula"])
  func poisonedRowsPrintNothing(_ kind: String) throws {
    let clean = try done("t.csv", "clean.model", "--model", kind)
    #expect(clean.errors.isEmpty)
    let shape = PrivateFitTests.shape(clean.text)
    for (index, row) in PrivateFitTests.poison.enumerated() {
      try box.write("bad.csv", PrivateFitTests.header + PrivateFitTests.rows(300) + row)
      let outcome = try done("bad.csv", "clean.model", "--model", kind)
      #expect(outcome.errors == clean.errors, "row \(index)")
      #expect(PrivateFitTests.shape(outcome.text) == shape, "row \(index)")
      let model = try box.text("clean.model")
      for secret in ["SECRET42", "rome", "maybe", "x,y", "99999999999999999999", "9999-12-31", "31.12.2024"] {
        #expect(!model.contains(secret) && !outcome.text.contains(secret), "row \(index): \(secret)")
      }
    }
  }

  /// What is printed with every number made 0, since those are noisy or public, and without what depends on noisy numbers:
  /// which pairs of columns were bought, and where values were found missing.
  private static func shape(_ text: String) -> String {
    let zeroed = text.replacing(/[0-9]+([.,][0-9]+)*(e-?[0-9]+)?/, with: "0").replacing("0 to 0", with: "0")
      .replacing("0 numbers", with: "0 number")
    return zeroed.split(separator: "\n").filter { !$0.contains("two-way") && !$0.hasPrefix("missing") }
      .joined(separator: "\n")
  }

  @Test func damageIsToldInOneSentence() throws {
    let rows = PrivateFitTests.rows(300)
    var messages = Set<String>()
    for (row, place) in [
      ("SECRET42,1\n", 1), ("SECRET42,1,2,3,4,5,6,7\n", 200), ("\"SECRET42,1,,Rome,2024-01-01,true\n", 3),
      ("\"SECRET42\"x,1,,Rome,2024-01-01,true\n", 299), ("SECRET42\u{0},1,,Rome,2024-01-01,true\n", 9),
      ("\n", 40),
    ] {
      var lines = rows.split(separator: "\n", omittingEmptySubsequences: false).map { $0 + "\n" }
      lines.insert(Substring(row), at: place)
      try box.write("bad.csv", PrivateFitTests.header + lines.joined())
      let outcome = try fit("bad.csv", "a.model")
      expectRefusal(outcome, ["bad.csv: "])
      messages.insert(outcome.errors)
    }
    var bytes = Data((PrivateFitTests.header + rows).utf8)
    bytes[bytes.count - 20] = 0xFF
    try box.write("bad.csv", bytes)
    messages.insert(try fit("bad.csv", "a.model").errors)
    // Headers that hold rows.
    for header in [
      "who,age,pay,city,when,member\rSECRET42,1,,Rome,2024-01-01,true\r",
      "who,age,pay,city,when,\"member\nSECRET42,1,,Rome,2024-01-01,\"\n",
      "who,age,pay,city,when,member\r55512,1,,Rome,2024-01-01,SECRET42\r55512,SECRET42,,Rome,2024-01-01,SECRET42\r",
    ] {
      try box.write("bad.csv", header)
      messages.insert(try fit("bad.csv", "a.model").errors)
    }
    #expect(messages.count == 1, "\(messages)")
    #expect(messages.allSatisfy { !$0.contains(/bad.csv:[0-9]/) && !$0.contains("SECRET42") })
    #expect(!box.listing.contains("a.model"))
  }

  /// Ids that would be one number: each is a unit, so that about all rows stay.
  @Test(arguments: ["int64", "float64"])
  func longAndFractionalIdsAreUnits(_ type: String) throws {
    try box.write(
      "t.yaml",
      """
      version: 1
      columns:
        - {name: id, type: \(type)}
        - {name: city, type: categorical, levels: [Rome, Oslo, Lima, Bonn]}
      """)
    for id in ["1000000000000000000", "5.0000000000000000"] {
      let rows = (0..<2_000).map { "\(id)\(1000 + $0),\(["Rome", "Oslo", "Lima"][$0 % 3])\n" }.joined()
      try box.write("t.csv", "id,city\n" + rows)
      _ = try done("t.csv", "a.model", "--unit", "id", "--max-rows", "1")
      var model = try JSON.model(try box.data("a.model"))
      var count: Int64 = 0
      _ = model.change("provenance") {
        _ = $0.change("rows") { if case .integer(let rows) = $0 { count = rows } }
      }
      #expect(abs(count - 2_000) < 300)
    }
  }

  /// Casings are known where a schema states no levels.
  @Test func booleansNeedNoLevels() throws {
    try box.write(
      "t.yaml",
      """
      version: 1
      columns:
        - {name: member, type: boolean}
        - {name: city, type: categorical, levels: [Rome, Oslo, Lima, Bonn]}
      """)
    let rows = (0..<3_000).map { "\($0 % 3 == 0 ? "False" : "True"),\(["Rome", "Oslo"][$0 % 2])\n" }.joined()
    try box.write("t.csv", "member,city\n" + rows)
    _ = try done("t.csv", "a.model")
    try box.done("sample", "a.model", "-n", "2000", "-o", "s.csv", "--quiet")
    let members = CSV(try box.data("s.csv")).texts("member")
    #expect(Set(members) == ["false", "true"])
    // Two thirds, with noise and sampling error far below 0.1.
    #expect(abs(Double(members.count { $0 == "true" }) / 2_000 - 2 / 3) < 0.1)
  }

  @Test func mergingIsRefusedForItsPrivacy() throws {
    _ = try done("t.csv", "a.model", "--model", "copula")
    expectRefusal(try box.sklar("merge", "a.model", "a.model", "-o", "m.model"), ["privacy"])
  }

  /// Tables of n and n + 1 rows print the same words, have models of the same keys, and noisy counts only.
  @Test func theNumberOfRowsIsNoisy() throws {
    var counts = Set<Int64>()
    var keys = Set<[String]>()
    var shapes = Set<String>()
    for index in 0..<8 {
      try box.write("n.csv", PrivateFitTests.header + PrivateFitTests.rows(4_321 + index % 2))
      shapes.insert(PrivateFitTests.shape(try done("n.csv", "a.model").text))
      var model = try JSON.model(try box.data("a.model"))
      keys.insert(PrivateFitTests.keys(of: model))
      #expect(model.change("sha256") { _ in } == 0)
      _ = model.change("provenance") {
        _ = $0.change("rows") { if case .integer(let rows) = $0 { counts.insert(rows) } }
      }
    }
    // The noise of a count has a deviation above 10, so that eight equal ones are rarer than 1 in 10^10.
    #expect(counts.count > 1)
    #expect(shapes.count == 1)
    #expect(keys.count == 1)
  }

  /// All names of members.
  private static func keys(of value: JSON) -> [String] {
    var keys = Set<String>()
    func walk(_ value: JSON) {
      switch value {
      case .object(let members):
        keys.formUnion(members.keys)
        members.values.forEach(walk)
      case .array(let elements): elements.forEach(walk)
      default: break
      }
    }
    walk(value)
    return keys.sorted()
  }

  @Test func levelsThatOneRowHasDoNotComeOut() throws {
    let open = PrivateFitTests.schema.replacingOccurrences(of: ", levels: [Rome, Oslo, Lima, Bonn]", with: "")
    try box.write("t.yaml", open)
    try box.write(
      "odd.csv",
      PrivateFitTests.header + PrivateFitTests.rows(6_000) + "p1,40,1.00,SECRET42,2024-01-01,true\n")
    let outcome = try done("odd.csv", "a.model", "--delta", "1e-6")
    let model = try box.text("a.model")
    #expect(!model.contains("SECRET42") && !outcome.text.contains("SECRET42"))
    #expect(model.contains("Rome") && model.contains("other"))
  }

  @Test func theSeedDoesNotReachTheNoise() throws {
    _ = try done("t.csv", "a.model", "--seed", "7")
    _ = try done("t.csv", "b.model", "--seed", "7")
    let (a, b) = (try box.data("a.model"), try box.data("b.model"))
    #expect(a != b)
  }

  // MARK: - What does come out

  @Test(arguments: [
    ["--model", "auto"], ["--model", "copula"], ["--model", "pairwise", "--delta", "0"], ["--replace-one"],
    ["--model", "copula", "--delta", "0"], ["--unit", "who", "--max-rows", "2"], ["--target", "city"],
  ])
  func modelsHoldTheirLedgerAndCanBeSampled(_ options: [String]) throws {
    let outcome = try box.run(
      try #require(Command.path),
      ["fit", "t.csv", "--epsilon", "1", "--schema", "t.yaml", "-o", "a.model"] + options)
    try #require(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.isEmpty)
    #expect(outcome.text.contains("promise: epsilon 1"))
    #expect(outcome.text.contains("counts as the first of them: city\n"))
    #expect(!outcome.text.contains("time "))
    let shown = try box.done("inspect", "a.model").text
    #expect(shown.contains("promise: epsilon 1"))
    try box.done("sample", "a.model", "-n", "2000", "-o", "s.csv", "--quiet")
    let rows = try box.text("s.csv").split(separator: "\n").dropFirst()
    #expect(rows.count == 2000)
    for row in rows {
      let cells = row.split(separator: ",", omittingEmptySubsequences: false)
      try #require(cells.count == 5)
      #expect((0...120).contains(try #require(Int(cells[0]))))
      if !cells[1].isEmpty { #expect((0...100_000).contains(try #require(Double(cells[1])))) }
      #expect(["Rome", "Oslo", "Lima", "Bonn"].contains(cells[2]))
      #expect(cells[3].hasPrefix("2024-"))
    }
  }

  @Test(arguments: ["auto", "copula"])
  func tablesOfNoOrOneRowGiveModelsLikeOthers(_ kind: String) throws {
    for count in [0, 1, 2] {
      try box.write("few.csv", PrivateFitTests.header + PrivateFitTests.rows(count))
      let outcome = try done("few.csv", "a.model", "--model", kind)
      #expect(outcome.errors.isEmpty)
      try box.done("sample", "a.model", "-n", "50", "-o", "s.csv", "--quiet")
    }
  }

  @Test func boundsAreBoughtWhereTheSchemaIsOpen() throws {
    try box.write(
      "t.yaml", PrivateFitTests.schema.replacingOccurrences(of: ", minimum: 0, maximum: 100000", with: ""))
    let outcome = try done("t.csv", "a.model")
    #expect(outcome.text.contains("histogram of magnitudes"))
    try box.done("sample", "a.model", "-n", "100", "-o", "s.csv", "--quiet")
  }

  @Test func theSchemaOfARealTableIsEnough() throws {
    try box.done("schema", Fixtures.penguinsData, "-o", "p.yaml")
    #expect(try box.text("p.yaml").split(separator: "\n")[0].contains("Not public"))
    let outcome = try box.done(
      "fit", Fixtures.penguinsData, "--epsilon", "5", "--schema", "p.yaml", "-o", "p.model")
    #expect(outcome.errors.isEmpty)
    #expect(!outcome.text.contains("magnitudes") && !outcome.text.contains("threshold"))
  }
}
