import Sklar

/// What a run is made of, for `--report`.
struct RunComposition: Encodable {
  struct Tier: Encodable {
    /// The model's path, or `exec:COMMAND`.
    let source: String
    /// As asked for.
    let share: Double
    /// Of the rows written.
    let rows: Int
  }

  var schemaVersion = 1
  let seed: UInt64
  /// The rows of the whole run.
  let runRows: Int
  /// The rows written, counted from 0.
  let firstRow: Int
  let rows: Int
  let tiers: [Tier]

  var text: String {
    var text = SummaryText()
    text.add(
      "Tiers",
      table: [["source", "share", "rows"]]
        + tiers.map { [$0.source, "\(fixed(100 * $0.share, 2)) %", quantity($0.rows)] })
    return text.text
  }
}
