internal import Copulas
internal import Kernels
internal import MarkovFields
internal import Randomness
internal import Rules
public import Tabular

/// Rows of a copula model that satisfy a condition, or of which so many belong to each class.
///
/// The latents that are confined are drawn first, exactly (`ConfinedBoxes`), the others given them. What of a condition is no
/// union of boxes, a comparison of two columns for example, is looked at in whole rows, which are drawn again until it holds.
/// A row is a function of model, condition, seed and its number; of classes also of their counts.
public struct ConditionedSampler: RowSource {
  let sampler: RowSampler
  let boxes: ConfinedBoxes
  /// What a row is to satisfy besides.
  let rest: BoundCondition?
  /// Continuous columns that are confined to single values.
  let values: [(column: Int, values: [Double])]
  let classes: RowClasses?

  public var schema: Schema { sampler.schema }

  public func prepared(for rows: Range<Int>, threads: Int) -> ConditionedSampler { self }

  public func check(rowsUpTo end: Int) throws {
    try sampler.check(rowsUpTo: end)
    if let classes, end > classes.rowCount {
      throw SelectionError(
        .targets,
        "The shares hold for the first \(classes.rowCount) rows of a run. State the rows of the whole run.")
    }
  }

  public func chunk(rows: Range<Int>, latents: inout LatentBuffer) throws -> Table {
    let classes = classes?.classes(of: rows)
    latents.resize(latents: boxes.normals.dimension, rows: rows.count, places: boxes.normals.places)
    if let rest {
      try drawHeld(to: rest, ConfinedBoxes.Rows(rows, classes: classes), into: &latents)
    } else {
      try draw(ConfinedBoxes.Rows(rows, classes: classes), into: &latents)
    }
    return held(sampler.values(rows: rows, from: latents))
  }

  /// Draws the latents of some rows.
  private func draw(_ rows: ConfinedBoxes.Rows, into latents: inout LatentBuffer) throws {
    let normals = boxes.normals
    let stride = latents.stride
    let found = latents.withColumns { columns in
      let found = boxes.draw(rows, seed: sampler.seed, into: columns, stride: stride) != nil
      normals.drawOthers(rows, seed: sampler.seed, into: columns, stride: stride)
      normals.correlate(rows: rows.count, columns, stride: stride)
      return found
    }
    guard found else { throw ConditionedSampler.tooRare }
  }

  static let tooRare = SelectionError(
    .tooRare,
    "Hardly any row of the model satisfies what was asked: drawing gave up after 65,536 attempts for one row. Ask for less."
  )

  /// Draws rows again, each until it satisfies the rest of the condition.
  private func drawHeld(
    to rest: BoundCondition, _ rows: ConfinedBoxes.Rows, into latents: inout LatentBuffer
  ) throws {
    let dimension = boxes.normals.dimension
    var trial = LatentBuffer()
    var pending = Array(0..<rows.count)
    var round = 0
    while !pending.isEmpty {
      // Several rounds at once, so that few rows still make long loops; the first that holds counts.
      let rounds = min(max(1, rows.count / pending.count), 64, Int(UInt16.max) - round)
      guard rounds > 0 else { throw ConditionedSampler.tooRare }
      let entries = pending.flatMap { row in (0..<rounds).map { (row, UInt16(round + $0)) } }
      let tried = ConfinedBoxes.Rows(
        numbers: entries.map { rows.numbers[$0.0] },
        classes: rows.classes.map { all in entries.map { all[$0.0] } },
        rounds: entries.map(\.1))
      trial.resize(latents: dimension, rows: entries.count, places: boxes.normals.places)
      try draw(tried, into: &trial)
      let holds = rest.truth(of: held(sampler.values(rows: 0..<entries.count, from: trial))).yes
      var left: [Int] = []
      for (place, row) in pending.enumerated() {
        guard let entry = (place * rounds..<(place + 1) * rounds).first(where: { holds[$0] }) else {
          left.append(row)
          continue
        }
        for latent in 0..<dimension {
          let value = trial.normals(latent)[entry]
          withUnsafePointer(to: value) {
            latents.set(latent, from: row, UnsafeBufferPointer(start: $0, count: 1))
          }
        }
      }
      pending = left
      round += rounds
    }
  }

  /// Puts the stated numbers where rounding has left their neighbours.
  private func held(_ table: Table) -> Table {
    guard !values.isEmpty else { return table }
    var columns = table.columns
    for (index, stated) in values {
      guard case .float64(var numbers) = columns[index].values else { continue }
      for row in numbers.indices {
        numbers[row] = stated.min { abs($0 - numbers[row]) < abs($1 - numbers[row]) }!
      }
      columns[index].values = .float64(numbers)
    }
    return Table(schema: table.schema, rowCount: table.rowCount, columns: columns)
  }

  /// How large a share of rows passes the rest of the condition, from rows that are not of the run.
  func passing() throws -> Double {
    guard let rest else { return 1 }
    var (tried, passed) = (0, 0)
    while passed < 64, tried < 1 << 18 {
      let batch = 4096
      let rows = ConfinedBoxes.Rows(
        numbers: (tried..<(tried + batch)).map { UInt64($0) },
        classes: classes == nil ? nil : [Int32](repeating: 0, count: batch),
        rounds: [UInt16](repeating: .max, count: batch))
      var latents = LatentBuffer()
      latents.resize(latents: boxes.normals.dimension, rows: batch, places: boxes.normals.places)
      try draw(rows, into: &latents)
      passed += rest.truth(of: held(sampler.values(rows: 0..<batch, from: latents))).yes.setCount
      tried += batch
    }
    return Double(passed) / Double(tried)
  }
}
