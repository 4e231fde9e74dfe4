internal import Tabular

/// What is wrong with a condition: with its text, or with a table's columns for it.
public struct ConditionError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: String, Sendable, Hashable {
    /// A character that starts nothing, or a string or name that does not end.
    case text
    /// A word or sign where another one belongs.
    case syntax
    /// Parentheses or `not` nested too deep, or a text too long.
    case size
    /// A column that the table does not have.
    case unknownColumn
    /// Values that cannot be compared, or not in that way.
    case type
    /// A literal that is none of the column's type.
    case literal
  }

  public let code: Code
  /// The condition as it was written, where the error is one of its text.
  public let text: String?
  /// Where in the text, in characters from 1.
  public let column: Int?
  /// What is wrong and what to do, as whole sentences.
  public let message: String

  public init(_ code: Code, text: String? = nil, column: Int? = nil, _ message: String) {
    self.code = code
    self.text = text
    self.column = column
    self.message = message
  }

  /// `column 12 of "age >= ": what is wrong. What to do.`
  public var description: String {
    guard let text else { return message }
    return (column.map { "column \($0) of " } ?? "") + "\"\(ColumnPlace.shown(text))\": \(message)"
  }
}
