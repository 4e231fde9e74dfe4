internal import Tabular

/// A fit that cannot be done as asked.
public struct FitError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    /// The target is no column of the table.
    case noSuchTarget
    /// The table has no rows.
    case noRows
    /// A column that is to be modelled has no value.
    case noValues
  }

  public let code: Code
  /// The column at fault, if it is one.
  public let column: String?

  init(_ code: Code, column: String? = nil) {
    self.code = code
    self.column = column
  }

  public var description: String {
    let place = ColumnPlace.prefix(column)
    switch code {
    case .noSuchTarget: return place + "The table has no such column to be the target. Check its spelling."
    case .noRows: return "The table has no rows. Give it at least one."
    case .noValues: return place + "It has no values. Leave it out, or state in a schema that it is text."
    }
  }
}
