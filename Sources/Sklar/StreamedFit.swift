public import Synthesis
internal import Tabular
public import TabularIO

/// A fit of a table that does not fit into memory, in two passes over its file.
public struct StreamedFit: Sendable {
  private let blocks: TableBlocks
  private let estimator: GaussianCopulaEstimator

  /// - Throws: `TableReadError` for a file that cannot be read twice.
  public init(
    path: String, options: TableReader.Options, estimator: GaussianCopulaEstimator,
    blockSize: Int = TableBlocks.blockSize
  ) throws {
    blocks = try TableBlocks(path: path, options: options, blockSize: blockSize)
    self.estimator = estimator
  }

  /// - Parameters:
  ///   - notes: Gets what the reader noticed in the file's first block.
  ///   - progress: Told the number of the pass and the bytes of text read in it.
  /// - Throws: `TableReadError`, `FitError`, `LinearAlgebraError`.
  public func run(
    program: String, notes: ([ReadNote]) -> Void = { _ in },
    progress: (_ pass: Int, _ bytes: Int) -> Void = { _, _ in }
  ) throws -> GaussianCopulaEstimator.Fit {
    var sketch: TableSketch?
    var schema: Schema?
    var noticed: [ReadNote]?
    while true {
      sketch = nil
      // The first reading infers the types, and has the most to say.
      func notice(_ notes: [ReadNote]) { noticed = noticed ?? notes }
      let wider = try blocks.forEach(schema: schema, notes: notice) { block, bytes in
        var grown = sketch ?? TableSketch(schema: block.schema)
        sketch = nil
        try grown.add(block, threads: estimator.threads)
        // Spellings of missing values may show themselves late.
        schema = block.schema
        sketch = grown
        progress(1, bytes)
      }
      guard let wider else { break }
      schema = wider
    }
    notes(noticed ?? [])
    guard let schema, let sketch = sketch?.with(schema: schema) else { throw FitError(.noRows) }
    let target = try estimator.target.map { name in
      guard let index = schema.index(of: name) else { throw FitError(.noSuchTarget, column: name) }
      return index
    }
    var pass = try JointPass(sketch, target: target, threads: estimator.threads)
    let changed = try blocks.forEach(schema: schema) { block, bytes in
      try pass.add(block, threads: estimator.threads)
      progress(2, bytes)
    }
    guard changed == nil, pass.isComplete(of: sketch) else { throw FitError(.changedMeanwhile) }
    var options = estimator.options
    options["stream"] = "yes"
    return try estimator.model(
      pass.statistics(),
      provenance: SynthesisModel.Provenance(
        rows: sketch.rowCount, columns: schema.fields.count, sha256: nil, program: program, options: options))
  }
}
