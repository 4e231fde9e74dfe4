internal import Kernels
public import Tabular

/// What charts of one column are drawn from: counts of all rows of each table in common cells.
public enum ColumnPicture: Sendable, Hashable {
  case numbers(NumberPicture)
  case levels(LevelPicture)

  /// `nil` for identifiers and text, which have no distribution to draw.
  ///
  /// - Complexity: O(rows), about 2 ns per number and half as much per level.
  public init?(_ field: Field, real: Column, synthetic: Column, holdout: Column?) {
    switch (real.values, synthetic.values) {
    case (.codes, .codes):
      if case .text = field.type { return nil }
      self = .levels(LevelPicture(field, real: real, synthetic: synthetic, holdout: holdout))
    case (.strings, _), (_, .strings), (.codes, _), (_, .codes): return nil
    default:
      if case .identifier = field.type { return nil }
      let cells = NumberCells(real: real, synthetic: synthetic)
      self = .numbers(
        NumberPicture(
          cells: cells, real: CellCounts(real, cells), synthetic: CellCounts(synthetic, cells),
          holdout: holdout.map { CellCounts($0, cells) }))
    }
  }
}

/// A column of numbers in up to 240 cells of equal width: histograms join some, cumulative shares are exact at edges.
public struct NumberPicture: Sendable, Hashable {
  public let cells: NumberCells
  public let real: CellCounts
  public let synthetic: CellCounts
  public let holdout: CellCounts?
}

/// A column of levels: the most frequent ones by name, the others together.
public struct LevelPicture: Sendable, Hashable {
  /// Rows of each table.
  public struct Rows: Sendable, Hashable {
    public var real: Int
    public var synthetic: Int
    public var holdout: Int?
  }

  public struct Level: Sendable, Hashable {
    public let name: String
    public let rows: Rows
  }

  /// By descending share in the real table.
  public let levels: [Level]
  /// All levels that are not named; nil if there are none.
  public let others: Rows?
  /// How many those are; levels that `TableAlignment` has joined are one.
  public let otherCount: Int
  /// `nil` if no table misses a value.
  public let missing: Rows?
  /// All rows of each table.
  public let total: Rows

  public static let named = 12

  init(_ field: Field, real: Column, synthetic: Column, holdout: Column?) {
    guard let counts = ColumnCounts(field, real: real, synthetic: synthetic),
      case .codes(_, let realLevels) = real.values, case .codes(_, let levels) = synthetic.values
    else { preconditionFailure("a column of levels has codes") }
    let common = CommonLevels(real: realLevels, synthetic: levels)
    var names = [String](repeating: "", count: common.count)
    for (index, code) in common.real.enumerated() { names[Int(code)] = realLevels.string(index) }
    for (index, code) in common.synthetic.enumerated() where code > realLevels.count {
      names[Int(code)] = levels.string(index)
    }
    var heldOut = [Int](repeating: 0, count: common.count)
    var heldOutAlone = 0
    var heldOutNew = 0
    if let holdout, let other = ColumnCounts(field, real: real, synthetic: holdout) {
      for code in 0...realLevels.count { heldOut[code] = other.synthetic[code] }
      if case .codes(_, let own) = holdout.values, own.count > 0 {
        let known = Dictionary(
          (realLevels.count + 1..<max(realLevels.count + 1, common.count)).map { (names[$0], $0) },
          uniquingKeysWith: { a, _ in a })
        let map = CommonLevels(real: realLevels, synthetic: own)
        for (index, code) in map.synthetic.enumerated() where code > realLevels.count {
          if let place = known[own.string(index)] {
            heldOut[place] = other.synthetic[Int(code)]
          } else if other.synthetic[Int(code)] > 0 {
            heldOutNew += 1
            heldOutAlone += other.synthetic[Int(code)]
          }
        }
      }
    }
    func rows(_ code: Int) -> Rows {
      Rows(
        real: counts.real[code], synthetic: counts.synthetic[code],
        holdout: holdout == nil ? nil : heldOut[code])
    }
    total = Rows(real: real.count, synthetic: synthetic.count, holdout: holdout?.count)
    let all = (1..<max(1, common.count)).filter { counts.real[$0] + counts.synthetic[$0] + heldOut[$0] > 0 }
    // A level that only the synthetic table has must be seen, too.
    func weight(_ code: Int) -> Double {
      max(
        Double(counts.real[code]) / Double(max(1, real.count)),
        Double(counts.synthetic[code]) / Double(max(1, synthetic.count)))
    }
    let weights = names.indices.map(weight)
    let limit = all.count <= LevelPicture.named + 1 ? all.count : LevelPicture.named
    let single = all.filter { !JoinedLevels.isName(names[$0]) }
    let named = single.sorted { (weights[$1], $0) < (weights[$0], $1) }.prefix(limit)
    self.levels = named.sorted { (counts.real[$1], $0) < (counts.real[$0], $1) }.map {
      Level(name: names[$0], rows: rows($0))
    }
    let rest = all.filter { !named.contains($0) }
    otherCount = rest.count + heldOutNew
    if otherCount == 0 {
      others = nil
    } else {
      var sum = Rows(real: 0, synthetic: 0, holdout: holdout == nil ? nil : heldOutAlone)
      for code in rest {
        sum.real += counts.real[code]
        sum.synthetic += counts.synthetic[code]
        if holdout != nil { sum.holdout! += heldOut[code] }
      }
      others = sum
    }
    let absent = rows(0)
    missing = absent.real + absent.synthetic + (absent.holdout ?? 0) > 0 ? absent : nil
  }
}
