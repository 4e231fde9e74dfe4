internal import Kernels
public import Tabular

/// How often what a column holds occurs in a real table and in another one, in common cells, as the divergences of
/// counts take it.
///
/// The columns are read as they are stored, a block of rows at a time: no copy of a column is made.
public struct ColumnCounts: Sendable, Hashable {
  /// Per cell, the rows of the real table. Cell 0 is missing. Of numbers the next holds what lies below the real
  /// table's range (nothing, here), ten what lies in bins of equal width over that range, and the last what lies
  /// above. Of levels there is one cell for each of the real table's, then one for each other.
  public let real: [Int]
  /// The same of the other table.
  public let synthetic: [Int]

  /// `nil` for identifiers and text, which have no distribution to compare.
  ///
  /// - Precondition: Both columns are stored as the field's type says, with fewer than 2^32 rows.
  /// - Complexity: O(*n*), about four times the time of reading the columns once from the cache.
  public init?(_ field: Field, real: Column, synthetic: Column) {
    switch (real.values, synthetic.values) {
    case (.codes(let realCodes, let realLevels), .codes(let codes, let levels)):
      if case .text = field.type { return nil }
      let common = CommonLevels(real: realLevels, synthetic: levels)
      self.real = ColumnCounts.levels(realCodes, real.validity, common.real, common.count)
      self.synthetic = ColumnCounts.levels(codes, synthetic.validity, common.synthetic, common.count)
    case (.strings, _), (_, .strings): return nil
    default:
      if case .identifier = field.type { return nil }
      let bins = CommonBins(real)
      self.real = ColumnCounts.bins(real, bins)
      self.synthetic = ColumnCounts.bins(synthetic, bins)
    }
  }

  private static func levels(_ codes: [Int32], _ validity: Bitmap?, _ map: [Int32], _ count: Int) -> [Int] {
    var own = [UInt32](repeating: 0, count: map.count)
    codes.withUnsafeBufferPointer { codes in
      own.withUnsafeMutableBufferPointer { KernelSet.active.count(codes, into: $0) }
    }
    var result = [Int](repeating: 0, count: count)
    // A missing row has a code, too, but it means nothing.
    validity?.forEachUnset {
      own[Int(codes[$0])] -= 1
      result[0] += 1
    }
    for (code, rows) in own.enumerated() { result[Int(map[code])] += Int(rows) }
    return result
  }

  private static func bins(_ column: Column, _ bins: CommonBins) -> [Int] {
    if case .int64(let integers) = column.values, let thresholds = bins.thresholds {
      return steps(integers, column.validity, bins, thresholds)
    }
    var counts = [UInt32](repeating: 0, count: CommonBins.count)
    counts.withUnsafeMutableBufferPointer { counts in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Column.blockRows) { codes in
        column.forEachBlock { block in
          let part = UnsafeMutableBufferPointer(rebasing: codes[..<block.count])
          bins.codes(block, into: part)
          KernelSet.active.count(UnsafeBufferPointer(part), into: counts)
        }
      }
    }
    return counts.map(Int.init)
  }

  /// The same of whole numbers, by how many reach the start of each bin: no number is divided.
  private static func steps(
    _ integers: [Int64], _ validity: Bitmap?, _ bins: CommonBins, _ thresholds: [Int64]
  ) -> [Int] {
    var reach = [UInt64](repeating: 0, count: thresholds.count)
    integers.withUnsafeBufferPointer { integers in
      reach.withUnsafeMutableBufferPointer {
        KernelSet.active.countSteps(integers, thresholds: thresholds, into: $0)
      }
    }
    var counts = [0, integers.count - Int(reach[0])]
    for step in reach.indices {
      counts.append(Int(reach[step]) - (step + 1 < reach.count ? Int(reach[step + 1]) : 0))
    }
    // A missing row has a number, too, but it means nothing.
    validity?.forEachUnset {
      counts[Int(bins.code(Double(integers[$0])))] -= 1
      counts[0] += 1
    }
    return counts
  }
}

extension Column {
  /// A block's numbers stay in the second cache. A whole number of the words of a bitmap, and no more rows than the
  /// kernels count in one go.
  static let blockRows = 16_320

  /// Calls `body` with the values of a column of numbers, NaN where missing, a block of rows at a time.
  func forEachBlock(_ body: (UnsafeBufferPointer<Double>) -> Void) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: Column.blockRows) { buffer in
      func blocks(_ fill: (Range<Int>) -> Void) {
        for start in stride(from: 0, to: count, by: Column.blockRows) {
          let rows = start..<min(start + Column.blockRows, count)
          fill(rows)
          validity?.forEachUnset(in: rows) { buffer[$0 - start] = .nan }
          body(UnsafeBufferPointer(rebasing: buffer[..<rows.count]))
        }
      }
      switch values {
      case .int64(let integers):
        integers.withUnsafeBufferPointer { integers in
          blocks { rows in for row in rows { buffer[row - rows.lowerBound] = Double(integers[row]) } }
        }
      case .float64(let reals):
        reals.withUnsafeBufferPointer { reals in
          guard validity != nil else {
            for start in stride(from: 0, to: count, by: Column.blockRows) {
              body(UnsafeBufferPointer(rebasing: reals[start..<min(start + Column.blockRows, count)]))
            }
            return
          }
          blocks { rows in for row in rows { buffer[row - rows.lowerBound] = reals[row] } }
        }
      case .codes, .strings: preconditionFailure("a number column stores numbers")
      }
    }
  }
}
