public import Monitoring
public import Synthesis
public import Tabular
public import TabularIO

extension DriftReference {
  /// The reference in a file: a model, or else a table.
  ///
  /// - Parameter options: Of a table.
  /// - Throws: `ModelFileError`, `ModelError`, `TableReadError`, `DriftError`.
  public init(path: String, options: TableReader.Options, pairs: Bool?) throws {
    if try SynthesisModel.isModel(path: path) {
      let model = try SynthesisModel(contentsOf: path)
      try self.init(
        model, pairs: pairs ?? (model.schema.fields.count <= Self.mostPairedColumns), threads: options.threads
      )
      return
    }
    var options = options
    options.computesDigest = false
    let table = try TableReader(options).read(path: path).table
    try self.init(
      table, pairs: pairs ?? (table.columns.count <= Self.mostPairedColumns), threads: options.threads)
  }
}

extension SynthesisModel {
  /// Whether the file at `path` is a model rather than a table: by its name's ending, or else by how it begins.
  public static func isModel(path: String) throws -> Bool {
    if path == "-" { return false }
    let name = path.lowercased()
    let plain = [".gz", ".zst"].first { name.hasSuffix($0) }.map { String(name.dropLast($0.count)) } ?? name
    if [".csv", ".tsv", ".jsonl", ".ndjson", ".txt"].contains(where: { plain.hasSuffix($0) }) {
      return false
    }
    let head = try FileBytes.read(path: path).prefix(80)
    return String(decoding: head, as: UTF8.self).filter { !$0.isWhitespace }
      .hasPrefix("{\"format\":\"\(ModelFile.kind)\"")
  }
}

/// Rows looked at on their way to a file.
public struct RowObserver {
  /// What a worker leaves of a chunk, whose first row has this number in the range of the run.
  let summarize: @Sendable (_ chunk: Table, _ firstRow: Int) -> DriftCounts
  /// Takes what workers left, in the order of the rows.
  let consume: (DriftCounts) throws -> Void

  public init(
    summarize: @escaping @Sendable (_ chunk: Table, _ firstRow: Int) -> DriftCounts,
    consume: @escaping (DriftCounts) throws -> Void
  ) {
    self.summarize = summarize
    self.consume = consume
  }
}
