internal import Tabular

/// The values of some columns as one 64-bit key a row: equal values have equal keys, whatever the levels' codes.
struct RowKeys {
  private(set) var keys: [UInt64]
  /// Rows in which all of the columns have a value; `nil`: all rows.
  let present: Bitmap?

  init(_ table: Table, _ columns: [Int]) {
    keys = [UInt64](repeating: 0x51A3_9C7E_0D42_8B6F, count: table.rowCount)
    present = table.validity(of: columns, 0..<table.rowCount)
    for column in columns { add(table.columns[column].values) }
  }

  private mutating func add(_ values: Column.Values) {
    switch values {
    case .int64(let values): add { Self.mixed(UInt64(bitPattern: values[$0])) }
    // Zero has one key, whatever its sign.
    case .float64(let values): add { Self.mixed((values[$0] == 0 ? 0 : values[$0]).bitPattern) }
    case .codes(let codes, let levels):
      let keys = levels.indices.map { Self.key(levels[$0]) }
      add { Int(codes[$0]) < keys.count ? keys[Int(codes[$0])] : 0 }
    case .strings(let strings): add { Self.key(strings[$0]) }
    }
  }

  @inline(__always) private mutating func add(_ key: (Int) -> UInt64) {
    keys.withUnsafeMutableBufferPointer { keys in
      for row in keys.indices { keys[row] = Self.mixed((keys[row] << 1 | keys[row] >> 63) ^ key(row)) }
    }
  }

  /// A bijection of 64 bits (the finaliser of SplitMix64).
  @inline(__always) static func mixed(_ value: UInt64) -> UInt64 {
    var mixed = value &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// FNV-1a, mixed.
  static func key(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    mixed(bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
  }
}

/// A set of keys, or a map from keys to keys, by open addressing: 8 bytes (16 for a map) a slot, at most six slots in ten
/// taken.
struct KeyTable {
  private var keys: [UInt64]
  private var values: [UInt64]
  private let isMap: Bool
  private(set) var count = 0

  init(isMap: Bool) {
    self.isMap = isMap
    keys = [UInt64](repeating: 0, count: 1024)
    values = isMap ? keys : []
  }

  /// The value that is there for the key; puts `value` there if none is.
  mutating func insert(_ key: UInt64, _ value: UInt64 = 0) -> UInt64? {
    // Zero marks a free slot.
    let key = key == 0 ? 1 : key
    let slot = slot(of: key)
    if keys[slot] == key { return isMap ? values[slot] : 0 }
    keys[slot] = key
    if isMap { values[slot] = value }
    count += 1
    if count * 10 > keys.count * 6 { grow() }
    return nil
  }

  func contains(_ key: UInt64) -> Bool {
    let key = key == 0 ? 1 : key
    return keys[slot(of: key)] == key
  }

  private func slot(of key: UInt64) -> Int {
    keys.withUnsafeBufferPointer { keys in
      var slot = Int(truncatingIfNeeded: key) & (keys.count - 1)
      while keys[slot] != key, keys[slot] != 0 { slot = (slot + 1) & (keys.count - 1) }
      return slot
    }
  }

  private mutating func grow() {
    let (old, oldValues) = (keys, values)
    keys = [UInt64](repeating: 0, count: old.count * 2)
    if isMap { values = keys }
    for (index, key) in old.enumerated() where key != 0 {
      let slot = slot(of: key)
      keys[slot] = key
      if isMap { values[slot] = oldValues[index] }
    }
  }
}
