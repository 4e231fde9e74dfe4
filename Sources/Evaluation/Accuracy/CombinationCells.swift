internal import Kernels
internal import Tabular

/// A column of the original and of the synthetic table, cut into the cells that mostlyai-qa 1.10 cuts it into.
///
/// Numbers lie in the bins of `QuantileBoundaries`, left end included; those beyond the original ones in the outermost
/// bins. Booleans are numbers, 0 and 1. Of levels the ten most frequent have a cell each if they occur at least five
/// times; empty text, the level `_RARE_` and all other levels have one each, too. Missing is a cell of every column,
/// and counts as a level when the ten are chosen.
///
/// Where equally frequent levels compete for the tenth cell, the package leaves the choice open; here the first by name
/// has it.
struct CombinationCells: Sendable {
  /// How many cells there are, missing included: 19 at most. (Ten boundaries or fewer from k places become at most
  /// nineteen from k + 1, as these lie one each between those.)
  let count: Int
  /// Of numbers: the ends of the bins.
  let boundaries: [Double]
  /// Of levels: the names of the cells.
  let levels: [String]
  /// The real rows, then the held-out ones.
  let original: [UInt8]
  let synthetic: [UInt8]
  /// Rows drawn from the real ones without regard to other columns; empty if not wanted.
  var independent: [UInt8] = []

  /// nil for identifiers and text, which have no distribution to compare.
  ///
  /// - Precondition: The columns are stored as the field's type says; at least one is original.
  init?(_ field: Field, original: [Column], synthetic: Column) {
    switch (field.type, synthetic.values) {
    case (.identifier, _), (.text, _), (_, .strings): return nil
    case (.boolean, .codes):
      let truth = original[0].levels.last ?? ""
      self.init(
        numbers: original.flatMap { $0.truthValues(truth) }, synthetic: synthetic.truthValues(truth), day: nil
      )
    case (_, .codes):
      self.init(levels: original, synthetic: synthetic)
    default:
      var day: Double?
      switch field.type {
      case .date, .timestamp: day = 86_400e9
      default: break
      }
      self.init(
        numbers: original.flatMap { $0.writtenNumbers(field.type) },
        synthetic: synthetic.writtenNumbers(field.type), day: day)
    }
  }

  private init(numbers: [Double], synthetic: [Double], day: Double?) {
    boundaries = QuantileBoundaries.boundaries(numbers, day: day)
    levels = []
    count = boundaries.count
    original = CombinationCells.codes(numbers, boundaries)
    self.synthetic = CombinationCells.codes(synthetic, boundaries)
  }

  /// How many boundaries but the outermost each number reaches; for missing the last cell.
  private static func codes(_ numbers: [Double], _ boundaries: [Double]) -> [UInt8] {
    let cuts = Array(boundaries.dropFirst().dropLast())
    let missing = UInt8(boundaries.count - 1)
    return [UInt8](unsafeUninitializedCapacity: numbers.count) { output, count in
      count = numbers.count
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: Column.blockRows) { codes in
        numbers.withUnsafeBufferPointer { numbers in
          for start in stride(from: 0, to: numbers.count, by: Column.blockRows) {
            let rows = start..<min(start + Column.blockRows, numbers.count)
            KernelSet.active.codes(
              cuts: cuts, of: .init(rebasing: numbers[rows]), into: .init(rebasing: codes[..<rows.count]))
            for row in rows {
              output[row] = numbers[row].isNaN ? missing : UInt8(truncatingIfNeeded: codes[row - start])
            }
          }
        }
      }
    }
  }

  private enum Special {
    static let empty = "(empty)"
    static let other = "(other)"
    static let rare = "_RARE_"
    static let missing = "(n/a)"
    static let all = [empty, other, rare, missing]
  }

  private static let frequentLevels = 10
  private static let leastRows = 5

  private init(levels original: [Column], synthetic: Column) {
    var rows: [String: Int] = [:]
    for column in original {
      for (name, count) in zip(CombinationCells.names(column), column.levelRows) {
        rows[name, default: 0] += count
      }
    }
    let frequent = rows.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(
      CombinationCells.frequentLevels
    )
    .filter { $0.value >= CombinationCells.leastRows }.map(\.key).sorted()
    let cells = frequent.filter { !Special.all.contains($0) } + Special.all
    let places = Dictionary(uniqueKeysWithValues: cells.enumerated().map { ($1, UInt8($0)) })
    levels = cells
    boundaries = []
    count = cells.count
    func codes(_ column: Column) -> [UInt8] {
      column.mappedLevels(CombinationCells.names(column).map { places[$0] ?? places[Special.other]! })
    }
    self.original = original.flatMap(codes)
    self.synthetic = codes(synthetic)
  }

  /// The names of a column's levels, and behind them that of missing.
  private static func names(_ column: Column) -> [String] {
    column.levels.map { $0.isEmpty ? Special.empty : $0 } + [Special.missing]
  }
}

extension Column {
  /// The names of the levels of a column of codes.
  fileprivate var levels: [String] {
    guard case .codes(_, let levels) = values else { preconditionFailure("levels are stored as codes") }
    return levels.strings
  }

  private var codes: [Int32] {
    guard case .codes(let codes, _) = values else { preconditionFailure("levels are stored as codes") }
    return codes
  }

  /// How many rows have each level, and behind them how many are missing.
  fileprivate var levelRows: [Int] {
    var rows = [UInt32](repeating: 0, count: levels.count + 1)
    codes.withUnsafeBufferPointer { codes in
      rows.withUnsafeMutableBufferPointer { KernelSet.active.count(codes, into: $0) }
    }
    // A missing row has a code, too, but it means nothing.
    validity?.forEachUnset {
      rows[Int(codes[$0])] -= 1
      rows[rows.count - 1] += 1
    }
    return rows.map(Int.init)
  }

  /// What `map` has for the level of each row; its last entry stands for missing.
  fileprivate func mappedLevels<Value>(_ map: [Value]) -> [Value] {
    var mapped = codes.withUnsafeBufferPointer { codes in
      map.withUnsafeBufferPointer { map in codes.map { map[Int($0)] } }
    }
    validity?.forEachUnset { mapped[$0] = map[map.count - 1] }
    return mapped
  }

  /// 1 where the level is `truth`, 0 where it is another one, NaN where missing.
  fileprivate func truthValues(_ truth: String) -> [Double] {
    mappedLevels(levels.map { $0 == truth ? 1 : 0 } + [.nan])
  }
}
