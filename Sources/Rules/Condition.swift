/// What a row must satisfy, as `--where` and rules state it:
/// `race == "Black" and (age >= 60 or not income in [">50K"]) and workclass is null`.
///
/// Logic has three values, as in SQL: what compares a missing value is unknown; `not` unknown is unknown; `and` is false if
/// one part is false; `or` is true if one part is true. `--where` takes rows for which the condition is true; a rule is
/// broken where it is false.
public indirect enum Condition: Sendable, Hashable {
  case comparison(Expression, Comparison, Expression)
  /// `expression in [literal, ...]`
  case member(Expression, of: [Literal])
  /// `expression is null`; never unknown.
  case isNull(Expression)
  case not(Condition)
  case and([Condition])
  case or([Condition])

  public enum Comparison: String, Sendable, Hashable, CaseIterable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
  }
}

/// A value computed from a row: a column, a literal, or arithmetic on them.
public indirect enum Expression: Sendable, Hashable {
  case column(String)
  case literal(Literal)
  case negated(Expression)
  case arithmetic(Expression, Operator, Expression)

  public enum Operator: String, Sendable, Hashable, CaseIterable {
    case plus = "+"
    case minus = "-"
    case times = "*"
    case divided = "/"
  }
}

/// A value as written in a condition. What it is compared with decides what it means: a date where the column holds dates,
/// a level where it holds levels.
public enum Literal: Sendable, Hashable {
  /// The digits as written: exact for 64-bit integers and decimals.
  case number(String)
  case string(String)
}
