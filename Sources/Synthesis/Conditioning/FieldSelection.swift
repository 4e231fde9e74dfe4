internal import Kernels
internal import MarkovFields
internal import Randomness
internal import Rules
internal import Scheduling
internal import Tabular

/// Rows of a field's blocks that satisfy conditions: those that do not are left out.
///
/// A run is made in stretches, each from blocks of its own: stretch s takes blocks s 2^20, s 2^20 + 1, ... until it has a row for
/// each of its own, in order. How long a stretch is follows from the share of rows that satisfy the condition, as counted in
/// blocks of a fixed seed.
struct FieldSelection: RowSource {
  let sampler: RowSampler
  let classes: RowClasses?
  /// The share of the model's rows in each class.
  let shares: [Double]
  let stretch: Int
  private let conditions: [BoundCondition]
  private let made: SharedValues<Result<SelectedRows, SelectionError>>

  var schema: Schema { sampler.schema }

  private struct SelectedRows: Sendable {
    let rows: Int
    /// Latent after latent.
    var normals: [Double]
  }

  private static let blocksOfStretch: UInt64 = 1 << 20
  private static let mostBlocks: UInt64 = 4096
  private static let surveyed: UInt64 = 32

  /// - Parameter counts: Rows of each condition's class; `nil` for one class.
  /// - Throws: `SelectionError` with `.tooRare` if rows of a class do not turn up.
  init(_ sampler: RowSampler, conditions: [BoundCondition], counts: [Int]?) throws {
    guard case .blocks(let blocks) = sampler.source else { preconditionFailure("only fields have blocks") }
    let field = blocks.sampler.field
    // Shares are those of the model, not of a run.
    let survey = FieldSampler(field, seed: Seed(0))
    var found = [Int](repeating: 0, count: conditions.count)
    var tried = 0
    for number in 0..<Self.surveyed {
      let rows = Self.candidates(sampler, survey.block(number), field.dimension)
      for (index, condition) in conditions.enumerated() {
        found[index] += condition.truth(of: rows.table).yes.setCount
      }
      tried += field.blockRows
      if zip(found, counts ?? found.map { _ in 1 }).allSatisfy({ $0 >= 32 || $1 == 0 }) { break }
    }
    let shares = found.map { Double($0) / Double(tried) }
    let wanted =
      counts.map { counts in counts.map { Double($0) / Double(max(1, counts.reduce(0, +))) } } ?? [1]
    for (index, share) in shares.enumerated() where share == 0 && wanted[index] > 0 {
      throw SelectionError(
        .tooRare,
        "None of \(tried) rows of the model satisfied what was asked, and a pairwise model can only leave out those that do not. "
          + "Ask for less.")
    }
    let yield = zip(shares, wanted).filter { $1 > 0 }.map { $0 / $1 }.min() ?? 1
    stretch = min(max(Int(0.8 * yield * Double(field.blockRows)), 64), 1 << 15)
    self.sampler = sampler
    self.conditions = conditions
    self.shares = shares
    classes = counts.map { RowClasses(counts: $0, seed: sampler.seed) }
    made = Self.stretches(sampler, conditions, classes, stretch, rows: 0..<0, threads: 1)
  }

  private init(_ other: FieldSelection, rows: Range<Int>, threads: Int) {
    (sampler, classes, shares, stretch, conditions) = (
      other.sampler, other.classes, other.shares, other.stretch, other.conditions
    )
    made = Self.stretches(sampler, conditions, classes, stretch, rows: rows, threads: threads)
  }

  func prepared(for rows: Range<Int>, threads: Int) -> FieldSelection {
    FieldSelection(self, rows: rows, threads: threads)
  }

  func check(rowsUpTo end: Int) throws {
    try sampler.check(rowsUpTo: end)
    if let classes, end > classes.rowCount {
      throw SelectionError(
        .targets,
        "The shares hold for the first \(classes.rowCount) rows of a run. State the rows of the whole run.")
    }
  }

  func chunk(rows: Range<Int>, latents: inout LatentBuffer) throws -> Table {
    latents.resize(latents: sampler.latentCount, rows: rows.count)
    var row = rows.lowerBound
    while row < rows.upperBound {
      let number = row / stretch
      let end = min(rows.upperBound, (number + 1) * stretch)
      let selected = try made(number).get()
      for latent in 0..<sampler.latentCount {
        selected.normals.withUnsafeBufferPointer { normals in
          let from = latent * selected.rows + row - number * stretch
          latents.set(
            latent, from: row - rows.lowerBound,
            UnsafeBufferPointer(rebasing: normals[from..<(from + end - row)]))
        }
      }
      row = end
    }
    return sampler.values(rows: rows, from: latents)
  }

  /// The latents of a block and the rows they make.
  private static func candidates(_ sampler: RowSampler, _ block: FieldBlock, _ dimension: Int) -> (
    latents: [[Double]], table: Table
  ) {
    var buffer = LatentBuffer()
    buffer.resize(latents: dimension, rows: block.rows)
    let latents = (0..<dimension).map { latent in
      block.withNormals(latent) { normals in
        buffer.set(latent, from: 0, normals)
        return Array(normals)
      }
    }
    return (latents, sampler.values(rows: 0..<block.rows, from: buffer))
  }

  private static func stretches(
    _ sampler: RowSampler, _ conditions: [BoundCondition], _ classes: RowClasses?, _ stretch: Int,
    rows: Range<Int>, threads: Int
  ) -> SharedValues<Result<SelectedRows, SelectionError>> {
    guard case .blocks(let blocks) = sampler.source else { preconditionFailure("only fields have blocks") }
    let fields = blocks.sampler
    return SharedValues(
      numbers: (rows.lowerBound / stretch)..<((rows.upperBound + stretch - 1) / stretch), threads: threads
    ) { number in
      var range = number * stretch..<(number + 1) * stretch
      if let classes { range = range.clamped(to: 0..<classes.rowCount) }
      let wanted = classes?.classes(of: range) ?? [Int32](repeating: 0, count: range.count)
      // The rows of each class that have none yet, the first last.
      var open = [[Int]](repeating: [], count: conditions.count)
      for row in wanted.indices.reversed() { open[Int(wanted[row])].append(row) }
      let dimension = fields.field.dimension
      var selected = SelectedRows(
        rows: range.count, normals: [Double](repeating: 0, count: range.count * dimension))
      for block in 0..<mostBlocks where open.contains(where: { !$0.isEmpty }) {
        let found = candidates(sampler, fields.block(UInt64(number) &* blocksOfStretch &+ block), dimension)
        for (index, condition) in conditions.enumerated() where !open[index].isEmpty {
          let holds = condition.truth(of: found.table).yes
          for candidate in 0..<holds.count where holds[candidate] {
            guard let row = open[index].popLast() else { break }
            for latent in 0..<dimension {
              selected.normals[latent * range.count + row] = found.latents[latent][candidate]
            }
          }
        }
      }
      return open.allSatisfy(\.isEmpty) ? .success(selected) : .failure(ConditionedSampler.tooRare)
    }
  }
}
