/// What machines and language models cost.
public struct PriceList: Sendable, Hashable {
  public struct Machine: Sendable, Hashable {
    public let name: String
    /// For an hour.
    public let perHour: Double
  }

  /// Prices for a million tokens.
  public struct LanguageModel: Sendable, Hashable {
    public let name: String
    public let input: Double
    public let output: Double

    /// The price of so many tokens: Σ tokens / 10^6 × price.
    public func cost(inputTokens: Double, outputTokens: Double) -> Double {
      inputTokens / 1e6 * input + outputTokens / 1e6 * output
    }
  }

  /// When the prices held.
  public let date: String
  public let currency: String
  public let machines: [Machine]
  public let languageModels: [LanguageModel]

  /// The list that is used where no other is given, as a file to edit.
  public static let standardText = """
    # Prices for sklar estimate. Edit a copy and give it with --prices.
    date: 2025-06-01
    currency: USD
    # For an hour, about what general-purpose machines cost on demand. Enter your own.
    machines:
      - {name: 2 processors 8 GB, per_hour: 0.10}
      - {name: 8 processors 32 GB, per_hour: 0.40}
    # For a million tokens.
    language_models:
      - {name: gpt-4o, input: 2.50, output: 10.00}
      - {name: gpt-4o-mini, input: 0.15, output: 0.60}
      - {name: claude-sonnet-4 (2025-05-14), input: 3.00, output: 15.00}
      - {name: claude-3.5-haiku (2024-10-22), input: 0.80, output: 4.00}

    """

  public static let standard: PriceList = {
    do { return try PriceList(yaml: standardText, file: "") } catch {
      preconditionFailure("the standard list is well formed: \(error)")
    }
  }()
}

/// What is wrong in a price file, and where.
public struct PriceFileError: Error, Hashable, Sendable, CustomStringConvertible {
  public let file: String
  public let line: Int?
  public let message: String

  public var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(message)" }
}
