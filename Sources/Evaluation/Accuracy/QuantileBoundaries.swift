internal import Glibc
internal import Kernels

/// Where mostlyai-qa 1.10 cuts a column of numbers, or of dates and times.
enum QuantileBoundaries {
  static let bins = 10

  /// Ascending numbers of which neighbours enclose a bin, at least two.
  ///
  /// At most ten different numbers are boundaries themselves, and so is the greatest one plus 1. Of more, the quantiles
  /// of `search` are; dates and times have them however few are different, and need no rounding; numbers but the
  /// greatest are rounded down to the fewest decimals that keep all apart. Without a number there is one bin.
  ///
  /// - Parameter day: a day in the units of dates and times; nil for numbers.
  /// - Complexity: O(*n*): a radix sort, and at most half a million look-ups.
  static func boundaries(_ values: [Double], day: Double?) -> [Double] {
    let sorted = sortedNumbers(values)
    guard let low = sorted.first, let high = sorted.last else { return [-1e10, 1e10] }
    if let day {
      return low == high ? [low, low + day] : search(sorted)
    }
    let few = distinct(sorted, upTo: bins)
    let found = few.map { $0 + [high + 1] } ?? search(sorted)
    // Beyond 2^53 the next number is the same.
    if found[found.count - 1] == found[found.count - 2] {
      return rounded(Array(found.dropLast()) + [.infinity])
    }
    return rounded(found)
  }

  /// The different numbers of a sorted list; nil if there are more than `limit`.
  private static func distinct(_ sorted: [Double], upTo limit: Int) -> [Double]? {
    var found: [Double] = []
    for value in sorted where value != found.last {
      if found.count == limit { return nil }
      found.append(value)
    }
    return found
  }

  /// The different ones among the numbers at k evenly spaced places of a sorted list, first and last included, for the
  /// least k from ten to 999 that gives eleven or more; for the greatest k where none does.
  private static func search(_ sorted: [Double]) -> [Double] {
    var found: [Double] = []
    for points in bins..<max(bins + 1, min(1000, sorted.count + 1)) {
      let last = sorted.count - 1
      let step = Double(last) / Double(points - 1)
      found.removeAll(keepingCapacity: true)
      for point in 0..<points {
        let value = sorted[point == points - 1 ? last : Int(Double(point) * step)]
        if value != found.last { found.append(value) }
      }
      if found.count > bins { break }
    }
    return found
  }

  private static func rounded(_ boundaries: [Double]) -> [Double] {
    var power = 1.0
    for _ in 0..<20 {
      let down = boundaries.map { floor($0 * power) / power }
      // Ascending numbers rounded down ascend, so that equal ones are neighbours.
      if zip(down, down.dropFirst()).allSatisfy({ $0 < $1 }) { return down.dropLast() + [boundaries.last!] }
      power *= 10
    }
    return boundaries
  }

  private static func sortedNumbers(_ values: [Double]) -> [Double] {
    var present = values.filter { !$0.isNaN }
    present.withUnsafeMutableBufferPointer { present in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: present.count) {
        KernelSet.active.sort(present, scratch: $0)
      }
    }
    return present
  }
}
