internal import Copulas
internal import Kernels
internal import LinearAlgebra
public import Randomness
public import Tabular

/// Draws rows from a model. A pure function of model, seed and row numbers: any range of rows, on any thread
/// and in chunks of any size, is the same as that part of the whole run.
///
/// Row r of latent j is the normal quantile of Philox4x32-10 at counter (r, j) under the seed; the row's latents
/// are multiplied by the Cholesky factor, and each column's marginal turns its latent, or the latent's Φ, into a
/// value. `docs/reproducibility.md` has the mapping bit by bit.
public struct RowSampler: Sendable {
  /// The model's schema, less the text columns that it drops.
  public let schema: Schema

  private let seed: Seed
  private let latentCount: Int
  private let lower: [Double]
  private let columns: [ColumnSampler]
  /// The latent of each pattern of missingness, and the value from which on its columns are present.
  private let missingness: [(latent: Int, threshold: Double)]
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
      kept.append(field)
      columns.append(column)
      patternOfColumn.append(pattern[index])
    }
    schema = Schema(kept)
    self.seed = seed
    self.columns = columns
    self.patternOfColumn = patternOfColumn
    missingness = zip(
      model.missingness, LatentScale.thresholds(model.missingness.map(\.share), sorted: false)
    )
    .map { ($0.latent, $1) }
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
  /// - Complexity: O(rows * (latents² + columns)); memory for the latents of all rows asked for: `chunkRows` at a
  ///   time stay in cache.
  public func chunk(rows: Range<Int>) -> Table {
    var latents = LatentBuffer()
    return chunk(rows: rows, latents: &latents)
  }

  /// Rows drawn at a time: enough to outweigh the calls, few enough for latents and values to stay in the
  /// second-level cache.
  public static let chunkRows = 2048

  /// The same in memory that a later call takes over.
  public func chunk(rows: Range<Int>, latents: inout LatentBuffer) -> Table {
    precondition(rows.lowerBound >= 0)
    latents.resize(latents: latentCount, rows: rows.count)
    lower.withUnsafeBufferPointer {
      latents.draw(seed: seed, lower: $0, firstRow: UInt64(rows.lowerBound))
    }
    let kernels = KernelSet.active
    let validity = missingness.map { pattern in
      Bitmap(
        count: rows.count,
        words: { kernels.bits(atLeast: pattern.threshold, of: latents.normals(pattern.latent), into: $0) })
    }
    var result: [Column] = []
    result.reserveCapacity(columns.count)
    for index in columns.indices {
      result.append(
        Column(
          columns[index].values(rows: rows, latents: latents),
          validity: patternOfColumn[index].map { validity[$0] }))
    }
    return Table(schema: schema, rowCount: rows.count, columns: result)
  }
}
