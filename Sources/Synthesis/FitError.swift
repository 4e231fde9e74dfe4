/// A fit that cannot be done as asked.
public struct FitError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    /// The target is no column of the table.
    case noSuchTarget
  }

  public let code: Code
  public let column: String

  static func noSuchTarget(_ column: String) -> FitError { FitError(code: .noSuchTarget, column: column) }

  public var description: String {
    switch code {
    case .noSuchTarget:
      "column \"\(column)\": The table has no such column to be the target. Check its spelling."
    }
  }
}
