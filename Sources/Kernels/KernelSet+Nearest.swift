internal import CKernels

/// The nearest record and the second nearest: their distances (infinite where there is none) and indices (-1).
public struct Neighbours: Sendable, Hashable {
  public let index: Int
  public let distance: Double
  public let secondIndex: Int
  public let secondDistance: Double

  public init(index: Int, distance: Double, secondIndex: Int, secondDistance: Double) {
    self.index = index
    self.distance = distance
    self.secondIndex = secondIndex
    self.secondDistance = secondDistance
  }
}

/// Records as the search for the nearest reads them. Records have codes (in `codes`, record after record) and numbers
/// in [0, 1] (in `values`, record after record, NaN where missing).
public struct RecordBlocks: Sendable {
  public let count: Int
  /// Columns of codes.
  public let levels: Int
  /// Columns of numbers.
  public let numbers: Int
  let codes: [Int32]
  let values: [Double]
  let bytes: [UInt8]
  let bytesTell: Bool

  /// Records to a block of `bytes`, as the kernel has it.
  private static let blockRecords = 256

  /// - Precondition: `codes` and `values` hold what the sizes say; no code is negative; numbers are in [0, 1] or NaN.
  /// - Complexity: O(count * columns) time; another byte per cell.
  public init(count: Int, levels: Int, codes: [Int32], numbers: Int, values: [Double]) {
    precondition(codes.count == count * levels && values.count == count * numbers)
    (self.count, self.levels, self.numbers) = (count, levels, numbers)
    (self.codes, self.values) = (codes, values)
    let block = Self.blockRecords
    let columns = levels + numbers
    var bytes = [UInt8](repeating: 0, count: (count + block - 1) / block * block * columns)
    for row in 0..<count {
      let start = row / block * block * columns + row % block
      for j in 0..<levels { bytes[start + j * block] = UInt8(truncatingIfNeeded: codes[row * levels + j]) }
      for j in 0..<numbers { bytes[start + (levels + j) * block] = Self.byte(values[row * numbers + j]) }
    }
    self.bytes = bytes
    bytesTell = levels <= 255 && (codes.max() ?? 0) <= 255
  }

  /// The nearest 255th; 0 for NaN.
  static func byte(_ value: Double) -> UInt8 { value.isNaN ? 0 : UInt8((value * 255).rounded()) }
}

extension KernelSet {
  /// The nearest and the second nearest of `records` to each query.
  ///
  /// The distance of two records is the sum over their numbers, in column order, of |a - b| (0 if both are missing,
  /// 1 if one is), plus how many of their codes differ. It is exact: numbers as bytes and codes modulo 256 only give
  /// a bound, below which the distance cannot lie, that decides which distances are computed at all. Of equally near
  /// records the first counts as the nearest.
  ///
  /// - Parameters:
  ///   - codes: of the queries, query after query.
  ///   - values: of the queries, query after query, in [0, 1] or NaN.
  ///   - excluded: per query, a record that does not count (-1: none); nil for none at all.
  /// - Complexity: O(records * queries * columns), a byte per cell.
  public func nearest(
    in records: RecordBlocks, codes: ArraySlice<Int32>, values: ArraySlice<Double>, count: Int,
    excluded: ArraySlice<Int64>? = nil
  ) -> [Neighbours] {
    precondition(codes.count == count * records.levels && values.count == count * records.numbers)
    precondition(excluded == nil || excluded!.count == count)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * (records.levels + records.numbers))
    for query in 0..<count {
      let firstCode = codes.startIndex + query * records.levels
      let firstValue = values.startIndex + query * records.numbers
      for j in 0..<records.levels { bytes.append(UInt8(truncatingIfNeeded: codes[firstCode + j])) }
      for j in 0..<records.numbers { bytes.append(RecordBlocks.byte(values[firstValue + j])) }
    }
    var found = [sk_neighbours](repeating: sk_neighbours(), count: count)
    // The optional array's memory, or null.
    func withExcluded(_ body: (UnsafePointer<Int64>?) -> Void) {
      guard let excluded else { return body(nil) }
      excluded.withUnsafeBufferPointer { body($0.baseAddress) }
    }
    records.bytes.withUnsafeBufferPointer { blockBytes in
      records.codes.withUnsafeBufferPointer { recordCodes in
        records.values.withUnsafeBufferPointer { recordValues in
          codes.withUnsafeBufferPointer { codes in
            values.withUnsafeBufferPointer { values in
              var layout = sk_records(
                count: Int64(records.count), levels: Int64(records.levels), numbers: Int64(records.numbers),
                bytes_tell: records.bytesTell && codes.allSatisfy { $0 <= 255 } ? 1 : 0,
                bytes: blockBytes.baseAddress, codes: recordCodes.baseAddress,
                values: recordValues.baseAddress)
              withExcluded {
                table.pointee.nearest_records(
                  &layout, Int64(count), bytes, values.baseAddress, codes.baseAddress, $0, &found)
              }
            }
          }
        }
      }
    }
    return found.map {
      Neighbours(
        index: Int($0.index.0), distance: $0.distance.0, secondIndex: Int($0.index.1),
        secondDistance: $0.distance.1)
    }
  }
}
