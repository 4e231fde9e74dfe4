internal import Kernels
internal import Tabular

/// The rows of one table in the cells of a line of numbers.
public struct CellCounts: Sendable, Hashable {
  public let missing: Int
  /// Rows below the first cell, and above the last.
  public let below: Int
  public let above: Int
  public let inside: [Int]

  /// Rows that have a value.
  public var present: Int { below + above + inside.reduce(0, +) }
  public var total: Int { present + missing }

  /// The shares of the present rows that lie before each edge, from the first cell's lower one to the last cell's upper
  /// one; nil if no row has a value.
  public var cumulative: [Double]? {
    let present = self.present
    if present == 0 { return nil }
    var sum = below
    var shares = [Double(sum) / Double(present)]
    for count in inside {
      sum += count
      shares.append(Double(sum) / Double(present))
    }
    return shares
  }

  init(_ column: Column, _ cells: NumberCells) {
    var counts = [UInt32](repeating: 0, count: cells.count + 3)
    counts.withUnsafeMutableBufferPointer { counts in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Column.blockRows) { codes in
        column.forEachBlock { block in
          let part = UnsafeMutableBufferPointer(rebasing: codes[..<block.count])
          KernelSet.active.bin(
            block, low: cells.low, high: cells.last, width: cells.width, bins: cells.count, into: part)
          KernelSet.active.count(UnsafeBufferPointer(part), into: counts)
        }
      }
    }
    missing = Int(counts[0])
    below = Int(counts[1])
    above = Int(counts[cells.count + 2])
    inside = counts[2..<cells.count + 2].map(Int.init)
  }
}

/// Cells of equal width over the part of the line where a picture has something to show.
public struct NumberCells: Sendable, Hashable {
  /// Where the first cell starts, in units of the column's storage.
  public let low: Double
  public let width: Double
  public let count: Int
  /// Whether the column stores whole numbers, so that each cell holds `width` of them.
  public let whole: Bool

  static let most = 240

  /// The largest value that the last cell holds.
  var last: Double { whole ? low + width * Double(count) - 0.5 : low + width * Double(count) }

  /// The edges as they are drawn: between whole numbers, so that a cell of one is centred on it.
  public var edges: [Double] { (0...count).map { low - (whole ? 0.5 : 0) + width * Double($0) } }

  /// Cells for the middle of `real`, and of `synthetic` as far as it lies within a range's length beside it. The far
  /// ends are left out where they would take more than two thirds of the picture.
  ///
  /// The middle is that of up to 4,096 evenly spread rows, without infinities.
  init(real: Column, synthetic: Column) {
    if case .int64 = real.values { whole = true } else { whole = false }
    let own = Middle(real)
    let other = Middle(synthetic)
    guard var (low, high) = (own ?? other).map({ ($0.low, $0.high) }) else {
      (self.low, width, count) = (0, 1, 1)
      return
    }
    if own != nil, let other {
      let span = high > low ? high - low : other.high - other.low
      low = min(low, max(other.low, low - span))
      high = max(high, min(other.high, high + span))
    }
    if whole {
      let values = high - low + 1
      width = max(1, (values / Double(NumberCells.most)).rounded(.up))
      count = max(1, Int((values / width).rounded(.up)))
    } else {
      // A cell that is narrower than the distance of neighbouring doubles would hold nothing.
      width = max((high - low) / Double(NumberCells.most), max(abs(low), abs(high)).ulp * 4, 1e-300)
      count = min(NumberCells.most, max(1, Int(((high - low) / width).rounded(.up))))
    }
    self.low = low
  }

  /// The ends of a column of numbers that its picture shows.
  private struct Middle {
    let low: Double
    let high: Double

    init?(_ column: Column) {
      let sample = column.sortedSample(4096)
      guard let first = sample.first, let last = sample.last else { return nil }
      var low = Double.infinity
      var high = -Double.infinity
      column.forEachBlock { block in
        let range = KernelSet.active.range(block)
        low = min(low, range.low)
        high = max(high, range.high)
      }
      if !low.isFinite { low = first }
      if !high.isFinite { high = last }
      let (lower, upper) = (sample[sample.count / 200], sample[sample.count - 1 - sample.count / 200])
      let span = upper - lower
      if span > 0, high - low > 3 * span {
        low = max(low, lower - span / 4)
        high = min(high, upper + span / 4)
      }
      // Whatever lies beyond is counted as beyond; widths stay finite.
      let most = 0x1p1000
      (low, high) = (max(-most, min(most, low)), max(-most, min(most, high)))
      if case .int64 = column.values { (low, high) = (low.rounded(.down), high.rounded(.up)) }
      (self.low, self.high) = (low, high)
    }
  }
}

extension Column {
  /// Up to `size` finite values of evenly spread rows, in ascending order.
  func sortedSample(_ size: Int) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(min(size, count))
    for index in 0..<min(size, count) {
      let row = count <= size ? index : index * count / size
      if let validity, !validity[row] { continue }
      let value: Double
      switch self.values {
      case .int64(let integers): value = Double(integers[row])
      case .float64(let reals): value = reals[row]
      case .codes, .strings: preconditionFailure("a number column stores numbers")
      }
      if value.isFinite { values.append(value) }
    }
    return values.sorted()
  }
}
