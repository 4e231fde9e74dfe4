public import Evaluation
internal import Foundation

/// The JSON of an evaluation: one object of snake-case keys, sorted, on one line. What is not defined has no key.
public struct JSONReport: Sendable {
  /// The document, with a line feed at its end.
  public let text: String

  /// What stands where a number is not finite, until it is made null. No name of a column holds a NUL.
  private static let mark = "\u{0}not a number"

  public init(_ report: EvaluationReport) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: Self.mark, negativeInfinity: Self.mark, nan: Self.mark)
    let json = String(decoding: try encoder.encode(report), as: UTF8.self)
    text = json.replacing("\"\\u0000not a number\"", with: "null") + "\n"
  }
}
