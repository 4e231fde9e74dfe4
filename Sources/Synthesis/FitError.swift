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
    /// A column has more levels than a pass over a stream can count.
    case tooManyLevels
    /// A file held other rows when it was read for the second time.
    case changedMeanwhile
  }

  public let code: Code
  /// The column at fault, if it is one.
  public let column: String?

  package init(_ code: Code, column: String? = nil) {
    self.code = code
    self.column = column
  }

  public var description: String {
    let place = ColumnPlace.prefix(column)
    switch code {
    case .noSuchTarget: return place + "The table has no such column to be the target. Check its spelling."
    case .noRows: return "The table has no rows. Give it at least one."
    case .tooManyLevels:
      return place
        + "It has more than \(TableSketch.mostLevels) levels. State in a schema that it is text or an identifier."
    case .changedMeanwhile:
      return "The file changed while it was read. Fit it again when it is complete."
    case .noValues: return place + "It has no values. Leave it out, or state in a schema that it is text."
    }
  }
}
