/// What is wrong in a file of rules, and where.
public struct RuleFileError: Error, Hashable, Sendable, CustomStringConvertible {
  public let file: String
  public let line: Int?
  /// In characters of the line, from 1.
  public let column: Int?
  /// Which rule of the list, from 1.
  public let rule: Int?
  /// What is wrong and what to do, as whole sentences.
  public let message: String

  public init(file: String, line: Int? = nil, column: Int? = nil, rule: Int? = nil, message: String) {
    self.file = file
    self.line = line
    self.column = column
    self.rule = rule
    self.message = message
  }

  /// `FILE:LINE:COLUMN: rule 3: what is wrong. What to do.`
  public var description: String {
    var place = file
    if let line { place += ":\(line)" + (column.map { ":\($0)" } ?? "") }
    return place + ": " + (rule.map { "rule \($0): " } ?? "") + message
  }
}
