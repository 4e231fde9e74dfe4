/// Rows for a linear model: numbers, and levels that stand for one indicator each.
///
/// A row is its numbers and one code per column of levels, never the dense row of indicators: the product with the
/// weights looks one weight up for each column of levels.
public struct LinearFeatures: Sendable {
  public let rowCount: Int
  /// Column by column; finite.
  public let numbers: [[Double]]
  public let levels: [Levels]

  /// One column of levels: a code in `0..<count` per row.
  public struct Levels: Sendable {
    public let codes: [Int32]
    public let count: Int

    /// - Precondition: Every code is in `0..<count`.
    public init(codes: [Int32], count: Int) {
      precondition(codes.allSatisfy { 0 <= $0 && $0 < count })
      (self.codes, self.count) = (codes, count)
    }
  }

  /// - Precondition: All columns have `rowCount` entries.
  public init(rowCount: Int, numbers: [[Double]], levels: [Levels]) {
    precondition(numbers.allSatisfy { $0.count == rowCount })
    precondition(levels.allSatisfy { $0.codes.count == rowCount })
    (self.rowCount, self.numbers, self.levels) = (rowCount, numbers, levels)
  }

  /// How many weights a model has: the intercept, one for each column of numbers, then one for each level.
  public var weightCount: Int { firstLevel + levels.reduce(0) { $0 + $1.count } }

  /// The place of the first level's weight.
  var firstLevel: Int { 1 + numbers.count }

  /// The place of the weight of each column's first level.
  public var levelOffsets: [Int] {
    var offsets: [Int] = []
    var next = firstLevel
    for column in levels {
      offsets.append(next)
      next += column.count
    }
    return offsets
  }

  /// The rows at `indices`, in that order. - Complexity: O(indices · columns).
  public func rows(_ indices: [Int32]) -> LinearFeatures {
    func gathered<Value>(_ values: [Value]) -> [Value] {
      values.withUnsafeBufferPointer { values in indices.map { values[Int($0)] } }
    }
    return LinearFeatures(
      rowCount: indices.count, numbers: numbers.map(gathered),
      levels: levels.map { Levels(codes: gathered($0.codes), count: $0.count) })
  }
}
