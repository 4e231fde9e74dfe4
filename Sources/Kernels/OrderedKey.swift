/// An unsigned integer that sorts as the value it stands for: what `KeyTree` and the sorts of keys order.
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
