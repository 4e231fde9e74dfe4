internal import Tabular

/// A model that cannot be sampled from, or not as asked.
public struct ModelError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    /// Its parts contradict one another: the file was made by hand or damaged.
    case inconsistent
    /// More rows were asked for than an identifier's pattern has values.
    case identifiersExhausted
  }

  public let code: Code
  /// The column at fault, if it is one.
  public let column: String?
  public let message: String

  init(_ code: Code, column: String? = nil, _ message: String) {
    self.code = code
    self.column = column
    self.message = message
  }

  public var description: String {
    ColumnPlace.prefix(column) + message
  }
}
