internal import Tabular

/// Rows that a model cannot give as they were asked for.
public struct SelectionError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    /// No row of the model satisfies what was asked.
    case impossible
    /// A level that the model's column does not have.
    case unknownLevel
    /// A column that the model does not have, or draws without regard to others.
    case notModelled
    /// So few rows satisfy the condition that drawing and rejecting does not find them.
    case tooRare
    /// Shares that cannot be met, or are no shares.
    case targets
    /// A given row that the model cannot complete.
    case givenRow
    /// A model that cannot do it.
    case unsupported
  }

  public let code: Code
  /// The column at fault, if it is one.
  public let column: String?
  /// The row at fault, from 0, if it is one.
  public let row: Int?
  public let message: String

  public init(_ code: Code, column: String? = nil, row: Int? = nil, _ message: String) {
    self.code = code
    self.column = column
    self.row = row
    self.message = message
  }

  public var description: String { ColumnPlace.prefix(column) + message }
}
