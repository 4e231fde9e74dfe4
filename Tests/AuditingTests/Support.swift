import Auditing
import Evaluation
import Tabular
import Testing

/// SplitMix64.
struct Numbers: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 ^ 0xD1B5_4A32_D192_ED03 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}

func table(_ columns: [(name: String, type: FieldType, column: Column)]) -> Table {
  Table(
    schema: Schema(columns.map { Field(name: $0.name, type: $0.type) }), rowCount: columns[0].column.count,
    columns: columns.map(\.column))
}

/// Records of numbers, levels and missing cells whose columns hang together; nearly all are distinctive.
func people(_ rows: Int, seed: UInt64) -> Table {
  var random = Numbers(seed)
  var (wealth, age, place, kind): ([Double], [Int64], [Int32], [Int32]) = ([], [], [], [])
  var present: [Bool] = []
  for _ in 0..<rows {
    let x = random.unit() + random.unit() + random.unit()
    wealth.append((100_000 * x + 30_000 * random.unit()).rounded() / 1000)
    age.append(Int64(18 + 20 * x + 10 * random.unit()))
    place.append(Int32(random.unit() * 12))
    kind.append(x + random.unit() < 2 ? 0 : 1)
    present.append(random.unit() > 0.1)
  }
  let places = StringArray((0..<12).map { "place \($0)" })
  return table([
    ("wealth", .float64(plainIntegers: false), Column(.float64(wealth))),
    ("age", .int64, Column(.int64(age), validity: Bitmap(count: rows) { present[$0] })),
    ("place", .categorical, Column(.codes(place, levels: places))),
    ("kind", .categorical, Column(.codes(kind, levels: StringArray(["poor", "rich"])))),
  ])
}

extension Table {
  func rows(in range: Range<Int>) -> Table { rows(range.map(Int32.init)) }

  /// The first `count` rows of another table in place of the first ones here.
  func replacingRows(_ count: Int, from other: Table) -> Table {
    Table(
      schema: schema, rowCount: rowCount,
      columns: zip(columns, other.columns).map { own, others in
        let taken = others.rows((0..<count).map(Int32.init))
        let kept = own.rows((count..<rowCount).map(Int32.init))
        var validity: Bitmap?
        if taken.validity != nil || kept.validity != nil {
          validity = Bitmap(count: rowCount) {
            $0 < count ? taken.validity?[$0] ?? true : kept.validity?[$0 - count] ?? true
          }
        }
        switch (taken.values, kept.values) {
        case (.float64(let a), .float64(let b)): return Column(.float64(a + b), validity: validity)
        case (.int64(let a), .int64(let b)): return Column(.int64(a + b), validity: validity)
        case (.codes(let a, let levels), .codes(let b, _)):
          return Column(.codes(a + b, levels: levels), validity: validity)
        default: preconditionFailure("columns stored alike")
        }
      })
  }
}

func audit(
  _ real: Table, _ synthetic: Table, _ holdout: Table, seed: UInt64 = 0, threads: Int = 2,
  attempts: Int = 200,
  classic: Bool = true
) throws -> PrivacyReport {
  try PrivacyReport(
    EvaluationTables(real: real, synthetic: synthetic, holdout: holdout),
    options: AuditOptions(seed: seed, threads: threads, attempts: attempts, classic: classic))
}
