import Tabular
import TabularIO
import Testing

@Suite struct ParquetTests {
  static let stamp = TemporalFormat(pattern: "%Y-%m-%dT%H:%M:%S.%4f")!
  static let day = TemporalFormat(pattern: "%Y-%m-%d")!

  /// Every type, with and without missing values, over more than one row group.
  static func mixed(_ rows: Int) -> Table {
    let texts = ["", "a", "b,c", "d\"e", "日本語", String(repeating: "long ", count: 30)]
    func holes(_ step: Int) -> Bitmap { Bitmap(count: rows) { $0 % step != 1 } }
    func random(_ row: Int) -> Int64 { Int64(bitPattern: UInt64(row + 1) &* 0x9E37_79B9_7F4A_7C15) }
    let codes = (0..<rows).map { Int32($0 * 7 % texts.count) }
    let strings = StringArray((0..<rows).map { "id-\($0)" + texts[$0 % texts.count] })
    return table(
      [
        (Field(name: "small", type: .int64), Column(.int64((0..<rows).map { Int64($0 % 100) - 50 }))),
        (Field(name: "any", type: .int64), Column(.int64((0..<rows).map(random)))),
        (
          Field(name: "holes", type: .int64, missing: ""),
          Column(.int64((0..<rows).map(random)), validity: holes(3))
        ),
        (
          Field(name: "steps", type: .decimal(scale: 2, minimumDigits: 0), missing: "NA"),
          Column(.int64((0..<rows).map { Int64($0 % 300) * 1_000_000_007 }), validity: holes(7))
        ),
        (
          Field(name: "real", type: .float64(plainIntegers: false)),
          Column(.float64((0..<rows).map { Double(random($0)) * 1e-3 }))
        ),
        (
          Field(name: "atoms", type: .float64(plainIntegers: false), missing: ""),
          Column(.float64((0..<rows).map { [0.5, -0.0, 0, 1e300][$0 % 4] }), validity: holes(2))
        ),
        (Field(name: "day", type: .date(format: day)), Column(.int64((0..<rows).map { Int64($0) - 40_000 }))),
        (
          Field(name: "week", type: .date(format: day)),
          Column(.int64((0..<rows).map { Int64($0 % 50) * 7 - 170 }))
        ),
        (
          Field(name: "at", type: .timestamp(format: stamp)),
          Column(.int64((0..<rows).map { Int64($0) * -12_345_678 }))
        ),
        (
          Field(name: "flag", type: .boolean, missing: ""),
          Column(
            .codes((0..<rows).map { Int32($0 / 3 % 2) }, levels: StringArray(["no", "yes"])),
            validity: holes(5))
        ),
        (Field(name: "level", type: .categorical), Column(.codes(codes, levels: StringArray(texts)))),
        (
          Field(name: "odd", type: .categorical, missing: "?"),
          Column(.codes(codes, levels: StringArray(texts)), validity: holes(2))
        ),
        (
          Field(name: "key", type: .identifier(space: .integers(minimum: 1)), missing: ""),
          Column(.strings(strings), validity: holes(4))
        ),
      ].map {
        $0.0.name == "key" ? (Field(name: "key", type: .text(emission: .drop), missing: ""), $0.1) : $0
      })
  }

  static func expected(_ column: Column, _ field: Field) -> [Stored] {
    (0..<column.count).map { row in
      guard column.validity?[row] ?? true else { return .missing }
      switch column.values {
      case .int64(let values):
        let value = values[row] * (field.name == "at" ? 100 : 1)
        return .word(
          field.type == .date(format: day)
            ? UInt64(UInt32(truncatingIfNeeded: value)) : UInt64(bitPattern: value))
      case .float64(let values): return .word(values[row].bitPattern)
      case .codes(let codes, let levels):
        return field.type == .boolean ? .word(UInt64(codes[row])) : .text(levels.string(Int(codes[row])))
      case .strings(let strings): return .text(strings.string(row))
      }
    }
  }

  @Test(arguments: [1, 63, 1000, 65_536, 70_001]) func cellsReadBack(_ rows: Int) throws {
    let table = Self.mixed(rows)
    let file = ParquetFile(file(ParquetEncoder(schema: table.schema), table))
    #expect(file.rows == rows)
    #expect(file.groups.count == (rows + 65_535) / 65_536)
    for (index, field) in table.schema.fields.enumerated() {
      #expect(try file.column(index).cells == Self.expected(table.columns[index], field), "\(field.name)")
      let nulls = file.groups.indices.map { file.chunk($0, index)[12]![3]!.integer! }
      #expect(nulls.reduce(0, +) == table.rowCount - table.columns[index].presentCount)
    }
  }

  @Test func bytesDoNotDependOnTheChunks() {
    let table = Self.mixed(66_000)
    for encoder in [ParquetEncoder(schema: table.schema), ArrowEncoder(schema: table.schema)]
      as [any RowEncoder]
    {
      let whole = file(encoder, table)
      for size in [1001, 8192, 65_535] { #expect(file(encoder, table, chunkRows: size) == whole) }
      // Memory that is used a second time leaves nothing behind.
      #expect(file(encoder, table) == whole)
    }
  }

  @Test func encodingsFollowTheValues() throws {
    let table = Self.mixed(65_536)
    let file = ParquetFile(file(ParquetEncoder(schema: table.schema), table))
    func pages(_ name: String) throws -> [Int: Int] { try file.column(table.schema.index(of: name)!).pages }
    for name in ["small", "steps", "week", "atoms", "level", "odd"] {
      #expect(try pages(name) == [8: 1], "\(name)")
    }
    for name in ["any", "holes", "real", "flag"] { #expect(try pages(name) == [0: 1], "\(name)") }
    // Text comes in pages of a megabyte.
    #expect(try pages("key") == [0: 2])
    // Random digits stay as they are; what repeats is compressed.
    #expect(file.chunk(0, table.schema.index(of: "any")!)[4] == .integer(0))
    #expect(file.chunk(0, table.schema.index(of: "key")!)[4] == .integer(6))
  }

  @Test func extremesFollowTheRulesOfTheFormat() {
    func extremes(_ field: Field, _ column: Column) -> [[UInt8]?] {
      let table = table([(field, column)])
      let statistics = ParquetFile(file(ParquetEncoder(schema: table.schema), table)).chunk(0, 0)[12]!
      return [statistics[6]?.bytes, statistics[5]?.bytes]
    }
    func reals(_ values: [Double]) -> [[UInt8]?] {
      extremes(Field(name: "v", type: .float64(plainIntegers: false)), Column(.float64(values)))
    }
    func bytes(_ value: Double) -> [UInt8] {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
    }
    #expect(reals([3, -1, 2]) == [bytes(-1), bytes(3)])
    #expect(reals([0, 5]) == [bytes(-0.0), bytes(5)])
    #expect(reals([-5, -0.0]) == [bytes(-5), bytes(0)])
    #expect(reals([.nan, 2, .nan, 1]) == [bytes(1), bytes(2)])
    #expect(reals([.nan]) == [nil, nil])
    #expect(reals([.infinity, -.infinity]) == [bytes(-.infinity), bytes(.infinity)])
    let text = Field(name: "v", type: .categorical, missing: "")
    #expect(extremes(text, levels(["b", "a", "é", "Z"])) == [Array("Z".utf8), Array("é".utf8)])
    // Only what is there counts, and only up to a length.
    #expect(
      extremes(text, levels(["b", "a"], validity: Bitmap(count: 2) { $0 == 0 })) == [
        Array("b".utf8), Array("b".utf8),
      ])
    #expect(extremes(text, levels(["a"], validity: Bitmap(repeating: false, count: 1))) == [nil, nil])
    #expect(extremes(text, levels([String(repeating: "x", count: 257)])) == [nil, nil])
    let flag = Field(name: "v", type: .boolean)
    #expect(extremes(flag, Column(.codes([1, 1], levels: StringArray(["n", "y"])))) == [[1], [1]])
    let day = Field(name: "v", type: .date(format: Self.day))
    #expect(extremes(day, Column(.int64([-1, 2]))) == [[255, 255, 255, 255], [2, 0, 0, 0]])
  }

  @Test func typesAreNamed() {
    func format(_ digits: Int) -> TemporalFormat {
      TemporalFormat(pattern: "%Y-%m-%dT%H:%M:%S" + (digits > 0 ? ".%\(digits)f" : ""))!
    }
    func element(_ type: FieldType, missing: String? = nil) -> Thrift {
      let encoder = ParquetEncoder(schema: Schema([Field(name: "v", type: type, missing: missing)]))
      return ParquetFile(encoder.header + encoder.footer(of: [])).metadata[2]!.list[1]
    }
    #expect(element(.int64)[3] == .integer(0))
    #expect(element(.int64, missing: "")[3] == .integer(1))
    for (digits, unit) in [(0, 1), (3, 1), (4, 2), (6, 2), (7, 3), (9, 3)] {
      let type = element(.timestamp(format: format(digits)))[10]![8]!
      #expect(type[1] == .bool(false))
      #expect(type[2] == .structure([unit: .structure([:])]))
    }
    let decimal = element(.decimal(scale: 4, minimumDigits: 0))
    #expect(decimal[10] == .structure([5: .structure([1: .integer(4), 2: .integer(18)])]))
    #expect([decimal[1], decimal[6], decimal[7], decimal[8]] == [2, 5, 4, 18].map { .integer($0) })
    #expect(element(.categorical)[10] == .structure([1: .structure([:])]))
    #expect(element(.date(format: Self.day))[10] == .structure([6: .structure([:])]))
  }

  @Test func momentsBeyondTheUnitAreHeldAtItsEnds() throws {
    let type = FieldType.timestamp(format: TemporalFormat(pattern: "%Y-%m-%dT%H:%M:%S.%7f")!)
    // The last tick of the year 9999, of the first after it, and one that fits.
    let table = table([
      (Field(name: "v", type: type), Column(.int64([2_534_023_007_999_999_999, -.max, 7])))
    ])
    let file = ParquetFile(file(ParquetEncoder(schema: table.schema), table))
    #expect(
      try file.column(0).cells == [Int64.max, .min, 700].map { .word(UInt64(bitPattern: $0)) })
  }

  @Test func textFollowsItsEmission() throws {
    let template = FieldType.text(emission: .template(value: "row {row} of {row}"))
    let table = table([
      (
        Field(name: "t", type: template),
        Column(.codes([0, 0, 1], levels: StringArray(["row {row} of {row}", "real {row}"])))
      ),
      (
        Field(name: "c", type: .text(emission: .constant(value: "-"))),
        Column(.codes([0, 0, 0], levels: StringArray()))
      ),
    ])
    let file = ParquetFile(file(ParquetEncoder(schema: table.schema), table, chunkRows: 1))
    #expect(try file.column(0).cells == [.text("row 0 of 0"), .text("row 1 of 1"), .text("real {row}")])
    #expect(try file.column(1).cells == [.text("-"), .text("-"), .text("-")])
  }

  @Test func levelsMayDifferFromChunkToChunk() throws {
    let schema = Schema([Field(name: "v", type: .categorical, missing: "")])
    let encoder = ParquetEncoder(schema: schema)
    var block = encoder.makeBlock(rows: 5)
    block.append(
      Table(schema: schema, rowCount: 2, columns: [levels(["a", "b"])]), firstRow: 0)
    block.append(
      Table(
        schema: schema, rowCount: 3,
        columns: [levels(["c", "b", "a"], validity: Bitmap(count: 3) { $0 != 1 })]),
      firstRow: 2)
    let encoded = block.finish()
    let bytes =
      encoder.header + encoded.parts.joined()
      + encoder.footer(of: [PlacedBlock(offset: 4, summary: encoded.summary!)])
    #expect(
      try ParquetFile(bytes).column(0).cells == [.text("a"), .text("b"), .text("c"), .missing, .text("a")])
  }

  @Test func aTableWithoutRowsIsAFile() {
    let none = Self.mixed(0)
    let file = ParquetFile(file(ParquetEncoder(schema: none.schema), none))
    #expect(file.rows == 0)
    #expect(file.groups.isEmpty)
    #expect(file.metadata[2]!.list.count == none.schema.fields.count + 1)
  }

  @Test func longRowsMakeShortBlocks() {
    func rows(_ count: Int) -> Int {
      let fields = (0..<count).map { Field(name: "v\($0)", type: .int64) }
      return ParquetEncoder(schema: Schema(fields)).blockRows
    }
    #expect(rows(1) == 65_536)
    #expect(rows(20) == 65_536)
    #expect(rows(1000) == 4096)
    let template = String(repeating: "x", count: 100_000)
    let text = Field(name: "t", type: .text(emission: .template(value: template)))
    #expect(ParquetEncoder(schema: Schema([text])).blockRows == 256)
  }

  @Test func theBytesOfASmallFile() {
    let table = table([
      (
        Field(name: "n", type: .int64, missing: ""),
        Column(.int64([1, 2]), validity: Bitmap(count: 2) { $0 == 0 })
      ),
      (Field(name: "s", type: .categorical), levels(["a", "b"])),
    ])
    let bytes = file(ParquetEncoder(schema: table.schema), table)
    let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    #expect(hex == Self.small)
  }

  /// Read by pyarrow, polars and DuckDB as [(1, "a"), (nil, "b")].
  static let small =
    "504152311500151c151c2c1504150015061506000002000000030101000000000000001504151415144c150415000000"
    + "010000006101000000621500150615062c150415101506150600000103021504193c4806736368656d61150400150425"
    + "0218016e00150c250018017325004c1c0000001604191c192c26001c1504192500061918016e15001604163e163e2608"
    + "3c3602280801000000000000001808010000000000000000191c15001500150200000026001c150c1935000610191801"
    + "731500160416561656267426461c360028016218016100192c1504150015020015001510150200000016940116042608"
    + "169401002813736b6c61722076657273696f6e20312e302e30192c1c00001c000000c400000050415231"
}
