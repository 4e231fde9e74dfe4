internal import Randomness

/// Which class each row of a run belongs to: so many rows of each, in an order that mixes them.
struct RowClasses: Sendable {
  /// Rows of the classes before each, and of all.
  private let ends: [UInt64]
  private let order: KeyedPermutation

  /// Tells the order of classes from those of identifiers, which count columns.
  private static let tweak: UInt64 = 1 << 63

  /// - Parameter counts: Rows of each class, at least one row in all.
  init(counts: [Int], seed: Seed) {
    var sum: UInt64 = 0
    ends = counts.map {
      sum += UInt64($0)
      return sum
    }
    order = KeyedPermutation(domain: sum, key: seed.value, tweak: Self.tweak)
  }

  var rowCount: Int { Int(ends[ends.count - 1]) }

  func classes(of rows: Range<Int>) -> [Int32] {
    rows.map { row in
      let place = order(UInt64(row))
      var (low, high) = (0, ends.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if ends[middle] <= place { low = middle + 1 } else { high = middle }
      }
      return Int32(low)
    }
  }
}
