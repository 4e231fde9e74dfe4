import Kernels
import Sklar

/// The two tables that every machine is measured with, made here and fitted, so that no file is needed.
enum BenchModels {
  /// 20 correlated normals in full precision.
  static func normals(threads: Int) throws -> SynthesisModel {
    let source = try CorrelatedNormals(latents: 20, rho: 0.5)
    return try fit(source, threads: threads) { j, values in
      (Field(name: "x\(j + 1)", type: .float64(plainIntegers: false)), .float64(values))
    }
  }

  /// A table of Adult's shape: six columns of integers, nine of categories, as many levels as there.
  static func mixed(threads: Int) throws -> SynthesisModel {
    let source = try CorrelatedNormals(latents: shape.count, rho: 0.5)
    return try fit(source, threads: threads) { j, values in
      var uniforms = values
      uniforms.withUnsafeMutableBufferPointer { KernelSet.active.normalCDF($0) }
      let name = "c\(j + 1)"
      switch shape[j] {
      case .integers(let maximum, let zeros):
        let numbers = uniforms.map { u in
          u < zeros ? 0 : Int64((u - zeros) / (1 - zeros) * Double(maximum))
        }
        return (Field(name: name, type: .int64), .int64(numbers))
      case .levels(let count):
        // Shares that fall as those of most tables do: the first level has about half of the rows.
        let codes = uniforms.map { u in Int32(u * u * Double(count)) }
        let levels = (0..<count).map { "level-\($0 + 1)" }
        return (Field(name: name, type: .categorical), .codes(codes, levels: StringArray(levels)))
      }
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

  private static func fit(
    _ source: CorrelatedNormals, threads: Int,
    column: (_ latent: Int, _ values: [Double]) -> (Field, Column.Values)
  ) throws -> SynthesisModel {
    var block = [Double](repeating: 0, count: source.latents * rows)
    block.withUnsafeMutableBufferPointer { source.draw(rows: rows, firstRow: 0, into: $0) }
    let parts = (0..<source.latents).map { j in column(j, Array(block[(j * rows)..<((j + 1) * rows)])) }
    let table = Table(
      schema: Schema(parts.map(\.0)), rowCount: rows, columns: parts.map { Column($0.1) })
    return try GaussianCopulaEstimator(threads: threads).fit(
      table,
      provenance: SynthesisModel.Provenance(
        rows: rows, columns: parts.count, sha256: nil, program: sklarVersion, options: [:])
    ).model
  }
}
