internal import Copulas
internal import Kernels
internal import LinearAlgebra
public import Randomness
public import Tabular

/// Draws rows from a model. A pure function of model, seed and row numbers: any range of rows, on any thread
/// and in chunks of any size, is the same as that part of the whole run.
///
/// Row r of latent j is the normal quantile of Philox4x32-10 at counter (r, j) under the seed; the row's latents
/// are multiplied by the Cholesky factor, Φ makes them uniform, and each column's marginal turns its uniform
/// into a value. `docs/reproducibility.md` has the mapping bit by bit.
public struct RowSampler: Sendable {
  /// The model's schema, less the text columns that it drops. A field whose values can be missing says so by its
  /// `missing`, which is empty where the model has none.
  public let schema: Schema

  private let seed: Seed
  private let latentCount: Int
  private let lower: [Double]
  private let columns: [ColumnSampler]
  private let missingness: [(latent: Int, share: Double)]
  /// For each column the pattern of missingness it belongs to.
  private let patternOfColumn: [Int?]

  /// Prepares a model's tables.
  ///
  /// - Throws: `ModelError` with `.inconsistent` if the model's parts contradict one another. Every model that
  ///   gets past this check can be sampled without failing.
  /// - Complexity: O(size of the model).
  public init(_ model: SynthesisModel, seed: Seed) throws {
    try model.checkShape()
    let fields = model.schema.fields
    var pattern = [Int?](repeating: nil, count: fields.count)
    for (index, missing) in model.missingness.enumerated() {
      for column in missing.columns { pattern[column] = index }
    }
    var kept: [Field] = []
    var columns: [ColumnSampler] = []
    var patternOfColumn: [Int?] = []
    for (index, field) in fields.enumerated() {
      guard let column = try ColumnSampler(model.columns[index], field: field, index: index, seed: seed)
      else {
        continue
      }
      var field = field
      if pattern[index] != nil { field.missing = field.missing ?? "" }
      kept.append(field)
      columns.append(column)
      patternOfColumn.append(pattern[index])
    }
    schema = Schema(kept)
    self.seed = seed
    self.columns = columns
    self.patternOfColumn = patternOfColumn
    missingness = model.missingness.map { ($0.latent, $0.share) }
    latentCount = model.dependence.latentCount
    switch model.dependence {
    case .gaussianCopula(let copula): lower = copula.factor.lower.elements
    }
  }

  /// - Throws: `ModelError` with `.identifiersExhausted` if rows up to `end` cannot all have identifiers.
  public func check(rowsUpTo end: Int) throws {
    precondition(end >= 0)
    for (index, column) in columns.enumerated() {
      if case .identifier(let generator) = column.kind, UInt64(end) > generator.capacity {
        throw ModelError(
          .identifiersExhausted, column: schema.fields[index].name,
          "its pattern has \(generator.capacity) values, but \(end) rows need one each; ask for fewer rows, or give it "
            + "a wider pattern (sklar schema, then fit --schema)")
      }
    }
  }

  /// The rows of `rows`, which start at 0 in the first row of the run.
  ///
  /// - Complexity: O(rows * (latents² + columns)); memory for the latents of all rows asked for: ask for some
  ///   thousands at a time.
  public func chunk(rows: Range<Int>) -> Table {
    precondition(rows.lowerBound >= 0)
    let count = rows.count
    var uniforms = [Double](unsafeUninitializedCapacity: latentCount * count) { _, initialized in
      initialized = latentCount * count
    }
    return uniforms.withUnsafeMutableBufferPointer { uniforms in
      func latent(_ j: Int) -> UnsafeMutableBufferPointer<Double> {
        UnsafeMutableBufferPointer(rebasing: uniforms[(j * count)..<((j + 1) * count)])
      }
      draw(rows, into: uniforms, latent: latent)
      let validity = missingness.map { pattern -> Bitmap in
        let u = latent(pattern.latent)
        return Bitmap(count: count) { u[$0] >= pattern.share }
      }
      let result = columns.indices.map { index in
        let values = columns[index].values(rows: rows) { latent($0) }
        return Column(values, validity: patternOfColumn[index].map { validity[$0] })
      }
      return Table(schema: schema, rowCount: count, columns: result)
    }
  }

  /// Fills the correlated uniforms of all latents, one after another.
  private func draw(
    _ rows: Range<Int>, into uniforms: UnsafeMutableBufferPointer<Double>,
    latent: (Int) -> UnsafeMutableBufferPointer<Double>
  ) {
    let kernels = KernelSet.active
    let first = UInt64(rows.lowerBound)
    let stream = RandomStream.latents.rawValue
    for j in stride(from: 0, to: latentCount - 1, by: 2) {
      kernels.uniformPairs(
        seed: seed.value, stream: stream, latent: UInt32(j), draw: 0, firstRow: first, even: latent(j),
        odd: latent(j + 1))
    }
    if latentCount % 2 == 1 {
      kernels.uniforms(
        seed: seed.value, stream: stream, latent: UInt32(latentCount - 1), draw: 0, firstRow: first,
        into: latent(latentCount - 1))
    }
    kernels.normalQuantile(uniforms)
    lower.withUnsafeBufferPointer {
      kernels.triangularProduct(
        lower: $0, latents: latentCount, rows: rows.count, columns: uniforms, stride: rows.count)
    }
    kernels.normalCDF(uniforms)
  }
}
