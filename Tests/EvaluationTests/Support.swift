import Evaluation
import Tabular

/// A deterministic source of numbers for tables of tests: Lehmer's generator of 64 bits.
struct Numbers: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 2 &+ 1 }

  mutating func next() -> UInt64 {
    state = state &* 0xda94_2042_e4dd_58b5
    return state ^ state >> 32
  }

  /// In 0..<1.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}

/// A table with every kind of column that is compared: many and few levels, whole numbers of small and of large range,
/// reals, a constant, missing values at random, and two columns that hang together.
func mixedTable(rows: Int, seed: UInt64, shift: Double = 0, levels: Int = 7, wide: Int = 700) -> Table {
  var random = Numbers(seed)
  func missing(_ share: Double) -> Bitmap { Bitmap(count: rows) { _ in random.unit() >= share } }
  func codes(_ count: Int) -> [Int32] {
    (0..<rows).map { _ in Int32(random.unit() * random.unit() * Double(count)) }
  }
  func names(_ count: Int, _ prefix: String) -> StringArray {
    StringArray((0..<count).map { "\(prefix)\($0)" })
  }
  let base = (0..<rows).map { _ in random.unit() + random.unit() - 1 + shift }
  let columns = [
    Column(.int64(base.map { Int64(($0 * 40).rounded()) })),
    Column(.float64(base.map { $0 * $0 + random.unit() })),
    Column(.int64((0..<rows).map { _ in Int64(random.unit() * 1e12) }), validity: missing(0.2)),
    Column(
      .float64((0..<rows).map { _ in random.unit() < 0.3 ? 0 : -1e-3 * random.unit() }),
      validity: missing(0.05)),
    Column(.int64([Int64](repeating: 3, count: rows))),
    Column(.codes(base.map { $0 > 0 ? 1 : 0 }, levels: names(2, "flag"))),
    Column(.codes(codes(levels), levels: names(levels, "level")), validity: missing(0.1)),
    Column(.codes(codes(40), levels: names(40, "land"))),
    Column(.codes(codes(wide), levels: names(wide, "place"))),
    Column(.codes(codes(wide * 4), levels: names(wide * 4, "person")), validity: missing(0.01)),
    Column(.codes(codes(5), levels: names(5, "step"))),
  ]
  let types: [FieldType] = [
    .int64, .float64(plainIntegers: false), .int64, .float64(plainIntegers: false), .int64, .boolean,
    .categorical, .categorical, .categorical, .categorical, .categorical,
  ]
  return Table(
    schema: Schema(types.enumerated().map { Field(name: "c\($0)", type: $1) }), rowCount: rows,
    columns: columns)
}
