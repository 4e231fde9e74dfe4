internal import Evaluation
internal import Kernels
internal import Scheduling
internal import Tabular

/// The rows of a column as groups, one byte a row, numbered alike in every table.
///
/// Levels are groups by name; numbers of up to 12 values are groups by value, others by where given cuts, or quantiles of
/// the last table, part them. A missing value, and a level spelt `unknown`, is in the group `unknown`, the last one. Beyond
/// 250 levels the rarest are one group.
struct GroupedColumn: Sendable {
  static let unknown = "unknown"
  static let others = "all other levels"
  static let mostLevels = 250
  static let mostValues = 12

  let name: String
  let groups: [String]
  /// The number of the group of rows without a value, if there are any.
  let unknown: Int?
  /// Of each table.
  let codes: [[UInt8]]
  /// How many levels are in the group of all others.
  let joined: Int
  /// Whether groups are ranges of numbers.
  let isBinned: Bool

  /// - Parameters:
  ///   - columns: Of each table, stored alike; the last one is the reference.
  ///   - cuts: Ascending.
  init(
    _ field: Field, _ columns: [Column], cuts: [Double]?, quantiles: Int
  ) throws(BiasAuditError) {
    name = field.name
    switch (field.type, columns[0].values) {
    case (.identifier, _), (.text, _), (_, .strings):
      throw BiasAuditError(
        .unsuitableColumn, column: field.name,
        "The column holds identifiers or free text, which make no groups. Name another one.")
    case (_, .codes):
      if cuts != nil {
        throw BiasAuditError(
          .cuts, column: field.name, "Cuts part numbers, and the column holds levels. Leave the cuts out.")
      }
      let parts = LevelGroups(columns)
      (groups, unknown, codes, joined) = (parts.groups, parts.unknown, parts.codes, parts.joined)
      isBinned = false
    case (_, .int64), (_, .float64):
      let numbers = NumberGroups(field, columns, cuts: cuts, quantiles: quantiles)
      (groups, unknown, codes, isBinned) = (numbers.groups, numbers.unknown, numbers.codes, numbers.isBinned)
      joined = 0
    }
  }

  var count: Int { groups.count }
}

/// Levels as groups, the most frequent of the reference first.
private struct LevelGroups {
  var groups: [String] = []
  var unknown: Int?
  var codes: [[UInt8]] = []
  var joined = 0

  init(_ columns: [Column]) {
    // Rows of each name in the reference, and in all tables.
    var rows: [String: (reference: Int, all: Int)] = [:]
    var hasUnknown = false
    let counted = columns.map { column -> [Int] in
      guard case .codes(let codes, let levels) = column.values else {
        preconditionFailure("a column is stored alike in all tables")
      }
      var counts = [UInt32](repeating: 0, count: levels.count)
      codes.withUnsafeBufferPointer { codes in
        counts.withUnsafeMutableBufferPointer { KernelSet.active.count(codes, into: $0) }
      }
      // A missing row has a code, too, but it means nothing.
      column.validity?.forEachClear(in: 0..<codes.count) { counts[Int(codes[$0])] -= 1 }
      return counts.map(Int.init)
    }
    for (table, column) in columns.enumerated() {
      guard case .codes(_, let levels) = column.values else { preconditionFailure() }
      if column.presentCount < column.count { hasUnknown = true }
      for level in levels.indices where counted[table][level] > 0 {
        let name = levels.string(level)
        if name.lowercased() == GroupedColumn.unknown {
          hasUnknown = true
          continue
        }
        let old = rows[name] ?? (0, 0)
        let count = counted[table][level]
        rows[name] = (old.reference + (table == columns.count - 1 ? count : 0), old.all + count)
      }
    }
    let order = rows.keys.sorted { a, b in
      let (x, y) = (rows[a]!, rows[b]!)
      return x == y ? a < b : (x.reference, x.all) > (y.reference, y.all)
    }
    groups = Array(order.prefix(GroupedColumn.mostLevels))
    joined = order.count - groups.count
    var places = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1, UInt8($0)) })
    if joined > 0 {
      for name in order.dropFirst(groups.count) { places[name] = UInt8(groups.count) }
      groups.append(GroupedColumn.others)
    }
    if hasUnknown {
      unknown = groups.count
      groups.append(GroupedColumn.unknown)
    }
    let missing = UInt8(unknown ?? 0)
    codes = columns.map { column in
      guard case .codes(let codes, let levels) = column.values else { preconditionFailure() }
      let map = levels.strings.map { places[$0] ?? missing }
      return [UInt8](unsafeUninitializedCapacity: codes.count) { output, count in
        for row in codes.indices { output[row] = map[Int(codes[row])] }
        column.validity?.forEachClear(in: 0..<codes.count) { output[$0] = missing }
        count = codes.count
      }
    }
  }
}

/// Numbers as groups, ascending.
private struct NumberGroups {
  var groups: [String]
  var unknown: Int?
  var codes: [[UInt8]]
  var isBinned: Bool

  init(_ field: Field, _ columns: [Column], cuts: [Double]?, quantiles: Int) {
    let values = columns.map(\.numbers)
    let hasMissing = values.contains { $0.contains(where: \.isNaN) }
    // What is at least `bounds[k]` is beyond group k.
    let bounds: [Double]
    if let cuts {
      // A decimal is stored as a whole number.
      var scale = 1.0
      if case .decimal(let digits, _) = field.type { for _ in 0..<digits { scale *= 10 } }
      bounds = scale == 1 ? cuts : cuts.map { ($0 * scale).rounded() }
    } else if let distinct = Self.distinct(values) {
      self.init(
        distinct.map { ValueText.text($0, field.type) }, values, bounds: Array(distinct.dropFirst()),
        hasMissing: hasMissing, isBinned: false)
      return
    } else {
      bounds = Self.quantiles(values[values.count - 1], quantiles)
    }
    let texts = bounds.map { ValueText.text($0, field.type) }
    var groups = texts.isEmpty ? ["any value"] : ["<\(texts[0])"]
    for index in texts.indices {
      groups.append(
        index + 1 < texts.count ? "\(texts[index])..<\(texts[index + 1])" : ">=\(texts[index])")
    }
    self.init(groups, values, bounds: bounds, hasMissing: hasMissing, isBinned: true)
  }

  private init(
    _ groups: [String], _ values: [[Double]], bounds: [Double], hasMissing: Bool, isBinned: Bool
  ) {
    self.groups = groups + (hasMissing ? [GroupedColumn.unknown] : [])
    self.isBinned = isBinned
    unknown = hasMissing ? groups.count : nil
    codes = values.map { Self.codes($0, bounds: bounds, missing: groups.count) }
  }

  /// The values in ascending order, if there are few.
  private static func distinct(_ tables: [[Double]]) -> [Double]? {
    var found: [Double] = []
    for values in tables {
      for value in values where !value.isNaN {
        if found.contains(value) { continue }
        if found.count == GroupedColumn.mostValues { return nil }
        found.append(value)
      }
    }
    return found.sorted()
  }

  /// Values that part the numbers into as many groups of about equal size; fewer where values repeat. Of more than a million
  /// rows every k-th is looked at.
  private static func quantiles(_ values: [Double], _ count: Int) -> [Double] {
    let step = max(1, values.count >> 20)
    let sorted = stride(from: 0, to: values.count, by: step).map { values[$0] }.filter { !$0.isNaN }.sorted()
    guard let least = sorted.first else { return [] }
    var bounds: [Double] = []
    for part in 1..<count {
      let value = sorted[part * sorted.count / count]
      if value > bounds.last ?? least { bounds.append(value) }
    }
    return bounds
  }

  private static func codes(_ values: [Double], bounds: [Double], missing: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: values.count) { output, count in
      for row in values.indices {
        let value = values[row]
        var code: UInt8 = 0
        for bound in bounds { code &+= value >= bound ? 1 : 0 }
        output[row] = value.isNaN ? UInt8(missing) : code
      }
      count = values.count
    }
  }
}

/// How often combinations of groups occur.
enum JointCount {
  /// Beyond so many cells rows are counted on one thread, to save the memory of many tables.
  private static let mostCells = 1 << 16
  private static let chunkRows = 1 << 18
  private static let blockRows = 4096

  /// The rows of each combination, the last column's group running fastest.
  ///
  /// - Precondition: Columns of one length; the product of the sizes is below 2^31.
  /// - Complexity: O(rows * columns), and the cells.
  static func cells(_ columns: [[UInt8]], sizes: [Int], threads: Int) throws -> [Int] {
    let rows = columns[0].count
    let count = sizes.reduce(1, *)
    let plan = ChunkPlan(
      rows: 0..<rows, chunkRows: count > mostCells ? max(1, rows) : chunkRows)
    let parts = try Parallel.map(count: plan.count, threads: threads) { chunk -> [Int] in
      var cells = [Int](repeating: 0, count: count)
      // A block of numbers of cells stays in the first cache.
      let blocks = ChunkPlan(rows: plan[chunk], chunkRows: blockRows)
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: blockRows) { index in
        cells.withUnsafeMutableBufferPointer { cells in
          for block in 0..<blocks.count {
            let range = blocks[block]
            index.initialize(repeating: 0)
            for (column, size) in zip(columns, sizes) {
              let size = Int32(size)
              column.withUnsafeBufferPointer { codes in
                for row in 0..<range.count {
                  index[row] = index[row] &* size &+ Int32(codes[range.lowerBound + row])
                }
              }
            }
            for row in 0..<range.count { cells[Int(index[row])] += 1 }
          }
        }
      }
      return cells
    }
    var total = [Int](repeating: 0, count: count)
    for part in parts { for cell in total.indices { total[cell] += part[cell] } }
    return total
  }
}
