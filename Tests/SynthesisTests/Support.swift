import Foundation
import Kernels
import Randomness
import Synthesis
import Tabular

/// SplitMix64 (Steele, Lea, Flood 2014): the tests' own generator, not the one under test.
struct TestRandom: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func uniform() -> Double { (Double(next() >> 12) + 0.5) * 0x1p-52 }
  mutating func normal() -> Double { StandardNormal.quantile(uniform()) }
  mutating func normals(_ count: Int) -> [Double] { (0..<count).map { _ in normal() } }
}

extension Table {
  init(_ columns: [(name: String, type: FieldType, column: Column)]) {
    self.init(
      schema: Schema(columns.map { Field(name: $0.name, type: $0.type) }),
      rowCount: columns.first?.column.count ?? 0, columns: columns.map(\.column))
  }

  func column(_ name: String) -> Column { columns[schema.index(of: name)!] }

  /// The numbers of a column, without the missing ones.
  func reals(_ name: String) -> [Double] {
    let column = column(name)
    let all: [Double]
    switch column.values {
    case .int64(let values): all = values.map(Double.init)
    case .float64(let values): all = values
    case .codes(let codes, _): all = codes.map(Double.init)
    case .strings: all = []
    }
    return all.indices.filter { column.validity?[$0] ?? true }.map { all[$0] }
  }

  /// The levels of a column, `nil` where missing.
  func levels(_ name: String) -> [String?] {
    let column = column(name)
    guard case .codes(let codes, let levels) = column.values else { return [] }
    let names = levels.strings
    return codes.indices.map { column.validity?[$0] ?? true ? names[Int(codes[$0])] : nil }
  }

  func strings(_ name: String) -> [String] {
    guard case .strings(let strings) = column(name).values else { return [] }
    return strings.strings
  }
}

let real = FieldType.float64(plainIntegers: false)

func reals(_ values: [Double], missing: ((Int) -> Bool)? = nil) -> Column {
  Column(.float64(values), validity: missing.map { missing in Bitmap(count: values.count) { !missing($0) } })
}

func integers(_ values: [Int64], missing: ((Int) -> Bool)? = nil) -> Column {
  Column(.int64(values), validity: missing.map { missing in Bitmap(count: values.count) { !missing($0) } })
}

func levels(_ codes: [Int], _ names: [String], missing: ((Int) -> Bool)? = nil) -> Column {
  Column(
    .codes(codes.map { Int32($0) }, levels: StringArray(names)),
    validity: missing.map { missing in Bitmap(count: codes.count) { !missing($0) } })
}

func fit(_ table: Table, threads: Int = 2, seed: UInt64 = 0) throws -> GaussianCopulaEstimator.Fit {
  try GaussianCopulaEstimator(seed: Seed(seed), threads: threads).fit(
    table,
    provenance: .init(
      rows: table.rowCount, columns: table.columns.count, sha256: nil, program: "test", options: [:]))
}

func sample(_ model: SynthesisModel, rows: Int, seed: UInt64 = 1) throws -> Table {
  try RowSampler(model, seed: Seed(seed)).chunk(rows: 0..<rows)
}

func json(_ model: SynthesisModel) throws -> Data {
  let encoder = JSONEncoder()
  encoder.outputFormatting = .sortedKeys
  return try encoder.encode(model)
}

func pearson(_ x: [Double], _ y: [Double]) -> Double {
  let n = Double(x.count)
  let (mx, my) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
  let xy = zip(x, y).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) }
  let xx = x.reduce(0) { $0 + ($1 - mx) * ($1 - mx) }
  let yy = y.reduce(0) { $0 + ($1 - my) * ($1 - my) }
  return xy / (xx * yy).squareRoot()
}

/// Spearman's correlation of columns without ties.
func spearman(_ x: [Double], _ y: [Double]) -> Double {
  func ranks(_ values: [Double]) -> [Double] {
    var ranks = [Double](repeating: 0, count: values.count)
    for (rank, index) in values.indices.sorted(by: { values[$0] < values[$1] }).enumerated() {
      ranks[index] = Double(rank)
    }
    return ranks
  }
  return pearson(ranks(x), ranks(y))
}

/// (count - n p) / sqrt(n p q): false alarms beyond 6 are rarer than 2e-9.
func zScore(_ count: Int, of n: Int, share p: Double) -> Double {
  (Double(count) - Double(n) * p) / (Double(n) * p * (1 - p)).squareRoot()
}

/// A table with every kind of field, with missing values; 3,000 rows.
func mixedTable() -> Table {
  var random = TestRandom(11)
  let rows = 3000
  let latent = random.normals(rows)
  let noise = random.normals(rows)
  let unlike = random.normals(rows)
  let day = TemporalFormat(pattern: "%Y-%m-%d")!
  let moment = TemporalFormat(pattern: "%Y-%m-%d %H:%M:%S.%3f")!
  let serial = IdentifierPattern(pattern: "K-[0-9]{4}[a-f]")!
  let missing = { (row: Int) in latent[row] + noise[row] < -1.2 }
  let both = (0..<rows).map { latent[$0] * 0.8 + noise[$0] * 0.6 }
  return Table([
    ("id", .identifier(space: .integers(minimum: 100)), integers((0..<rows).map { Int64($0 + 100) })),
    ("real", real, reals(latent)),
    ("money", .decimal(scale: 2, minimumDigits: 2), integers(both.map { Int64($0 * 1000) * 5 })),
    ("age", .int64, integers(noise.map { Int64(40 + $0 * 10) }, missing: missing)),
    ("day", .date(format: day), integers(both.map { Int64(15_000 + $0 * 500) }, missing: missing)),
    ("moment", .timestamp(format: moment), integers(latent.map { Int64(1e12 + $0 * 1e9) })),
    ("flag", .boolean, levels(unlike.map { $0 > 1 ? 1 : 0 }, ["no", "yes"])),
    (
      "level", .categorical,
      levels(
        both.map { min(4, max(0, Int($0 + 2.5))) }, ["d", "a", "c", "e", "b"],
        missing: { unlike[$0] > 0.5 })
    ),
    (
      "serial", .identifier(space: .strings(pattern: serial)),
      Column(.strings(StringArray((0..<rows).map { "K-\(1000 + $0)a" })))
    ),
    ("one", .categorical, levels([Int](repeating: 0, count: rows), ["only"])),
    ("fixed", .text(emission: .constant(value: "-")), levels([Int](repeating: 0, count: rows), ["secret"])),
    (
      "note", .text(emission: .template(value: "row {row}/{row}")),
      levels([Int](repeating: 0, count: rows), ["secret"])
    ),
    ("gone", .text(emission: .drop), levels([Int](repeating: 0, count: rows), ["secret"])),
  ])
}
