/// Rows of features in at most 256 bins each: what trees learn from.
///
/// Made by ``FeatureBins/encode(_:)``. Bin 0 of a feature stands for a missing value.
public struct BinnedRows: Sendable {
  /// What the bins of one feature are.
  public struct Feature: Sendable, Hashable {
    /// How many bins there are, the missing one included; at most 256.
    public let binCount: Int
    /// Whether the bins from 1 on ascend with a number, rather than being levels without an order.
    public let isOrdered: Bool

    public init(binCount: Int, isOrdered: Bool) {
      precondition(binCount >= 1 && binCount <= 256)
      self.binCount = binCount
      self.isOrdered = isOrdered
    }
  }

  public let rowCount: Int
  public let features: [Feature]
  /// Blocks of 16 features, in each of them row after row: a row's 16 codes are read at once, and the sums over one
  /// block's bins stay in the first-level cache. The last block is filled up with zeros.
  let codes: [UInt8]

  /// Features in a block.
  static let blockWidth = 16

  init(rowCount: Int, features: [Feature], codes: [UInt8]) {
    precondition(codes.count == Self.blocks(features.count) * rowCount * Self.blockWidth)
    self.rowCount = rowCount
    self.features = features
    self.codes = codes
  }

  /// Rows given by the codes of each feature.
  ///
  /// - Precondition: Each feature has a code per row, below its number of bins.
  public init(_ features: [Feature], columns: [[UInt8]], rowCount: Int) {
    precondition(features.count == columns.count && columns.allSatisfy { $0.count == rowCount })
    self.init(rowCount: rowCount, features: features) { feature, codes in
      precondition(columns[feature].allSatisfy { $0 < features[feature].binCount })
      for row in 0..<rowCount { codes[row] = columns[feature][row] }
    }
  }

  /// Rows whose codes `fill` writes, feature after feature, into a buffer of a code per row.
  init(
    rowCount: Int, features: [Feature],
    fill: (_ feature: Int, _ codes: UnsafeMutableBufferPointer<UInt8>) -> Void
  ) {
    let width = Self.blockWidth
    var codes = [UInt8](repeating: 0, count: Self.blocks(features.count) * rowCount * width)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: rowCount) { column in
      codes.withUnsafeMutableBufferPointer { codes in
        for feature in features.indices {
          fill(feature, column)
          let place = feature / width * rowCount * width + feature % width
          for row in 0..<rowCount { codes[place + row * width] = column[row] }
        }
      }
    }
    self.init(rowCount: rowCount, features: features, codes: codes)
  }

  /// The rows of several tables, one after another.
  /// - Precondition: At least one part; all of them encoded by the same bins.
  public init(stacking parts: [BinnedRows]) {
    precondition(!parts.isEmpty && parts.allSatisfy { $0.features == parts[0].features })
    let rowCount = parts.reduce(0) { $0 + $1.rowCount }
    var codes: [UInt8] = []
    codes.reserveCapacity(Self.blocks(parts[0].features.count) * rowCount * Self.blockWidth)
    for block in 0..<Self.blocks(parts[0].features.count) {
      for part in parts {
        let size = part.rowCount * Self.blockWidth
        codes.append(contentsOf: part.codes[(block * size)..<((block + 1) * size)])
      }
    }
    self.init(rowCount: rowCount, features: parts[0].features, codes: codes)
  }

  /// The rows at `indices`, in that order.
  /// - Precondition: Every index is a row.
  public func rows(_ indices: [Int32]) -> BinnedRows {
    let width = Self.blockWidth
    let codes = [UInt8](unsafeUninitializedCapacity: blockCount * indices.count * width) { output, count in
      self.codes.withUnsafeBytes { source in
        let target = UnsafeMutableRawBufferPointer(output)
        var place = 0
        for block in 0..<blockCount {
          for index in indices {
            precondition(index >= 0 && index < rowCount)
            let row = source.loadUnaligned(
              fromByteOffset: (block * rowCount + Int(index)) * width, as: SIMD16<UInt8>.self)
            target.storeBytes(of: row, toByteOffset: place, as: SIMD16<UInt8>.self)
            place += width
          }
        }
      }
      count = blockCount * indices.count * width
    }
    return BinnedRows(rowCount: indices.count, features: features, codes: codes)
  }

  /// The code of each row for one feature.
  public func column(_ feature: Int) -> [UInt8] {
    let start = place(feature)
    return (0..<rowCount).map { codes[start + $0 * Self.blockWidth] }
  }

  var blockCount: Int { Self.blocks(features.count) }

  /// Where the codes of a feature begin; they lie `blockWidth` apart.
  func place(_ feature: Int) -> Int {
    feature / Self.blockWidth * rowCount * Self.blockWidth + feature % Self.blockWidth
  }

  static func blocks(_ features: Int) -> Int { (features + blockWidth - 1) / blockWidth }
}
