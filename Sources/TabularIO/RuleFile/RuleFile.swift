public import Rules

/// Rules from a file: our YAML, or the JSON of SDV's constraints.
public enum RuleFile {
  /// Rules are written by hand; more than this is no such file.
  static let largestFile = 1 << 24
  static let mostRules = 10_000

  /// Reads a file of rules (`-`: standard input).
  ///
  /// A name that ends in `.json`, or a list of objects with `class_name`, is SDV's. Unknown kinds and keys, and what does
  /// not parse, are errors with line and column; so are rules that contradict each other.
  /// - Throws: `RuleFileError`, `RuleError` with `.contradiction`, or `FileReadError` if the file cannot be read.
  public static func read(path: String) throws -> RuleSet {
    let bytes = try FileBytes.read(path: path, decompressedLimit: largestFile)
    return try rules(bytes, file: FileBytes.displayName(path))
  }

  /// The rules that the bytes of a file called `file` state.
  package static func rules(_ bytes: [UInt8], file: String) throws -> RuleSet {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw RuleFileError(file: file, message: "The text is not valid UTF-8. Save the file as UTF-8.")
    }
    let rules = try RuleReading(file: file).rules(text)
    try rules.refuseContradictions()
    return rules
  }
}
