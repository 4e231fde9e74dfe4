internal import Kernels

/// How much work searches of neighbours are, foretold from a few of them: blocks of records are passed over where they
/// lie apart, as numbers and few levels make them, and are not where columns have many levels.
enum SearchWork {
  /// The most pairs of rows that one search of all queries is to look at.
  static let mostPairs = 300_000_000
  /// Below so many rows nothing is left out.
  static let fewestRows = 1000
  /// Searches that the work is foretold from.
  private static let probeCount = 64

  /// The most rows to search, and to search for, so that about `most` pairs of rows are looked at.
  ///
  /// A function of the records and the queries, never of the clock.
  ///
  /// - Parameters:
  ///   - records: The rows that would be searched.
  ///   - queries: How many rows would be searched for.
  ///   - neighbours: How many are searched.
  ///   - probes: The queries at places below `queries`, one by one, each with the row that does not count, or -1.
  /// - Returns: nil where all may stay.
  static func rowLimit(
    _ records: RecordBlocks, queries: Int, neighbours: Int, most: Int,
    probes: ([Int]) -> [(query: RecordQueries, excluded: Int64)]
  ) -> Int? {
    let all = Double(records.count) * Double(queries)
    if all <= Double(most) { return nil }
    let count = min(probeCount, queries)
    var lookedAt = 0
    for (query, excluded) in probes((0..<count).map { $0 * queries / count }) {
      let nearest = KernelSet.active.nearest(neighbours, in: records, to: query, excluded: [excluded])
      lookedAt += records.lookedAt(query, within: [nearest[neighbours - 1].distance])
    }
    let share = Double(lookedAt) / Double(count) / Double(records.count)
    if all * share <= Double(most) { return nil }
    // The larger side comes down first, then both.
    let (fewer, pairs) = (Double(min(records.count, queries)), Double(most) / share)
    return max(fewestRows, Int(pairs >= fewer * fewer ? pairs / fewer : pairs.squareRoot()))
  }
}
