internal import Copulas
internal import Distributions
internal import Kernels
internal import LinearAlgebra
internal import MarkovFields
public import Randomness
internal import Scheduling
public import Tabular

/// Draws rows from a model. A pure function of model, seed and row numbers: any range of rows, on any thread
/// and in chunks of any size, is the same as that part of the whole run.
///
/// Row r of latent j is the normal quantile of Philox4x32-10 at counter (r, j) under the seed; the row's latents
/// are multiplied by the Cholesky factor, and each column's marginal turns its latent, or the latent's Φ, into a
/// value. A pairwise field has its latents from blocks of rows instead, each a function of the field, the seed and the
/// block's number. `docs/reproducibility.md` has the mapping bit by bit.
public struct RowSampler: Sendable {
  /// The model's schema, less the text columns that it drops. A field whose values can be missing says so by its
  /// `missing`, which is empty where the model has none.
  public let schema: Schema

  let seed: Seed
  let latentCount: Int
  private(set) var source: LatentSource
  let columns: [ColumnSampler]
  /// For each column its marginal, if it is modelled.
  let marginals: [Marginal?]
  /// The latent of each pattern of missingness, and the value from which on its columns are present.
  let missingness: [(latent: Int, threshold: Double)]
  /// For each column the pattern of missingness it belongs to.
  let patternOfColumn: [Int?]

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
    var marginals: [Marginal?] = []
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
      if case .modelled(let marginal, _) = model.columns[index] {
        marginals.append(marginal)
      } else {
        marginals.append(nil)
      }
      patternOfColumn.append(pattern[index])
    }
    schema = Schema(kept)
    self.seed = seed
    self.columns = columns
    self.marginals = marginals
    self.patternOfColumn = patternOfColumn
    missingness = zip(
      model.missingness, LatentScale.thresholds(model.missingness.map(\.share), sorted: false)
    )
    .map { ($0.latent, $1) }
    latentCount = model.dependence.latentCount
    source =
      switch model.dependence {
      case .gaussianCopula(let copula): .normals(lower: copula.factor.lower.elements)
      case .pairwiseField(let field):
        .blocks(FieldBlocks(FieldSampler(field, seed: seed), rows: 0..<0, threads: 1))
      }
  }

  /// The sampler for a run whose rows are drawn by up to `threads` threads. Rows are the same; of a model that draws in
  /// blocks, those that the threads share are made once, and threads that wait for one make later blocks of the run.
  public func prepared(for rows: Range<Int>, threads: Int) -> RowSampler {
    var sampler = self
    if case .blocks(let blocks) = source {
      sampler.source = .blocks(FieldBlocks(blocks.sampler, rows: rows, threads: threads))
    }
    return sampler
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

  /// Rows drawn at a time: enough to outweigh the calls, few enough for latents and values to stay in the
  /// second-level cache.
  public static let chunkRows = 2048

  /// The rows of `rows`, which start at 0 in the first row of the run, drawn in memory that later calls take over.
  ///
  /// - Complexity: O(rows * (latents² + columns)). Memory for the latents of all these rows: `chunkRows` at a time
  ///   stay in cache.
  public func chunk(rows: Range<Int>, latents: inout LatentBuffer) -> Table {
    precondition(rows.lowerBound >= 0)
    draw(rows, from: source, into: &latents)
    return values(rows: rows, from: latents)
  }

  /// The rows that latents make.
  func values(rows: Range<Int>, from latents: borrowing LatentBuffer) -> Table {
    let columns = columns.map { column in
      var values = column.storage(rows: rows)
      values.withTarget { column.fill($0, from: latents) }
      return values
    }
    let validity = missingness.map { pattern in
      Bitmap(count: rows.count, words: { fill($0, pattern, from: latents) })
    }
    return table(rows, columns, validity)
  }

  /// The same in memory of its own.
  public func chunk(rows: Range<Int>) -> Table {
    var latents = LatentBuffer()
    return chunk(rows: rows, latents: &latents)
  }

  /// The same for any number of rows.
  ///
  /// - Parameter threads: The result does not depend on it.
  /// - Complexity: As above; latents take memory for `chunkRows` rows a thread.
  public func table(rows: Range<Int>, threads: Int) -> Table {
    precondition(rows.lowerBound >= 0 && threads > 0)
    let source = prepared(for: rows, threads: threads).source
    if columns.count + missingness.count > RowSampler.mostTargets {
      return prepared(for: rows, threads: threads).joined(rows, threads: threads)
    }
    var values = columns.map { $0.storage(rows: rows) }
    var words = missingness.map { _ in [UInt64](repeating: 0, count: (rows.count + 63) / 64) }
    withTargets(&values, &words) { targets in
      // Several chunks a task, so that latents are allocated seldom.
      let tasks = ChunkPlan(rows: rows, chunkRows: 16 * RowSampler.chunkRows)
      Parallel.forEach(count: tasks.count, threads: threads) { task in
        var latents = LatentBuffer()
        let chunks = ChunkPlan(rows: tasks[task], chunkRows: RowSampler.chunkRows)
        for chunk in (0..<chunks.count).map({ chunks[$0] }) {
          draw(chunk, from: source, into: &latents)
          let place = (chunk.lowerBound - rows.lowerBound)..<(chunk.upperBound - rows.lowerBound)
          for (column, target) in zip(columns, targets.values) { column.fill(target[place], from: latents) }
          for (pattern, target) in zip(missingness, targets.words) {
            // Chunks start at whole words.
            let place = (place.lowerBound / 64)..<((place.upperBound + 63) / 64)
            fill(UnsafeMutableBufferPointer(rebasing: target[place]), pattern, from: latents)
          }
        }
      }
    }
    return table(
      rows, values, words.map { words in Bitmap(count: rows.count, words: { _ = $0.update(from: words) }) })
  }

  /// Opening a column takes some stack, so that only so many are open at a time.
  private static let mostTargets = 200

  /// A wide table, from its chunks.
  private func joined(_ rows: Range<Int>, threads: Int) -> Table {
    let plan = ChunkPlan(rows: rows, chunkRows: RowSampler.chunkRows)
    // Nothing is thrown by drawing.
    let parts = (try? Parallel.map(count: plan.count, threads: threads) { chunk(rows: plan[$0]) }) ?? []
    guard let first = parts.first else { return chunk(rows: rows) }
    let columns = first.columns.indices.map { index in
      let values = Column.Values(joining: parts.map { $0.columns[index].values })
      guard first.columns[index].validity != nil else { return Column(values) }
      // Chunks start at whole words.
      let words = parts.flatMap { $0.columns[index].validity!.words }
      return Column(values, validity: Bitmap(count: rows.count, words: { _ = $0.update(from: words) }))
    }
    return Table(schema: schema, rowCount: rows.count, columns: columns)
  }

  private func draw(_ rows: Range<Int>, from source: LatentSource, into latents: inout LatentBuffer) {
    latents.resize(latents: latentCount, rows: rows.count)
    switch source {
    case .normals(let lower):
      lower.withUnsafeBufferPointer {
        latents.draw(seed: seed, lower: $0, firstRow: UInt64(rows.lowerBound))
      }
    case .blocks(let blocks): blocks.copy(rows, into: &latents)
    }
  }

  private func fill(
    _ words: UnsafeMutableBufferPointer<UInt64>, _ pattern: (latent: Int, threshold: Double),
    from latents: borrowing LatentBuffer
  ) {
    KernelSet.active.bits(atLeast: pattern.threshold, of: latents.normals(pattern.latent), into: words)
  }

  private func table(_ rows: Range<Int>, _ values: [Column.Values], _ validity: [Bitmap]) -> Table {
    Table(
      schema: schema, rowCount: rows.count,
      columns: zip(values, patternOfColumn).map { Column($0, validity: $1.map { validity[$0] }) })
  }

  /// Where the parts of a table go. Sendable since every task writes rows of its own.
  private struct Targets: @unchecked Sendable {
    var values: [ColumnSampler.Target] = []
    var words: [UnsafeMutableBufferPointer<UInt64>] = []
  }

  /// Calls `body` with the memory of all columns at once: each is taken out of its list and opened inside the one
  /// before.
  private func withTargets(
    _ values: inout [Column.Values], _ words: inout [[UInt64]], _ body: (Targets) -> Void
  ) {
    func open(_ targets: Targets, _ values: inout [Column.Values], _ words: inout [[UInt64]]) {
      var targets = targets
      let (column, pattern) = (targets.values.count, targets.words.count)
      if column < values.count {
        var mine = Column.Values.strings(StringArray())
        swap(&mine, &values[column])
        mine.withTarget {
          targets.values.append($0)
          open(targets, &values, &words)
        }
        swap(&mine, &values[column])
      } else if pattern < words.count {
        var mine: [UInt64] = []
        swap(&mine, &words[pattern])
        mine.withUnsafeMutableBufferPointer {
          targets.words.append($0)
          open(targets, &values, &words)
        }
        swap(&mine, &words[pattern])
      } else {
        body(targets)
      }
    }
    open(Targets(), &values, &words)
  }
}
