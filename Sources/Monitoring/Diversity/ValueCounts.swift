internal import Kernels
internal import Tabular

/// How often each value of a column has come, for columns of at most `mostValues` distinct ones.
struct ValueCounts: Sendable {
  static let mostValues = 1 << 16

  private var levels: [String: Int] = [:]
  private var numbers = NumberCounts()
  private(set) var missing = 0
  private(set) var rows = 0
  /// Whether there were too many values to count.
  private(set) var isFull = false

  mutating func add(_ column: Column) {
    rows += column.count
    missing += column.count - column.presentCount
    if isFull { return }
    switch column.values {
    case .codes(let codes, let names):
      var counts = [Int](repeating: 0, count: names.count)
      counts.withUnsafeMutableBufferPointer { counts in
        codes.withUnsafeBufferPointer { codes in
          if let validity = column.validity {
            for row in codes.indices where validity[row] { counts[Int(codes[row])] += 1 }
          } else {
            for code in codes { counts[Int(code)] += 1 }
          }
        }
      }
      for (level, count) in counts.enumerated() where count > 0 {
        levels[names.string(level), default: 0] += count
      }
      if levels.count > Self.mostValues { clear() }
    case .strings: clear()
    case .int64(let values):
      values.withUnsafeBufferPointer { values in
        for row in values.indices where column.validity?[row] ?? true {
          numbers.add(UInt64(bitPattern: values[row]))
        }
      }
      if numbers.used > Self.mostValues { clear() }
    case .float64(let values):
      values.withUnsafeBufferPointer { values in
        for row in values.indices where column.validity?[row] ?? true {
          numbers.add(values[row] == 0 ? 0 : values[row].bitPattern)
          if numbers.used > Self.mostValues { break }
        }
      }
      if numbers.used > Self.mostValues { clear() }
    }
  }

  private mutating func clear() {
    isFull = true
    levels = [:]
    numbers = NumberCounts()
  }

  /// Rows of each value, of missing values if there are any; `nil` if there were too many values. In no order that means
  /// anything, but sorted.
  var counts: [Int]? {
    if isFull { return nil }
    return (levels.values.filter { $0 > 0 } + numbers.counts + (missing > 0 ? [missing] : [])).sorted()
  }
}

/// Counts of 64-bit patterns.
private struct NumberCounts: Sendable {
  private var keys: [UInt64] = []
  private var values: [Int] = []
  private(set) var used = 0

  var counts: [Int] { values.filter { $0 > 0 } }

  mutating func add(_ key: UInt64, count: Int = 1) {
    if used * 2 >= keys.count { grow() }
    let mask = keys.count - 1
    var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
    while values[slot] > 0 {
      if keys[slot] == key {
        values[slot] += count
        return
      }
      slot = (slot + 1) & mask
    }
    keys[slot] = key
    values[slot] = count
    used += 1
  }

  private mutating func grow() {
    let (oldKeys, oldValues) = (keys, values)
    let size = max(64, oldKeys.count * 2)
    keys = [UInt64](repeating: 0, count: size)
    values = [Int](repeating: 0, count: size)
    used = 0
    for (key, value) in zip(oldKeys, oldValues) where value > 0 { add(key, count: value) }
  }
}

/// Shannon's entropy.
enum Entropy {
  /// -Σ p log₂ p of counts, in bits; 0 of nothing.
  static func bits(_ counts: [Int]) -> Double {
    let total = Double(counts.reduce(0, +))
    guard total > 0 else { return 0 }
    let sum = counts.reduce(0.0) { sum, count in
      count == 0 ? sum : sum - Double(count) / total * KernelSet.active.logarithm(of: Double(count) / total)
    }
    return max(0, sum / KernelSet.active.logarithm(of: 2))
  }
}

enum Exponential {
  static func of(_ x: Double) -> Double { x < -700 ? 0 : KernelSet.active.exponential(of: min(x, 700)) }
}
