/// An order of records in which those of a block lie near each other: halves, halves of halves and so on, each cut
/// along the column in which two of its records differ most, as k-d trees are (J. L. Bentley, 1975).
struct RecordPartition {
  private(set) var rows: [Int32]

  private let levels: Int
  private let columns: Int
  private let bytes: [UInt8]
  private var scratch: [Int32]

  /// - Parameter bytes: record after record: `levels` codes modulo 256, then numbers in 255ths.
  /// - Complexity: O(count * log(count) + count * columns).
  init(count: Int, levels: Int, numbers: Int, bytes: [UInt8]) {
    (self.levels, columns, self.bytes) = (levels, levels + numbers, bytes)
    rows = (0..<Int32(count)).map { $0 }
    scratch = rows
    if columns > 0 { cut(0..<count) }
  }

  private mutating func cut(_ range: Range<Int>) {
    let block = RecordBlocks.blockRecords
    guard range.count > block, let column = widest(range) else { return }
    // Stable counting sort by the column's bytes.
    var starts = [Int](repeating: 0, count: 257)
    let (columns, bytes) = (columns, bytes)
    bytes.withUnsafeBufferPointer { bytes in
      rows.withUnsafeMutableBufferPointer { rows in
        scratch.withUnsafeMutableBufferPointer { scratch in
          for place in range { starts[Int(bytes[Int(rows[place]) * columns + column]) + 1] += 1 }
          for value in 1...256 { starts[value] += starts[value - 1] }
          var next = starts
          for place in range {
            let value = Int(bytes[Int(rows[place]) * columns + column])
            scratch[range.lowerBound + next[value]] = rows[place]
            next[value] += 1
          }
          for place in range { rows[place] = scratch[place] }
        }
      }
    }
    // Blocks stay whole; levels are kept together where that leaves two parts.
    var middle = range.count / 2
    if column < levels { middle = starts.min { abs($0 - middle) < abs($1 - middle) } ?? middle }
    let last = (range.count - 1) / block * block
    let split = min(max((middle + block / 2) / block * block, block), last)
    cut(range.lowerBound..<range.lowerBound + split)
    cut(range.lowerBound + split..<range.upperBound)
  }

  /// The column in which two records of the range, drawn from some of them, are farthest apart on average; nil if
  /// those are equal in all columns.
  private func widest(_ range: Range<Int>) -> Int? {
    let step = max(1, range.count / max(32, min(256, 8192 / columns)))
    let sample = stride(from: range.lowerBound, to: range.upperBound, by: step).map {
      Int(rows[$0]) * columns
    }
    let n = Double(sample.count)
    var (found, greatest): (Int?, Double) = (nil, 0)
    var counts = [Int32](repeating: 0, count: 256)
    for column in 0..<columns {
      for value in counts.indices { counts[value] = 0 }
      for start in sample { counts[Int(bytes[start + column])] += 1 }
      var apart = 0.0
      if column < levels {
        // Gini: how often two codes differ.
        apart = 1
        for count in counts { apart -= Double(count) * Double(count) / (n * n) }
      } else {
        // The mean difference of two numbers: twice the integral of F (1 - F).
        var below: Int32 = 0
        for count in counts {
          below += count
          apart += Double(below) * (n - Double(below))
        }
        apart *= 2 / (255 * n * n)
      }
      if apart > greatest + 1e-12 { (found, greatest) = (column, apart) }
    }
    return found
  }
}
