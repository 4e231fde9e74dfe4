public import Auditing
public import Evaluation
internal import Mustache

/// The page of an evaluation: one HTML document that holds all it needs, for a browser without network or scripts.
///
/// Charts show all rows. Of more than 100 columns the 60 least alike have charts, of more than 40 the heat maps show
/// those whose associations differ most, and pairs are limited to the least alike; the page says so where it does so.
/// Names and levels are shown as text, whatever they hold. The same report and tables give the same bytes, whatever
/// `threads` is.
public struct HTMLReport: Sendable {
  /// The document, UTF-8 when written.
  public let text: String

  /// - Parameters:
  ///   - report: What the page says.
  ///   - check: Verdicts by edge, for a section of their own.
  ///   - tables: What its charts are drawn from: those that the report is of.
  ///   - threads: How many threads count for the charts.
  /// - Throws: Nothing that depends on the data.
  /// - Complexity: O(rows * columns) for the charts, O(pairs log pairs) for the rest.
  public init(
    _ report: EvaluationReport, check: CheckReport? = nil, tables: EvaluationTables, threads: Int
  ) throws {
    let page = try Page(report, check: check, tables: tables, threads: threads)
    text = try Templates.library().render(page, withTemplate: "page") ?? ""
  }
}
