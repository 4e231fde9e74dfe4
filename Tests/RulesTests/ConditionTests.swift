import Rules
import Tabular
import TabularIO
import Testing

struct ConditionTests {
  @Test(arguments: [
    "race == \"Black\" and (age >= 60 or not income in [\">50K\"]) and workclass is null",
    "a + b * 2 == -(c - 1) / d", "`education-num` >= 10", "x not in [1, -2.50, \"a\\\"b\"]",
    "not (a == 1 or b == 2)", "start <= end and end is not null", "`in` == \"x\"",
    "(a + b) * c < d - (e - f)",
  ])
  func textIsReadBack(_ text: String) throws {
    let condition = try Condition(parsing: text)
    #expect(try Condition(parsing: condition.description) == condition)
  }

  @Test func chainsAndBetween() throws {
    #expect(try Condition(parsing: "17 <= age < 60") == Condition(parsing: "17 <= age and age < 60"))
    #expect(try Condition(parsing: "age BETWEEN 17 AND 60") == Condition(parsing: "age >= 17 and age <= 60"))
    #expect(try Condition(parsing: "(age) > (3)") == Condition(parsing: "age > 3"))
  }

  @Test(arguments: [
    ("age >= ", 8), ("age = 3", 5), ("age >= 3 and", 13), ("race == \"Black", 9), ("age", 1), ("age & 3", 5),
    ("x in []", 7), ("x == null", 6), ("(a == 1", 8), ("a == 1)", 7), ("a in [b]", 7), ("1a == 2", 1),
    ("a == 'x\\q'", 8), ("(a == 1) + 2 < 3", 1), ("", 1), ("``  == 1", 1), ("a == 1 b", 8), ("a == 1.", 8),
  ])
  func errorsGiveTheColumn(_ text: String, _ column: Int) {
    let error = #expect(throws: ConditionError.self) { try Condition(parsing: text) }
    #expect(error?.column == column, "\(text): \(error?.description ?? "")")
  }

  @Test func nestingIsBounded() {
    for text in [
      String(repeating: "(", count: 30_000), String(repeating: "not ", count: 10_000),
      "a" + String(repeating: "+a", count: 10_000), String(repeating: "a", count: 100_000),
    ] {
      let error = #expect(throws: ConditionError.self) { try Condition(parsing: text) }
      #expect(error?.code == .size)
    }
  }

  static let schema = Schema([
    Field(name: "n", type: .int64), Field(name: "d", type: .decimal(scale: 2, minimumDigits: 0)),
    Field(name: "x", type: .float64(plainIntegers: true)),
    Field(name: "day", type: .date(format: TemporalFormat(pattern: "%Y-%m-%d")!)),
    Field(name: "at", type: .timestamp(format: TemporalFormat(pattern: "%Y-%m-%d %H:%M:%S")!)),
    Field(name: "level", type: .categorical),
    Field(name: "flag", type: .boolean, domain: .levels(values: ["FALSE", "TRUE"], ordered: false)),
    Field(name: "other", type: .categorical, domain: .levels(values: ["c", "b", "a"], ordered: true)),
  ])

  static let csv = """
    n,d,x,day,at,level,flag,other
    9007199254740993,1.25,0.1,2024-01-31,2024-01-31 10:00:00,a,TRUE,a
    9007199254740992,2.50,1e3,2024-02-29,2024-02-29 00:00:00,b,FALSE,a
    ,1.30,2.5,2024-03-01,2024-03-01 12:30:15,,TRUE,b
    -5,-0.75,-1e-3,2023-12-31,2023-12-31 23:59:59,c,FALSE,c
    """

  @Test(arguments: [
    ("n == 9007199254740993", [0], [2]), ("n > 9007199254740992", [0], [2]), ("n < 0.5", [3], [2]),
    ("n in [9007199254740992, -5]", [1, 3], [2]), ("n not in [-5]", [0, 1], [2]), ("n is null", [2], []),
    ("d == 1.250", [0], []), ("d >= 1.251", [1, 2], []), ("d == 1.251", [], []),
    ("d != 1.25", [1, 2, 3], []),
    ("x == 0.1", [0], []), ("x >= 1000", [1], []), ("day > \"2024-01-31\"", [1, 2], []),
    ("day in [\"2024-02-29\"]", [1], []), ("at < \"2024-02-29T00:00\"", [0, 3], []),
    ("at >= \"2024-02-29\"", [1, 2], []), ("day == at", [1], []), ("at - day > 0", [0, 2, 3], []),
    ("day + 1 == \"2024-03-01\"", [1], []), ("day - \"2023-12-31\" >= 60", [1, 2], []),
    ("level == \"a\"", [0], [2]), ("not level == \"a\"", [1, 3], [2]), ("level == other", [0, 3], [2]),
    ("level in [\"a\", \"c\"] or n is null", [0, 2, 3], []), ("flag == true", [0, 2], []),
    ("flag != \"TRUE\"", [1, 3], []), ("n + 1 == 9007199254740994", [0], [2]),
    ("n * n > 81129638414606681695789005144063", [0, 1], [2]), ("d * 4 == n + 2", [3], [2]),
    ("d / 0 > 1", [], [0, 1, 2, 3]), ("(d / 0) is null", [0, 1, 2, 3], []), ("n > 1e30", [], [2]),
    ("n < 1e30 and level is not null", [0, 1, 3], []), ("n == 1 and level == \"a\"", [], [2]),
    ("x > d", [1, 2, 3], []),
    ("other < \"a\"", [2, 3], []), ("17 <= n + 20 < 100", [], [2]), ("-7 <= n < 100", [3], [2]),
    ("1 < 2", [0, 1, 2, 3], []),
  ])
  func rowsOfATable(_ text: String, _ yes: [Int], _ unknown: [Int]) throws {
    let table = try TableReader(TableReader.Options(schema: Self.schema, threads: 1))
      .read(bytes: Array(Self.csv.utf8), file: "t.csv").table
    let truth = try Condition(parsing: text).bound(to: table.schema).truth(of: table)
    #expect((0..<truth.count).filter { truth.yes[$0] } == yes)
    #expect((0..<truth.count).filter { truth.unknown?[$0] ?? false } == unknown)
  }

  @Test(arguments: [
    ("missing == 1", ConditionError.Code.unknownColumn), ("n == \"a\"", .literal), ("n == level", .type),
    ("level < \"b\"", .type), ("day == 3", .literal), ("day == \"31.01.2024\"", .literal),
    ("day == n", .type),
    ("day + day < day", .type), ("level + 1 == 2", .type), ("other < \"z\"", .literal),
    ("\"a\" == \"b\"", .type),
    ("x == \"much\"", .literal), ("-day == day", .type), ("day * 2 == day", .type),
  ])
  func refusedByColumns(_ text: String, _ code: ConditionError.Code) {
    let error = #expect(throws: ConditionError.self) {
      try Condition(parsing: text).bound(to: Self.schema)
    }
    #expect(error?.code == code)
  }
}
