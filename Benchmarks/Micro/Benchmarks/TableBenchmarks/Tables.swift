import Benchmark
import Sklar

/// One iteration makes or writes 1,000 rows a thousand times, so that a millisecond of it is a nanosecond of a cell (of a row, where a
/// row is said to be made).
let (rows, passes) = (1000, 1000)

/// One block of one chunk, encoded and given back, as a run does it.
func encode(_ chunk: Table, with encoder: some RowEncoder) {
  var block = encoder.makeBlock(rows: chunk.rowCount)
  block.append(chunk, firstRow: 0)
  encoder.recycle(block.finish())
}

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(metrics: [.wallClock], warmupIterations: 1, maxDuration: .seconds(1))

  // SplitMix64: the same cells in every run.
  func cells<Value>(_ make: (_ bits: UInt64) -> Value) -> [Value] {
    (1...UInt64(rows)).map { row in
      var z = row &* 0x9E37_79B9_7F4A_7C15
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return make(z ^ (z >> 31))
    }
  }
  func table(_ fields: [(FieldType, Column.Values)]) -> Table {
    Table(
      schema: Schema(fields.enumerated().map { Field(name: "c\($0.offset)", type: $0.element.0) }),
      rowCount: rows, columns: fields.map { Column($0.1) })
  }
  func unit(_ bits: UInt64) -> Double { Double(bits >> 11) * 0x1p-53 }

  let levels = StringArray((0..<16).map { "level-\($0)" })
  let kinds: [(String, FieldType, Column.Values)] = [
    ("integers below 100", .int64, .int64(cells { Int64($0 % 100) })),
    ("integers below a million", .int64, .int64(cells { Int64($0 % 1_000_000) })),
    ("doubles in full precision", .float64(plainIntegers: false), .float64(cells { 200 * unit($0) - 100 })),
    ("decimals, two digits", .decimal(scale: 2, minimumDigits: 2), .int64(cells { Int64($0 % 1_000_000) })),
    ("categories", .categorical, .codes(cells { Int32($0 % 16) }, levels: levels)),
    ("dates", .date(format: TemporalFormat(pattern: "%Y-%m-%d")!), .int64(cells { Int64($0 % 20_000) })),
  ]
  for (name, type, values) in kinds {
    let chunk = table([(type, values)])
    let encoder = OutputFormat.csv.encoder(chunk.schema)
    Benchmark("CSV cell: \(name)") { benchmark in
      for _ in benchmark.scaledIterations {
        for _ in 0..<passes { encode(chunk, with: encoder) }
      }
    }
  }

  let normals = table(
    (0..<20).map { j in
      (.float64(plainIntegers: false), .float64(cells { unit($0 &* (2 * UInt64(j) + 1)) }))
    })
  let sampler = try! RowSampler(GaussianCopulaEstimator().fit(normals), seed: Seed(0))
  Benchmark("sampling rows of 20 reals, in memory") { benchmark in
    for _ in benchmark.scaledIterations {
      var latents = LatentBuffer()
      for pass in 0..<passes {
        blackHole(sampler.chunk(rows: (pass * rows)..<((pass + 1) * rows), latents: &latents))
      }
    }
  }
}
