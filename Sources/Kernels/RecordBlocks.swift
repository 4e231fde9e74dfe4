/// Records laid out for searches of their neighbours: in blocks of such that lie near each other, each block with the
/// box that it fills, so that most blocks are passed over unseen.
///
/// Records have codes (record after record, not negative) and numbers (record after record, in [-1, 2], NaN where
/// missing). Which records share a block is a function of the records alone, and decides how fast a search is, never
/// what it finds.
public struct RecordBlocks: Sendable {
  public let count: Int
  /// Columns of codes.
  public let levels: Int
  /// Columns of numbers.
  public let numbers: Int
  /// The index that each record was given with, in the order of the blocks.
  public let rows: [Int32]

  let codes: [Int32]
  let values: [Double]
  /// Record after record, as queries have them.
  let rowBytes: [UInt8]
  let bytes: [UInt8]
  let bytesTell: Bool
  /// Blocks, rounded up to a multiple of 64.
  let boxes: Int
  let marks: [UInt8]
  let low: [UInt8]
  let high: [UInt8]
  /// The least row of each block, and whether its records are all equal.
  let leastRows: [Int32]
  let uniform: [UInt8]

  /// Records to a block, as the kernel has it.
  static let blockRecords = 64

  /// - Precondition: `codes` and `values` hold what the sizes say; there are fewer than 2^31 records.
  /// - Complexity: O(count * (columns + log(count))) time; 14 bytes per cell of numbers, 6 per cell of levels.
  public init(count: Int, levels: Int, codes: [Int32], numbers: Int, values: [Double]) {
    precondition(codes.count == count * levels && values.count == count * numbers && count < 1 << 31)
    (self.count, self.levels, self.numbers) = (count, levels, numbers)
    let columns = levels + numbers
    let given = Self.rowBytes(
      count: count, levels: levels, codes: codes[...], numbers: numbers, values: values[...])
    let rows = RecordPartition(count: count, levels: levels, numbers: numbers, bytes: given).rows
    self.rows = rows
    self.codes = Self.gathered(codes, rows, width: levels)
    self.values = Self.gathered(values, rows, width: numbers)
    let rowBytes = Self.gathered(given, rows, width: columns)
    self.rowBytes = rowBytes
    let block = Self.blockRecords
    let blocks = (count + block - 1) / block
    let boxes = (blocks + 63) / 64 * 64
    self.boxes = boxes
    var bytes = [UInt8](repeating: 0, count: blocks * block * columns)
    var marks = [UInt8](repeating: 0, count: boxes * levels)
    var low = [UInt8](repeating: 255, count: boxes * numbers)
    var high = [UInt8](repeating: 0, count: boxes * numbers)
    rowBytes.withUnsafeBufferPointer { rowBytes in
      bytes.withUnsafeMutableBufferPointer { bytes in
        for b in 0..<blocks {
          let base = b * block * columns
          for lane in 0..<min(block, count - b * block) {
            let source = base + lane * columns
            for j in 0..<columns { bytes[base + j * block + lane] = rowBytes[source + j] }
          }
        }
      }
    }
    for b in 0..<blocks {
      let filled = min(block, count - b * block)
      for j in 0..<columns {
        let start = (b * columns + j) * block
        if j < levels {
          var mark: UInt8 = 0
          for lane in start..<start + filled { mark |= 1 << (bytes[lane] & 7) }
          marks[j * boxes + b] = mark
        } else {
          var (least, greatest): (UInt8, UInt8) = (255, 0)
          for lane in start..<start + filled {
            least = min(least, bytes[lane])
            greatest = max(greatest, bytes[lane])
          }
          low[(j - levels) * boxes + b] = least
          high[(j - levels) * boxes + b] = greatest
        }
      }
    }
    (self.bytes, self.marks, self.low, self.high) = (bytes, marks, low, high)
    leastRows = (0..<blocks).map { rows[$0 * block..<min(count, ($0 + 1) * block)].min()! }
    uniform = Self.uniform(blocks: blocks, count: count, self.codes, levels, self.values, numbers)
    bytesTell = levels <= 255 && (codes.max() ?? 0) <= 255
  }

  private static func uniform(
    blocks: Int, count: Int, _ codes: [Int32], _ levels: Int, _ values: [Double], _ numbers: Int
  ) -> [UInt8] {
    func equal<Value>(_ values: [Value], _ width: Int, _ block: Int, _ same: (Value, Value) -> Bool) -> Bool {
      let places = block * blockRecords * width..<min(count, (block + 1) * blockRecords) * width
      return values.withUnsafeBufferPointer { values in
        places.dropFirst(width).allSatisfy { same(values[$0], values[$0 - width]) }
      }
    }
    return (0..<blocks).map { block in
      // Missing numbers are NaN.
      equal(codes, levels, block, ==) && equal(values, numbers, block) { $0 == $1 || ($0.isNaN && $1.isNaN) }
        ? 1 : 0
    }
  }

  /// Codes modulo 256 and the nearest 255ths of numbers held in [0, 1] (0 for NaN), record after record.
  static func rowBytes(
    count: Int, levels: Int, codes: ArraySlice<Int32>, numbers: Int, values: ArraySlice<Double>
  ) -> [UInt8] {
    let columns = levels + numbers
    return [UInt8](unsafeUninitializedCapacity: count * columns) { output, filled in
      codes.withUnsafeBufferPointer { codes in
        values.withUnsafeBufferPointer { values in
          for row in 0..<count {
            for j in 0..<levels {
              output[row * columns + j] = UInt8(truncatingIfNeeded: codes[row * levels + j])
            }
            for j in 0..<numbers { output[row * columns + levels + j] = byte(values[row * numbers + j]) }
          }
        }
      }
      filled = count * columns
    }
  }

  private static func byte(_ value: Double) -> UInt8 {
    // NaN is not above 0.
    value > 0 ? UInt8((min(value, 1) * 255).rounded()) : 0
  }

  private static func gathered<Value>(_ values: [Value], _ rows: [Int32], width: Int) -> [Value] {
    [Value](unsafeUninitializedCapacity: rows.count * width) { output, filled in
      values.withUnsafeBufferPointer { values in
        for (place, row) in rows.enumerated() {
          let source = Int(row) * width
          for j in 0..<width { (output.baseAddress! + place * width + j).initialize(to: values[source + j]) }
        }
      }
      filled = rows.count * width
    }
  }
}
