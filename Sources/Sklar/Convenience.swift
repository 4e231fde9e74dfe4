public import Randomness
internal import Scheduling
public import Synthesis
public import Tabular
public import TabularIO

extension Table {
  /// Reads a CSV with inferred types. `TableReader` has the options, and tells what it noticed.
  ///
  /// - Throws: `TableReadError`.
  public init(csv path: String) throws {
    self = try TableReader(TableReader.Options(threads: Parallel.processorCount, computesDigest: false)).read(
      path: path
    ).table
  }
}

extension GaussianCopulaEstimator {
  /// An estimator that uses all processors.
  public init(target: String? = nil, seed: Seed = Seed(0)) {
    self.init(target: target, seed: seed, threads: Parallel.processorCount)
  }

  /// Fits a table that is in memory.
  public func fit(_ table: Table) throws -> SynthesisModel {
    try fit(
      table,
      provenance: SynthesisModel.Provenance(
        rows: table.rowCount, columns: table.columns.count, sha256: nil, program: sklarVersion,
        options: options)
    ).model
  }
}

extension SynthesisModel {
  /// Reads a model file; nothing in it is ever executed.
  ///
  /// - Parameter limit: The most bytes that a compressed file may grow to.
  /// - Throws: `ModelFileError` for a file that is damaged, changed or of another version; `ModelError` for a
  ///   model whose parts contradict one another.
  public init(contentsOf path: String, limit: Int = SealedDocument.defaultLimit) throws {
    self = try ModelFile.read(SynthesisModel.self, from: path, limit: limit)
  }

  /// Makes a model without data, from a definition file (`docs/define.md`).
  ///
  /// - Throws: `SchemaFileError` for what is wrong in the file, `FileReadError` if it cannot be read, and
  ///   `DefinitionError` for columns that cannot go together as asked.
  public init(definition path: String) throws {
    self = try DefinitionSolution(DefinitionFile.read(path: path).definition, program: sklarVersion).model
  }

  /// Writes a model file; it appears under its name only when it is complete.
  public func write(to path: String) throws { try ModelFile.write(self, to: path) }

  /// Rows `rows` of the run that `seed` names, in memory, made on all processors. `Generation` writes more rows than
  /// fit there to a file.
  public func sample(rows: Range<Int>, seed: UInt64) throws -> Table {
    let sampler = try RowSampler(self, seed: Seed(seed))
    try sampler.check(rowsUpTo: rows.upperBound)
    return sampler.table(rows: rows, threads: Parallel.processorCount)
  }
}

extension PrivateFit {
  /// Fits a table that is in memory, read with a public schema (`TableReader.confidential`).
  ///
  /// - Throws: `PrivacyError`.
  public func model(_ table: Table) throws -> SynthesisModel { try model(table, program: sklarVersion) }
}
