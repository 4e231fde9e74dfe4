internal import Tabular
internal import Yams

/// Shares that the levels of columns ought to have, from a file.
///
/// YAML (a name ending in `.yaml`, `.yml` or `.json`) maps columns to levels to shares; anything else is a table with
/// the columns `column`, `level` and `share`. Shares are numbers from 0 to 1; whether they sum to one is for others to say.
public struct SharesFile: Sendable, Hashable {
  /// By column, then by level.
  public let shares: [String: [String: Double]]
  /// The columns in the file's order.
  public let columns: [String]

  /// - Throws: `SchemaFileError` with the line for what is wrong in YAML, `TableReadError` for what is wrong in a table,
  ///   `FileReadError`.
  public static func read(path: String, reading: TableReader.Options) throws -> SharesFile {
    let name = path.lowercased()
    if [".yaml", ".yml", ".json"].contains(where: name.hasSuffix) {
      let bytes = try FileBytes.read(path: path, decompressedLimit: SchemaFile.largestFile)
      let file = FileBytes.displayName(path)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw SchemaFileError(file: file, message: "The text is not valid UTF-8. Save the file as UTF-8.")
      }
      return try yaml(text, file: file)
    }
    return try table(path, reading)
  }

  package static func yaml(_ text: String, file: String) throws(SchemaFileError) -> SharesFile {
    let root: Node?
    do {
      root = try compose(yaml: text)
    } catch {
      throw SchemaFileError(
        file: file, line: (error as? YamlError)?.line,
        message: "The text is not valid YAML. Check indentation, quotes and keys that stand twice.")
    }
    guard let mapping = root?.mapping, !mapping.isEmpty else {
      throw SchemaFileError(
        file: file, line: 1, message: "Expected shares are a mapping of columns to levels to shares.")
    }
    var (shares, columns) = ([String: [String: Double]](), [String]())
    for (key, value) in mapping {
      guard let column = key.scalar?.string, let levels = value.mapping, !levels.isEmpty else {
        throw SchemaFileError(
          file: file, line: (key.mark ?? value.mark)?.line, column: key.scalar?.string,
          message: "A column is a mapping of its levels to their shares.")
      }
      columns.append(column)
      for (key, value) in levels {
        guard let level = key.scalar?.string, let share = value.scalar.flatMap({ Double($0.string) }),
          (0...1).contains(share)
        else {
          throw SchemaFileError(
            file: file, line: (key.mark ?? value.mark)?.line, column: column, key: key.scalar?.string,
            message: "A share is a number from 0 to 1.")
        }
        shares[column, default: [:]][level] = share
      }
    }
    return SharesFile(shares: shares, columns: columns)
  }

  private static func table(_ path: String, _ reading: TableReader.Options) throws -> SharesFile {
    var options = reading
    options.computesDigest = false
    // An empty level is one of its own here.
    options.missingSpellings = []
    options.schema = Schema([
      Field(name: "column", type: .categorical), Field(name: "level", type: .categorical),
      Field(
        name: "share", type: .float64(plainIntegers: true), domain: .reals(minimum: 0, maximum: 1)),
    ])
    let table = try TableReader(options).read(path: path).table
    guard case .codes(let columnCodes, let columnNames) = table.columns[0].values,
      case .codes(let levelCodes, let levelNames) = table.columns[1].values,
      case .float64(let values) = table.columns[2].values
    else { preconditionFailure("the schema says how columns are stored") }
    var (shares, columns) = ([String: [String: Double]](), [String]())
    for row in 0..<table.rowCount {
      let (column, level) = (
        columnNames.string(Int(columnCodes[row])), levelNames.string(Int(levelCodes[row]))
      )
      if !columns.contains(column) { columns.append(column) }
      guard shares[column]?[level] == nil else {
        throw SchemaFileError(
          file: FileBytes.displayName(path), column: column, key: level,
          message: "The level has two shares. Remove one of the two.")
      }
      shares[column, default: [:]][level] = values[row]
    }
    return SharesFile(shares: shares, columns: columns)
  }
}
