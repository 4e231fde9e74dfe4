internal import Tabular

/// Two models that cannot be merged.
public struct MergeError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    /// The tables do not have the same columns in the same order.
    case columns
    /// A column has another type, or another spelling of it.
    case type
    /// The models were fitted with options that differ or that do not survive a merge.
    case options
    /// One of the models contradicts itself.
    case inconsistent
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

  public var description: String { ColumnPlace.prefix(column) + message }
}
