internal import Kernels
internal import Tabular

/// The cells of one column in the joint table of a pair.
public enum PictureAxis: Sendable, Hashable {
  /// Numbers between ascending cuts: below the first, from each to the next, from the last on. `low` and `high` are
  /// the ends of what both tables hold, as a sample shows them.
  case numbers(cuts: [Double], low: Double, high: Double, missing: Bool)
  /// Levels by name, then the others (0: there are none).
  case levels(names: [String], others: Int, missing: Bool)

  public static let most = 10

  /// How many cells there are, missing being the last one.
  public var count: Int {
    switch self {
    case .numbers(let cuts, _, _, let missing): cuts.count + 1 + (missing ? 1 : 0)
    case .levels(let names, let others, let missing): names.count + (others > 0 ? 1 : 0) + (missing ? 1 : 0)
    }
  }
}

/// A column of two tables as the cells of an axis.
struct AxisCodes: Sendable {
  let axis: PictureAxis
  let real: [UInt8]
  let synthetic: [UInt8]

  /// `nil` for identifiers and text.
  init?(_ field: Field, real: Column, synthetic: Column) {
    switch (real.values, synthetic.values) {
    case (.codes, .codes):
      if case .text = field.type { return nil }
      self.init(LevelPicture(field, real: real, synthetic: synthetic, holdout: nil), real, synthetic)
    case (.strings, _), (_, .strings), (.codes, _), (_, .codes): return nil
    default:
      if case .identifier = field.type { return nil }
      self.init(numbers: real, synthetic)
    }
  }

  private init(numbers real: Column, _ synthetic: Column) {
    let own = real.sortedSample(4096)
    let all = own + synthetic.sortedSample(4096)
    let cuts = AxisCodes.cuts(own.isEmpty ? all.sorted() : own)
    self.real = AxisCodes.codes(real, cuts)
    self.synthetic = AxisCodes.codes(synthetic, cuts)
    let absent = UInt8(cuts.count + 1)
    axis = .numbers(
      cuts: cuts, low: all.min() ?? 0, high: all.max() ?? 0,
      missing: self.real.contains(absent) || self.synthetic.contains(absent))
  }

  private init(_ levels: LevelPicture, _ real: Column, _ synthetic: Column) {
    var names = levels.levels.map(\.name)
    var others = levels.otherCount
    if names.count + (others > 0 ? 1 : 0) > PictureAxis.most {
      others += names.count - (PictureAxis.most - 1)
      names = Array(names.prefix(PictureAxis.most - 1))
    }
    axis = .levels(names: names, others: others, missing: levels.missing != nil)
    let places = Dictionary(names.enumerated().map { ($1, UInt8($0)) }, uniquingKeysWith: { a, _ in a })
    func codes(_ column: Column) -> [UInt8] {
      guard case .codes(let codes, let list) = column.values else {
        preconditionFailure("levels have codes")
      }
      let map = list.indices.map { places[list.string($0)] ?? UInt8(names.count) }
      let missing = UInt8(names.count + (others > 0 ? 1 : 0))
      var result = [UInt8](unsafeUninitializedCapacity: codes.count) { output, count in
        for row in codes.indices { output[row] = map[Int(codes[row])] }
        count = codes.count
      }
      column.validity?.forEachUnset { result[$0] = missing }
      return result
    }
    self.real = codes(real)
    self.synthetic = codes(synthetic)
  }

  /// Cuts of a sorted sample into cells of about equal shares; a value that fills a cell has it to itself.
  static func cuts(_ sample: [Double]) -> [Double] {
    var groups: [(value: Double, count: Int)] = []
    for value in sample {
      if groups.last?.value == value {
        groups[groups.count - 1].count += 1
      } else {
        groups.append((value, 1))
      }
    }
    if groups.count <= PictureAxis.most { return groups.dropFirst().map(\.value) }
    var cuts: [Double] = []
    var left = sample.count
    var filled = 0
    for (index, group) in groups.enumerated() {
      let cellsLeft = PictureAxis.most - cuts.count
      if index > 0, cellsLeft > 1,
        filled * cellsLeft >= left || 2 * group.count * cellsLeft >= 3 * left && filled > 0
      {
        cuts.append(group.value)
        left -= filled
        filled = 0
      }
      filled += group.count
    }
    return cuts
  }

  /// The number of cuts that a value reaches; missing is one past the last cell.
  private static func codes(_ column: Column, _ cuts: [Double]) -> [UInt8] {
    let missing = UInt8(cuts.count + 1)
    return [UInt8](unsafeUninitializedCapacity: column.count) { output, count in
      var start = 0
      column.forEachBlock { block in
        for row in block.indices {
          let value = block[row]
          var code: UInt8 = 0
          for cut in cuts { code &+= value >= cut ? 1 : 0 }
          output[start + row] = value.isNaN ? missing : code
        }
        start += block.count
      }
      count = column.count
    }
  }
}

/// The joint table of two columns in few cells, of all rows of both tables.
public struct PairPicture: Sendable, Hashable {
  /// The columns' places in the schema.
  public let first: Int
  public let second: Int
  public let rows: PictureAxis
  public let columns: PictureAxis
  /// Shares of all rows, one row of cells after the other.
  public let real: [Double]
  public let synthetic: [Double]

  init(_ first: (place: Int, codes: AxisCodes), _ second: (place: Int, codes: AxisCodes)) {
    (self.first, self.second) = (first.place, second.place)
    (rows, columns) = (first.codes.axis, second.codes.axis)
    let (height, width) = (rows.count, columns.count)
    func shares(_ a: [UInt8], _ b: [UInt8]) -> [Double] {
      var counts = [UInt32](repeating: 0, count: height * width)
      counts.withUnsafeMutableBufferPointer { counts in
        a.withUnsafeBufferPointer { a in
          b.withUnsafeBufferPointer { KernelSet.active.countPairs(a, $0, width: width, into: counts) }
        }
      }
      return counts.map { Double($0) / Double(max(1, a.count)) }
    }
    real = shares(first.codes.real, second.codes.real)
    synthetic = shares(first.codes.synthetic, second.codes.synthetic)
  }
}
