public import Distributions

/// A table's definition: one YAML file that states the distribution of each column and their correlations.
/// `docs/define.md` describes it.
public enum DefinitionFile {
  /// More columns would ask for more correlations than a file can state.
  static let mostColumns = 2000

  /// Reads a definition (`-`: standard input), and says what it made of it.
  ///
  /// - Throws: `SchemaFileError` with line, column and key, or `FileReadError` if the file cannot be read.
  public static func read(path: String) throws -> (definition: TableDefinition, notes: [ReadNote]) {
    let bytes = try FileBytes.read(path: path, decompressedLimit: SchemaFile.largestFile)
    let file = FileBytes.displayName(path)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw SchemaFileError(file: file, message: "The text is not UTF-8. Save the file as UTF-8.")
    }
    return try definition(text, file: file)
  }

  package static func definition(_ text: String, file: String) throws(SchemaFileError) -> (
    definition: TableDefinition, notes: [ReadNote]
  ) {
    try DefinitionReading(file: file).definition(text)
  }
}
