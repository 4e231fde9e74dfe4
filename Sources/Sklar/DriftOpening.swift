public import Monitoring
public import TabularIO

extension DriftReference {
  /// The reference in a file: a model, or else a table.
  ///
  /// - Parameter options: Of a table.
  /// - Throws: `ModelFileError`, `ModelError`, `TableReadError`, `DriftError`.
  public init(path: String, options: TableReader.Options, pairs: Bool) throws {
    if SynthesisModel.isModel(path: path) {
      try self.init(SynthesisModel(contentsOf: path), pairs: pairs, threads: options.threads)
    } else {
      var options = options
      options.computesDigest = false
      try self.init(TableReader(options).read(path: path).table, pairs: pairs, threads: options.threads)
    }
  }
}
