/// How many tokens a language model reads and writes for a row.
///
/// A row is taken to be written as a line of JSON, at `bytesPerToken` bytes a token: about 4 for English text, fewer for digits and
/// names of columns. Each call sends `promptTokens` of instructions and is answered by `rowsPerCall` rows.
public struct TokenRule: Sendable, Hashable {
  public var bytesPerToken = 4.0
  public var promptTokens = 500.0
  public var rowsPerCall = 20.0
  /// Output tokens a row, where they are known.
  public var tokensPerRow: Double?

  public init() {}

  /// - Parameter textBytesPerRow: Of a row as a line of JSON.
  public func tokens(rows: Int, textBytesPerRow: Double) -> (input: Double, output: Double) {
    let calls = (Double(rows) / rowsPerCall).rounded(.up)
    return (calls * promptTokens, Double(rows) * (tokensPerRow ?? textBytesPerRow / bytesPerToken))
  }
}
