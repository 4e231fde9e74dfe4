import Evaluation
import Tabular
import TabularIO
import Testing

/// Tables that say the same in other words are the same; what cannot be brought together is a clear error.
@Suite struct TableAlignmentTests {
  private func read(_ text: String, like real: Table? = nil, file: String = "t.csv") throws -> Table {
    var options = TableReader.Options(threads: 2, computesDigest: false)
    options.allowsBlankColumns = true
    let reader = TableReader(options)
    guard let real else { return try reader.read(bytes: Array(text.utf8), file: file).table }
    return try reader.read(
      bytes: Array(text.utf8), file: file, comparedWith: real.schema,
      missing: TableAlignment.missingSpellings
    ).table
  }

  private func align(_ real: String, _ other: String, file: String = "t.csv") throws -> TableAlignment {
    let real = try read(real)
    return try TableAlignment(
      real: real, synthetic: read(other, like: real, file: file), holdout: real, threads: 2)
  }

  /// The rows of a column, spelt alike for equal values.
  private func rows(_ table: Table, _ column: Int = 0) -> [String?] {
    let column = table.columns[column]
    return (0..<column.count).map { row in
      guard column.validity?[row] ?? true else { return nil }
      switch column.values {
      case .int64(let values): return "\(values[row])"
      case .float64(let values): return "\(values[row])"
      case .codes(let codes, let levels): return levels.string(Int(codes[row]))
      case .strings(let strings): return strings.string(row)
      }
    }
  }

  /// One column, `x`, beside another that keeps blank lines apart.
  private func column(_ fields: [String]) -> String {
    "x,side\n" + fields.map { "\($0),\($0.count % 2)s\n" }.joined()
  }

  struct Clothes: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var real: [String]
    var other: [String]
  }

  static let clothes = [
    Clothes(
      testDescription: "whole numbers with a point", real: ["39", "-4", "0"], other: ["39.0", "-4.0", "0.0"]),
    Clothes(
      testDescription: "a point and an exponent", real: ["39", "4", "1000"], other: ["3.9e1", "4.0", "1e3"]),
    Clothes(testDescription: "leading zeros", real: ["7", "12", "3"], other: ["007", "012", "003"]),
    Clothes(
      testDescription: "more digits", real: ["0.5", "2.25", "1.00"],
      other: ["0.500000", "2.250000", "1.000000"]),
    Clothes(testDescription: "fewer digits", real: ["0.50", "2.00", "1.00"], other: ["0.5", "2", "1"]),
    Clothes(
      testDescription: "integers beyond 2^53", real: ["9007199254740993", "1", "2"],
      other: ["9007199254740993", "001", "02"]),
    Clothes(testDescription: "a missing value", real: ["5", "NA", "7"], other: ["5.0", "None", "7.0"]),
    Clothes(testDescription: "a missing pandas integer", real: ["5", "", "7"], other: ["5", "<NA>", "7"]),
    Clothes(
      testDescription: "booleans as numbers", real: ["true", "false", "true"], other: ["1", "0", "1"]),
    Clothes(
      testDescription: "booleans as reals", real: ["True", "False", ""], other: ["1.0", "0.0", "NaN"]),
    Clothes(
      testDescription: "booleans in other casing", real: ["TRUE", "FALSE", "TRUE"],
      other: ["true", "false", "true"]),
    Clothes(
      testDescription: "booleans as words", real: ["true", "false", "false"], other: ["Yes", "no", "NO"]),
    Clothes(
      testDescription: "zeros and ones as booleans", real: ["1", "0", "1"], other: ["True", "False", "True"]),
    Clothes(
      testDescription: "codes without their zeros", real: ["007", "012", "100"], other: ["7", "12", "100"]),
    Clothes(testDescription: "codes as reals", real: ["007", "012", ""], other: ["7.0", "12.0", ""]),
    Clothes(testDescription: "numbers among levels", real: ["1", "2", "B"], other: ["1.0", "2.0", "B"]),
    Clothes(testDescription: "levels missing otherwise", real: ["a", "NA", "b"], other: ["a", "None", "b"]),
    Clothes(testDescription: "a level called None", real: ["a", "None", "b"], other: ["a", "None", "b"]),
    Clothes(
      testDescription: "dates as timestamps", real: ["2024-01-31", "2023-02-01", "1969-12-31"],
      other: ["2024-01-31 00:00:00", "2023-02-01 00:00:00", "1969-12-31 00:00:00"]),
    Clothes(
      testDescription: "dates in another format", real: ["2024-01-31", "2023-02-01", ""],
      other: ["31/01/2024", "01/02/2023", "NaT"]),
    Clothes(
      testDescription: "times with more digits", real: ["2024-01-31T10:00:01", "2024-01-31T10:00:02", ""],
      other: ["2024-01-31 10:00:01.000", "2024-01-31 10:00:02.000", ""]),
    Clothes(
      testDescription: "times with another offset", real: ["2024-01-31T10:00:01Z", "2024-01-31T23:00:00Z"],
      other: ["2024-01-31T12:00:01+02:00", "2024-02-01T01:00:00+02:00"]),
    Clothes(
      testDescription: "midnights as dates", real: ["2024-01-31T00:00:00", "2024-02-01T00:00:00"],
      other: ["2024-01-31", "2024-02-01"]),
  ]

  @Test(arguments: clothes) func theSameInOtherClothesIsTheSame(_ clothes: Clothes) throws {
    for (a, b) in [(clothes.real, clothes.other), (clothes.real, clothes.real)] {
      let tables = try align(column(a), column(b)).tables
      #expect(rows(tables.real) == rows(tables.synthetic))
      #expect(rows(tables.real) == rows(tables.holdout!))
      #expect(tables.real.schema == tables.synthetic.schema)
      let likeness = try Likeness(real: tables.real, synthetic: tables.synthetic, threads: 1)
      #expect(likeness.columnShapes[0].score == 1)
    }
  }

  @Test func compactDatesAreDatesInFewRowsToo() throws {
    let days = (1...28).flatMap { ["202401\($0 < 10 ? "0" : "")\($0)", "202402\($0 < 10 ? "0" : "")\($0)"] }
    let real = column(days + days)
    let tables = try align(real, column(Array(days[..<5]))).tables
    #expect(rows(tables.synthetic) == Array(rows(tables.real)[..<5]))
    // And numbers of a real table are, where the other has enough rows to look like dates.
    let few = try align(column(Array(days[..<5])), real).tables
    #expect(rows(few.real).prefix(5) == rows(few.synthetic).prefix(5))
    #expect(few.schema.fields[0].type == .int64)
    expect(.otherKind, row: 1) { try align(real, column(["20240101", "20240199"])) }
  }

  @Test func storageFollowsWhatIsExact() throws {
    // Both whole: 64-bit integers.
    #expect(try align(column(["1", "2"]), column(["3.0", "4.00"])).tables.schema.fields[0].type == .int64)
    // A fraction among whole numbers: doubles, in both.
    let mixed = try align(column(["1", "2"]), column(["1.5", "2"])).tables
    #expect(mixed.schema.fields[0].type == .float64(plainIntegers: true))
    #expect(rows(mixed.real) == ["1.0", "2.0"])
    #expect(rows(mixed.synthetic) == ["1.5", "2.0"])
    // More digits than the real table's: the doubles that both spellings mean.
    let finer = try align(column(["0.1", "0.3"]), column(["0.1", "0.30000001"])).tables
    #expect(rows(finer.real) == ["0.1", "0.3"])
    #expect(rows(finer.synthetic) == ["0.1", "0.30000001"])
    // A time of day among dates: ticks, in both.
    let times = try align(
      column(["2024-01-31", "2024-02-01"]), column(["2024-01-31T06:00", "2024-02-01T00:00"]))
    #expect(rows(times.tables.real) == ["1706659200", "1706745600"])
    #expect(rows(times.tables.synthetic) == ["1706680800", "1706745600"])
    let floats = try align(column(["1e-3", "2"]), column(["5", "6"])).tables
    #expect(rows(floats.synthetic) == ["5.0", "6.0"])
  }

  @Test func missingThatIsALevelToTheRealTable() throws {
    let tables = try align(column(["a", "\"NA\"", "\"NA\""]), column(["a", "NA", "a"])).tables
    #expect(rows(tables.real) == ["a", "NA", "NA"])
    #expect(rows(tables.synthetic) == ["a", "NA", "a"])
  }

  @Test func spellingsOfOneColumnAreNotThoseOfAnother() throws {
    // `None` is a missing number in `x`, a level in `y`; `y` is spelt like numbers otherwise, and `z` like nothing else.
    let real = "x,y,z\n1,01,a\n2,None,b\n3,02,a\n"
    let tables = try align(real, "x,y,z\n1.0,1,a\nNone,2,None\n3.0,1,b\n").tables
    #expect(rows(tables.synthetic, 0) == ["1", nil, "3"])
    #expect(rows(tables.synthetic, 1) == ["01", "02", "01"])
    #expect(rows(tables.synthetic, 2) == ["a", nil, "b"])
    let kept = try align(real, "x,y,z\n1.0,1,a\nNone,None,None\n3.0,1,b\n").tables
    #expect(rows(kept.synthetic, 1) == ["01", "None", "01"])
  }

  @Test func columnsComeInTheRealOrderAndOthersAreLeftOut() throws {
    let alignment = try align("a,b,c\n1,x,2.5\n2,y,3.5\n", ",c,Unnamed: 7,b,a\n0,9.5,z,y,4\n1,8.5,z,x,3\n")
    let tables = alignment.tables
    #expect(tables.synthetic.schema.fields.map(\.name) == ["a", "b", "c"])
    #expect((0..<3).map { rows(tables.synthetic, $0) } == [["4", "3"], ["y", "x"], ["95", "85"]])
    let note = try #require(alignment.notes.first { $0.column == nil })
    #expect(note.role == .synthetic)
    #expect(note.message.contains("\"Unnamed: 0\"") && note.message.contains("\"Unnamed: 7\""))
  }

  @Test func anIndexOfTheRealTableIsLeftOutToo() throws {
    let alignment = try align(",a,b\n0,1,x\n1,2,y\n", "a,b\n1,x\n2,y\n")
    #expect(alignment.tables.schema.fields.map(\.name) == ["a", "b"])
    #expect(alignment.notes.first?.role == .real)
    #expect(try align(",a\n0,1\n1,2\n", ",a\n0,1\n1,2\n").tables.schema.fields.count == 2)
  }

  @Test func columnsWithoutValuesCompareWhereValuesAre() throws {
    let none = try align(column(["", "NA"]), column(["1.5", ""])).tables
    #expect(rows(none.real) == [nil, nil])
    #expect(rows(none.synthetic) == ["any value", nil])
    let likeness = try Likeness(real: none.real, synthetic: none.synthetic, threads: 1)
    #expect(likeness.columnShapes[0].score == 0.5)
    // The other way round the column keeps the real table's kind.
    for real in [["1", "2"], ["1.5", "2"], ["a", "b"], ["true", "false"], ["2024-01-31", "2024-02-01"]] {
      let empty = try align(column(real), column(["", ""])).tables
      #expect(rows(empty.synthetic) == [nil, nil], "\(real)")
      _ = try Likeness(real: empty.real, synthetic: empty.synthetic, threads: 1)
    }
    let both = try align(column(["", ""]), column(["", ""])).tables
    #expect(try Likeness(real: both.real, synthetic: both.synthetic, threads: 1).columnShapes[0].score == 1)
  }

  @Test func foreignLevelsStayApartAndManyCountAsOne() throws {
    let alignment = try align(column(["a", "b", "a"]), column(["c", "d", "c"]))
    #expect(rows(alignment.tables.synthetic) == ["c", "d", "c"])
    #expect(alignment.notes.contains { $0.column == "x" && $0.message.contains("None of the levels") })
    let many = try align(column(["a", "b", "a"]), column((0..<3000).map { "z\($0 % 1500)" }))
    #expect(Set(rows(many.tables.synthetic)).count == 1025)
    #expect(many.notes.contains { $0.message.contains("count as one") })
    let numbers = try align(column(["a", "b", "a"]), column((0..<3000).map { "\($0).25" }))
    #expect(Set(rows(numbers.tables.synthetic)).count == 1025)
  }

  /// No level of any table is taken for the one that stands for many.
  @Test func levelsThatAreJoinedHaveANameOfTheirOwn() throws {
    let foreign = (0..<3000).map { "z\($0 % 1500)" }
    let first = try align(column(["a", "b", "a"]), column(foreign)).tables
    let joined = try #require(Set(rows(first.synthetic).compactMap { $0 }).first { !$0.hasPrefix("z") })
    for taken in ["(other levels)", "other levels", joined, joined + "+"] {
      let tables = try align(column(["a", taken, taken]), column(foreign)).tables
      #expect(!rows(tables.synthetic).contains(taken))
      let shape = try Likeness(real: tables.real, synthetic: tables.synthetic, threads: 1).columnShapes[0]
      #expect(shape.score < 1e-9, "\(taken)")
      let own = try align(column(["a", "b", "a"]), column(foreign + [taken, taken])).tables
      #expect(Set(rows(own.synthetic)).count == 1025)
    }
  }

  @Test func identifiersAndTextAreStoredAlike() throws {
    let ids = (0..<200).map { "C-\(100_000 + $0 * 7919 % 99_991)" }
    for other in [(0..<200).map { "\($0)" }, (0..<200).map { "\($0).5" }, ids, ids.map { _ in "" }] {
      let tables = try align(column(ids), column(other)).tables
      #expect(tables.synthetic.columns[0].count == 200)
      guard case .strings = tables.synthetic.columns[0].values else {
        Issue.record("an identifier is a string")
        continue
      }
      _ = try Likeness(real: tables.real, synthetic: tables.synthetic, threads: 1)
    }
  }

  @Test func jsonLinesAreCompared() throws {
    let lines = "{\"side\": \"s\", \"x\": \"39\"}\n{\"side\": \"s\", \"x\": null}\n{\"x\": \"4\"}\n"
    let tables = try align(column(["39", "", "4"]), lines, file: "t.jsonl").tables
    #expect(rows(tables.synthetic) == ["39", nil, "4"])
  }

  // MARK: - What cannot be

  private func expect(
    _ code: TableAlignmentError.Code, row: Int? = nil, column: String? = "x", _ body: () throws -> Any,
    location: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: TableAlignmentError.self, sourceLocation: location) { _ = try body() }
    #expect(error?.code == code && error?.row == row && error?.column == column, sourceLocation: location)
    #expect(error?.description.contains("SECRET") == false, sourceLocation: location)
  }

  @Test func otherKindsAreErrorsThatQuoteNothing() throws {
    let dates = column(["2024-01-31", "2024-02-01"])
    expect(.otherKind, row: 1) { try align(column(["1", "2", "3"]), column(["4", "SECRET", "5"])) }
    expect(.otherKind, row: 2) { try align(column(["1.5", "2", "3"]), column(["4", "", "SECRET"])) }
    // Neither are true and false numbers beyond 0 and 1.
    expect(.otherKind, row: 0) { try align(column(["1", "2"]), column(["True", "False"])) }
    expect(.otherKind) { try align(column(["1", "2"]), dates) }
    expect(.otherKind) { try align(dates, column(["1", "2"])) }
    expect(.otherKind) { try align(dates, column(["1.5", "2"])) }
    expect(.otherKind, row: 1) { try align(dates, column(["2024-01-31", "SECRET"])) }
    expect(.otherKind) { try align(dates, column(["2024-01-31", "01.02.2024"])) }
    expect(.otherKind) { try align(column(["1", "2"]), column(["2024-01-31T10:00", "2024-02-01T11:00"])) }
  }

  @Test func columnsThatAreMissingAreNamed() throws {
    expect(.missingColumns, column: nil) { try align("a,b,c\n1,2,3\n", "a,d\n1,SECRET\n") }
    expect(.noCommonColumns, column: nil) { try align("a,b\n1,2\n", "c,d\n1,SECRET\n") }
    let error = #expect(throws: TableAlignmentError.self) { try align("a,b,c\n1,2,3\n", "a\n1\n") }
    #expect(error?.message.contains("\"b\", \"c\"") == true)
    let wide = (0..<100).map { "c\($0)" }.joined(separator: ",")
    let many = #expect(throws: TableAlignmentError.self) {
      try align("a,\(wide)\n1,\(wide)\n", "a\n1\n")
    }
    #expect(many?.message.contains("and 92 more") == true)
  }

  @Test func targetsAreColumnsOfTheRealTable() throws {
    let real = try read("a,b\n1,2\n3,4\n")
    #expect(try TableAlignment(real: real, synthetic: real, target: "b", threads: 1).tables.target == 1)
    expect(.noSuchTarget, column: "c") {
      try TableAlignment(real: real, synthetic: real, target: "c", threads: 1)
    }
  }

  @Test func tablesWithoutRowsAreErrors() throws {
    let real = try read("a,b\n1,2\n3,4\n")
    let empty = Table(
      schema: real.schema, rowCount: 0, columns: [Column(.int64([])), Column(.int64([]))])
    expect(.noRows, column: nil) { try TableAlignment(real: real, synthetic: empty, threads: 1) }
    expect(.noRows, column: nil) { try TableAlignment(real: empty, synthetic: real, threads: 1) }
    expect(.noRows, column: nil) {
      try TableAlignment(real: real, synthetic: real, holdout: empty, threads: 1)
    }
  }

  @Test func tablesInMemoryNeedNoReading() throws {
    // As a program has them: numbers where the real table has levels.
    func table(_ type: FieldType, _ column: Column) -> Table {
      Table(schema: Schema([Field(name: "x", type: type)]), rowCount: column.count, columns: [column])
    }
    let real = table(.categorical, Column(.codes([0, 1, 2], levels: StringArray(["01", "2", "3.5"]))))
    for (other, expected) in [
      (table(.int64, Column(.int64([1, 2, 4]))), ["01", "2", "4"]),
      (table(.decimal(scale: 1, minimumDigits: 1), Column(.int64([10, 35, 20]))), ["01", "3.5", "2"]),
      (table(.float64(plainIntegers: false), Column(.float64([2, 3.5, 1]))), ["2", "3.5", "01"]),
    ] {
      let tables = try TableAlignment(real: real, synthetic: other, threads: 1).tables
      #expect(rows(tables.synthetic) == expected)
    }
    let dates = table(.date(format: TemporalFormat(pattern: "%Y-%m-%d")!), Column(.int64([1, 2, 3])))
    expect(.otherKind) { try TableAlignment(real: real, synthetic: dates, threads: 1) }
  }
}
