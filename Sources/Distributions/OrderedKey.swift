/// An unsigned integer that sorts as the value it stands for.
public enum OrderedKey {
  @inlinable public static func key(_ value: Int64) -> UInt64 { UInt64(bitPattern: value) ^ (1 << 63) }
  @inlinable public static func int64(_ key: UInt64) -> Int64 { Int64(bitPattern: key ^ (1 << 63)) }

  /// Order of the reals; the two zeros are one value. NaN is not a value.
  @inlinable public static func key(_ value: Double) -> UInt64 {
    let bits = (value + 0).bitPattern
    return bits >> 63 == 1 ? ~bits : bits | (1 << 63)
  }
  @inlinable public static func double(_ key: UInt64) -> Double {
    Double(bitPattern: key >> 63 == 1 ? key ^ (1 << 63) : ~key)
  }
}

/// Least-significant-digit radix sort.
enum RadixSort {
  /// Sorts `keys` ascending. Digits that all keys share are skipped, so small ranges take few passes.
  /// - Complexity: O(*n*) a pass, at most six passes; a second array of the same size.
  static func sort(_ keys: inout [UInt64]) {
    let digit = 11
    let buckets = 1 << digit
    guard keys.count > 512 else {
      keys.sort()
      return
    }
    var all: UInt64 = .max
    var any: UInt64 = 0
    for key in keys {
      all &= key
      any |= key
    }
    let varying = all ^ any
    var source = keys
    var target = keys
    var shift = 0
    while shift < 64 {
      defer { shift += digit }
      let mask = UInt64(buckets - 1)
      if varying >> UInt64(shift) & mask == 0 { continue }
      var starts = [Int](repeating: 0, count: buckets)
      for key in source { starts[Int(key >> UInt64(shift) & mask)] += 1 }
      var sum = 0
      for bucket in 0..<buckets {
        let count = starts[bucket]
        starts[bucket] = sum
        sum += count
      }
      for key in source {
        let bucket = Int(key >> UInt64(shift) & mask)
        target[starts[bucket]] = key
        starts[bucket] += 1
      }
      swap(&source, &target)
    }
    keys = source
  }
}
