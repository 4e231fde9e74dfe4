/// Why a private release was refused. Raised before any private value is looked at, from public quantities alone,
/// so that the refusal itself tells nothing.
public struct PrivacyError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    case epsilonOutOfRange
    case deltaOutOfRange
    /// A release would cost more than is left.
    case budgetExhausted
    /// The schema does not state what a release needs.
    case domainMissing
    /// Bounds that are no interval, or not finite.
    case boundsOutOfRange
    /// Fewer than two levels, more rows a unit than one, and the like.
    case parameterOutOfRange
    /// Sums could leave 64 bits.
    case overflow
    /// A ledger whose numbers contradict each other.
    case ledgerInvalid
  }

  public let code: Code
  /// The column at fault, if it is one.
  public let column: String?
  /// What is wrong and what to do, as whole sentences.
  public let message: String

  public init(_ code: Code, column: String? = nil, _ message: String) {
    self.code = code
    self.column = column
    self.message = message
  }

  public var description: String { (column.map { "column \"\($0)\": " } ?? "") + message }
}
