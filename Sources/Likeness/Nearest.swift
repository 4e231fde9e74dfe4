import Evaluation
import Scheduling

/// The seconds of the search alone, the pairs it covers and a digest of what it found.
func printNearest(_ tables: TablePair) throws {
  let clock = ContinuousClock()
  let start = clock.now
  let records = NearestRecord(real: tables.real)
  let queries = records.queries(tables.other)
  let encoded = clock.now
  let found = try records.nearest(to: queries, threads: Parallel.processorCount)
  let end = clock.now
  let pairs = records.count * queries.count
  let search = seconds(end - encoded)
  print("rows: \(records.count) real, \(queries.count) synthetic; columns: \(records.columnCount)")
  print("seconds to encode: \(decimal(seconds(encoded - start), 6))")
  print("seconds to search: \(decimal(search, 6))")
  print("pairs: \(pairs)")
  print("nanoseconds per pair: \(decimal(search * 1e9 / Double(max(1, pairs)), 4))")
  let mean = found.map(\.distance).reduce(0, +) / Double(max(1, found.count))
  print("mean distance: \(decimal(mean, 9))")
}
