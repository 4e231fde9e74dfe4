/// What an audit of bias may choose.
public struct BiasOptions: Sendable, Hashable {
  /// The sensitive columns, by name.
  public var sensitive: [String]
  /// The column whose rates are compared between groups; it has two levels, or a favourable one is named.
  public var outcome: String?
  /// The level of the outcome that it is good to have. nil: see `OutcomeLevels`.
  public var favorable: String?
  /// A column of predictions of the outcome.
  public var predictions: String?
  /// The level of the predictions that stands for the favourable one. nil: the one spelt the same.
  public var predictedFavorable: String?
  /// Columns that may legitimately explain a difference of the outcome.
  public var given: [String]
  public var expected: ExpectedShares?
  /// Where the groups of a column of numbers begin, by its name; of others they are quantiles.
  public var cuts: [String: [Double]]
  /// How many groups a column of numbers without cuts gets.
  public var quantiles: Int
  /// Groups of fewer rows are listed, but take no part in differences and ratios of the outcome.
  public var leastRows: Int
  public var confidence: Double
  /// The result does not depend on it.
  public var threads: Int

  public init(
    sensitive: [String], outcome: String? = nil, favorable: String? = nil, predictions: String? = nil,
    predictedFavorable: String? = nil, given: [String] = [], expected: ExpectedShares? = nil,
    cuts: [String: [Double]] = [:], quantiles: Int = 5, leastRows: Int = 30, confidence: Double = 0.95,
    threads: Int
  ) {
    precondition(2 <= quantiles && quantiles <= 100 && leastRows >= 1 && 0 < confidence && confidence < 1)
    (self.sensitive, self.outcome, self.favorable) = (sensitive, outcome, favorable)
    (self.predictions, self.predictedFavorable, self.given) = (predictions, predictedFavorable, given)
    (self.expected, self.cuts, self.quantiles) = (expected, cuts, quantiles)
    (self.leastRows, self.confidence, self.threads) = (leastRows, confidence, threads)
  }
}

/// What shares the groups of sensitive columns ought to have.
public enum ExpectedShares: Sendable, Hashable {
  /// The same for each group that a table has, `unknown` aside.
  case uniform
  /// By column and level; they sum to one. A level that is not named is expected not to occur.
  case stated([String: [String: Double]])
}

/// Why a table cannot be audited for bias: what is wrong and what to do. Never holds a value of a table.
public struct BiasAuditError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: String, Sendable, Hashable {
    case missingColumn, unsuitableColumn, outcomeLevels, unknownLevel, shares, cuts, nothingSensitive
  }

  public let code: Code
  public let column: String?
  public let message: String

  public init(_ code: Code, column: String? = nil, _ message: String) {
    (self.code, self.column, self.message) = (code, column, message)
  }

  public var description: String { (column.map { "column \"\($0)\": " } ?? "") + message }
}
