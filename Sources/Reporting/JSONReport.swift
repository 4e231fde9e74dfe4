public import Evaluation
internal import Foundation
internal import Scheduling

/// The JSON of an evaluation: one object of snake-case keys, sorted, on one line. What is not defined has no key, but
/// what is not finite is null.
///
/// It is made piece by piece: the pairs of a table of 1,000 columns are hundreds of megabytes of text, and ten times
/// that while an encoder holds them.
public struct JSONReport: Sendable {
  /// The report without its pairs: one stands in their place wherever there are any, and is cut out.
  private let frame: EvaluationReport
  private let pairs: [PairFidelity]
  private let sdmetricsPairs: [SDMetricsQuality.Pair]

  /// What stands in `first` of the pair to cut out. No name of a column holds a NUL.
  private static let hole = "\u{0}pairs"

  public init(_ report: EvaluationReport) {
    var frame = report
    pairs = report.fidelity.pairs
    sdmetricsPairs = report.sdmetrics?.pairs ?? []
    if var hole = pairs.first {
      (hole.first, hole.second) = (Self.hole, "")
      frame.fidelity.pairs = [hole]
    }
    if var hole = sdmetricsPairs.first {
      (hole.first, hole.second) = (Self.hole, "")
      frame.sdmetrics?.pairs = [hole]
    }
    self.frame = frame
  }

  /// Pairs that are encoded at once.
  static let batchSize = 256

  /// Calls `body` with one piece of the document after the other, the last with a line feed at its end.
  ///
  /// - Complexity: memory for all but the pairs, and for a few hundred of these.
  public func forEachPiece(threads: Int, _ body: ([UInt8]) throws -> Void) throws {
    let text = try Self.encoded(frame)
    var rest = text[...]
    func writeBatches<Pair: Encodable & Sendable>(_ pairs: [Pair], in hole: Pair?) throws {
      guard let hole else { return }
      let range = rest.range(of: try Self.encoded(hole))!
      try body(Array(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
      var separator: [UInt8] = []
      let batches = ChunkPlan(rows: 0..<pairs.count, chunkRows: Self.batchSize)
      try Parallel.pipeline(count: batches.count, threads: threads) { index in
        // Without the brackets.
        Array(try Self.encoded(Array(pairs[batches[index]])).dropFirst().dropLast())
      } consume: { piece in
        try body(separator + piece)
        separator = [UInt8(ascii: ",")]
      }
    }
    // "fidelity" comes before "sdmetrics".
    try writeBatches(pairs, in: frame.fidelity.pairs.first)
    try writeBatches(sdmetricsPairs, in: frame.sdmetrics?.pairs.first)
    try body(Array(rest) + [UInt8(ascii: "\n")])
  }

  /// Any other report in the same form, in one piece.
  public static func document(_ value: some Encodable) throws -> [UInt8] {
    Array(try encoded(value)) + [UInt8(ascii: "\n")]
  }

  private static func encoded(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: mark, negativeInfinity: mark, nan: mark)
    var json = try encoder.encode(value)
    let written = Data("\"\\u0000not a number\"".utf8)
    var start = json.startIndex
    while let range = json.range(of: written, in: start..<json.endIndex) {
      json.replaceSubrange(range, with: "null".utf8)
      start = range.lowerBound
    }
    return json
  }

  /// What stands where a number is not finite, until it is made null.
  private static let mark = "\u{0}not a number"
}
