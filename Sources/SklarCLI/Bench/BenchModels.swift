import Distributions
import Kernels
import Sklar

/// The two models that every machine is measured with, made here, so that no file is needed.
enum BenchModels {
  /// 20 correlated normals in full precision, from a description.
  static func normals() throws -> SynthesisModel {
    let columns = try (1...20).map { number in
      TableDefinition.Column(
        field: Field(name: "x\(number)", type: .float64(plainIntegers: false)),
        marginal: .family(try FamilyMarginal(.normal(mean: Double(10 * number), sd: 2))), missingShare: 0)
    }
    let correlations = columns.indices.map { i in
      columns.indices.map { j in CorrelatedNormals.correlation(i, j, rho: rho) }
    }
    return try DefinitionSolution(
      TableDefinition(columns: columns, kind: .latent, correlations: correlations), program: sklarVersion
    ).model
  }

  /// A table of Adult's shape, fitted: six columns of integers, nine of categories, as many levels as there.
  static func mixed(threads: Int) throws -> SynthesisModel {
    let source = try CorrelatedNormals(latents: shape.count, rho: rho)
    var block = [Double](repeating: 0, count: source.latents * rows)
    block.withUnsafeMutableBufferPointer {
      source.draw(rows: rows, firstRow: 0, into: $0)
      KernelSet.active.normalCDF($0)
    }
    let columns = shape.indices.map { j in
      column(shape[j], name: "c\(j + 1)", uniforms: block[(j * rows)..<((j + 1) * rows)])
    }
    let table = Table(
      schema: Schema(columns.map(\.field)), rowCount: rows, columns: columns.map { Column($0.values) })
    return try GaussianCopulaEstimator(threads: threads).fit(table)
  }

  private static func column(
    _ shape: Shape, name: String, uniforms: ArraySlice<Double>
  ) -> (field: Field, values: Column.Values) {
    switch shape {
    case .integers(let maximum, let zeros):
      let numbers = uniforms.map { u in
        u < zeros ? 0 : Int64((u - zeros) / (1 - zeros) * Double(maximum))
      }
      return (Field(name: name, type: .int64), .int64(numbers))
    case .levels(let count):
      // Squares make shares fall, as those of most tables do.
      let codes = uniforms.map { u in Int32(u * u * Double(count)) }
      let levels = (0..<count).map { "level-\($0 + 1)" }
      return (Field(name: name, type: .categorical), .codes(codes, levels: StringArray(levels)))
    }
  }

  private enum Shape {
    /// Even between 0 and `maximum`, after a share of zeros.
    case integers(maximum: Int, zeros: Double)
    case levels(Int)
  }

  private static let shape: [Shape] = [
    .integers(maximum: 73, zeros: 0), .levels(9), .integers(maximum: 1_500_000, zeros: 0), .levels(16),
    .integers(maximum: 16, zeros: 0), .levels(7), .levels(15), .levels(6), .levels(5), .levels(2),
    .integers(maximum: 100_000, zeros: 0.9), .integers(maximum: 4_000, zeros: 0.95),
    .integers(maximum: 99, zeros: 0), .levels(42), .levels(2),
  ]

  private static let rows = 8192
  private static let rho = 0.5
}
