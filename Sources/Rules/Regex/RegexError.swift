/// Why a pattern is refused, and where.
public struct RegexError: Error, Hashable, Sendable, CustomStringConvertible {
  public let pattern: String
  /// In characters of the pattern, from 1.
  public let column: Int
  /// What is wrong and what to do, as whole sentences.
  public let message: String

  public var description: String { "column \(column) of the pattern \"\(pattern)\": \(message)" }
}
