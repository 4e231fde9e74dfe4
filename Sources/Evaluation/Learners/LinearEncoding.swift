internal import Learning
internal import Scheduling
internal import Tabular

/// The features of a linear model of several tables, stacked.
///
/// As SDMetrics' LogisticDetection has them: a column of levels is one indicator for each level of any of the tables,
/// missing being a level; missing numbers are the mean; numbers are scaled to median 0 and interquartile range 1 (not
/// scaled where that is 0). Mean and quartiles are those of all rows here, the quartiles of at most 8,192 evenly spaced
/// ones, where SDMetrics takes each training fold's: they matter through the penalty only. Infinities count as the
/// column's largest and smallest finite values. Identifiers and text are left out.
struct LinearEncoding: Sendable {
  let features: LinearFeatures
  /// The table's column of each column of the features, numbers first.
  let columns: [Int]

  /// - Parameter missingIndicators: Whether a column of numbers with missing values also has a column of two levels,
  ///   present and missing.
  /// - Complexity: O(rows · columns), spread over the columns.
  init(_ tables: [Table], missingIndicators: Bool = false, threads: Int) throws {
    let fields = tables[0].schema.fields
    let rows = tables.reduce(0) { $0 + $1.rowCount }
    let encoded = try Parallel.map(count: fields.count, threads: threads) { column in
      Self.encode(fields[column], tables.map { $0.columns[column] }, missingIndicators)
    }
    var numbers: [([Double], Int)] = []
    var levels: [(LinearFeatures.Levels, Int)] = []
    for (column, parts) in encoded.enumerated() {
      if let values = parts.numbers { numbers.append((values, column)) }
      if let codes = parts.levels { levels.append((codes, column)) }
    }
    features = LinearFeatures(rowCount: rows, numbers: numbers.map(\.0), levels: levels.map(\.0))
    columns = numbers.map(\.1) + levels.map(\.1)
  }

  private typealias Parts = (numbers: [Double]?, levels: LinearFeatures.Levels?)

  private static func encode(_ field: Field, _ parts: [Column], _ missingIndicators: Bool) -> Parts {
    switch (field.type, parts[0].values) {
    case (.identifier, _), (.text, _), (_, .strings): return (nil, nil)
    case (_, .codes): return (nil, levels(parts))
    case (_, .int64), (_, .float64):
      let values = parts.flatMap(\.numbers)
      let isMissing = missingIndicators && values.contains(where: \.isNaN)
      let indicator = isMissing ? values.map { $0.isNaN ? 1 : 0 as Int32 } : nil
      return (scaled(values), indicator.map { LinearFeatures.Levels(codes: $0, count: 2) })
    }
  }

  private static func levels(_ parts: [Column]) -> LinearFeatures.Levels {
    var known: [String: Int32] = [:]
    var codes: [Int32] = []
    for part in parts {
      guard case .codes(let own, let names) = part.values else {
        preconditionFailure("a column of levels stores levels")
      }
      let map = names.indices.map { index in
        let name = names.string(index)
        let code = known[name] ?? Int32(known.count + 1)
        known[name] = code
        return code
      }
      let start = codes.count
      codes += own.map { map.isEmpty ? 0 : map[Int($0)] }
      part.validity?.forEachUnset { codes[start + $0] = 0 }
    }
    return LinearFeatures.Levels(codes: codes, count: known.count + 1)
  }

  /// Numbers without missing values, on the scale of their quartiles.
  static func scaled(_ values: [Double]) -> [Double] {
    var (low, high, sum, count) = (Double.infinity, -Double.infinity, 0.0, 0)
    for value in values where value.isFinite {
      (low, high) = (min(low, value), max(high, value))
      // Scaled, so that a sum of the largest numbers is finite.
      sum += value / 0x1p32
      count += 1
    }
    if count == 0 { return [Double](repeating: 0, count: values.count) }
    let mean = sum / Double(count) * 0x1p32
    let filled = values.map { $0.isNaN ? mean : min(max($0, low), high) }
    let step = (filled.count + 8191) / 8192
    let sorted = stride(from: 0, to: filled.count, by: step).map { filled[$0] }.sorted()
    func quantile(_ share: Double) -> Double {
      let place = share * Double(sorted.count - 1)
      let lower = sorted[Int(place)]
      let upper = sorted[min(Int(place) + 1, sorted.count - 1)]
      let part = place - Double(Int(place))
      return lower * (1 - part) + upper * part
    }
    let median = quantile(0.5)
    let range = quantile(0.75) - quantile(0.25)
    let scale = range > 0 && range.isFinite ? range : 1
    // Beyond it squares would overflow; no finite column of sense comes near.
    return filled.map { min(max(($0 - median) / scale, -1e12), 1e12) }
  }
}
