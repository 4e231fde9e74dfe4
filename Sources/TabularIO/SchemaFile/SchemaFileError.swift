/// What is wrong in a schema file, and where.
public struct SchemaFileError: Error, Hashable, Sendable, CustomStringConvertible {
  public let file: String
  public let line: Int?
  /// The column entry: its name, or its place in the list (`entry 3`) while it has none.
  public let column: String?
  public let key: String?
  /// What is wrong and what to do, as whole sentences.
  public let message: String

  public init(file: String, line: Int? = nil, column: String? = nil, key: String? = nil, message: String) {
    self.file = file
    self.line = line
    self.column = column
    self.key = key
    self.message = message
  }

  /// `FILE:LINE: column "NAME": key: what is wrong. What to do.`
  public var description: String {
    ErrorPlace(file: file, line: line, column: column).description + (key.map { "\($0): " } ?? "") + message
  }
}
