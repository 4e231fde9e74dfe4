internal import Tabular

/// What learners predict: a class or a number for each row, `nil` where there is none.
struct UtilityTarget: Sendable {
  /// Classes beyond which the rarer ones' rows are left out.
  static let mostClasses = 100

  let task: Utility.Task
  /// How many classes there are; 0 for numbers.
  let classCount: Int
  /// Whether there were more classes than are looked at.
  let isLimited: Bool

  private enum Coding {
    case levels([String: Int32])
    case values([Double: Int32])
    /// Units of storage in a unit of the column.
    case numbers(unit: Double)
  }
  private let coding: Coding

  /// Of levels, and of numbers with at most two values, the classes are those of `tables`, the most frequent first
  /// where there are too many.
  /// - Returns: `nil` for identifiers and text.
  init?(_ field: Field, column: Int, tables: [Table]) {
    switch (field.type, tables[0].columns[column].values) {
    case (.identifier, _), (.text, _), (_, .strings): return nil
    case (_, .codes):
      var counts: [String: Int] = [:]
      for table in tables {
        let part = table.columns[column]
        guard case .codes(let codes, let names) = part.values else { return nil }
        var own = [Int](repeating: 0, count: names.count)
        for (row, code) in codes.enumerated() where part.validity?[row] ?? true { own[Int(code)] += 1 }
        for index in names.indices where own[index] > 0 {
          counts[names.string(index), default: 0] += own[index]
        }
      }
      // By name, so that classes do not depend on how the levels happen to be listed.
      let frequent = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.mostClasses)
      let names = frequent.map(\.key).sorted()
      (task, classCount, isLimited) = (.classification, names.count, counts.count > names.count)
      coding = .levels(Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) }))
    case (_, .int64), (_, .float64):
      var values: Set<Double> = []
      for value in tables.lazy.flatMap({ $0.columns[column].numbers }) where value.isFinite {
        values.insert(value)
        if values.count > 2 { break }
      }
      isLimited = false
      if values.count <= 2 {
        (task, classCount) = (.classification, values.count)
        coding = .values(
          Dictionary(uniqueKeysWithValues: values.sorted().enumerated().map { ($1, Int32($0)) }))
      } else {
        (task, classCount) = (.regression, 0)
        coding = .numbers(unit: field.type.storedUnit)
      }
    }
  }

  /// The class of each row, `nil` where it is missing or none of the classes.
  func classes(_ column: Column) -> [Int32?] {
    switch coding {
    case .levels(let known):
      guard case .codes(let codes, let names) = column.values else { return [] }
      let map = names.indices.map { known[names.string($0)] }
      return codes.enumerated().map { row, code in
        column.validity?[row] ?? true ? map[Int(code)] : nil
      }
    case .values(let known): return column.numbers.map { $0.isFinite ? known[$0] : nil }
    case .numbers: return []
    }
  }

  /// The number of each row in units of the column, `nil` where it is missing or infinite.
  func numbers(_ column: Column) -> [Double?] {
    guard case .numbers(let unit) = coding else { return [] }
    return column.numbers.map { $0.isFinite ? $0 * unit : nil }
  }

  /// The rows of `column` that have a target.
  func rows(_ column: Column) -> [Int32] {
    let isThere =
      task == .classification ? classes(column).map { $0 != nil } : numbers(column).map { $0 != nil }
    return isThere.indices.filter { isThere[$0] }.map(Int32.init)
  }
}
