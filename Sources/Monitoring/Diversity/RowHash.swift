internal import Randomness
internal import Tabular

/// 128-bit hashes of rows, over the typed values of the chosen columns.
///
/// Two lanes of multilinear hashing: lane h is the upper half of Σ k(h, c) x(c) mod 2^128, with random 128-bit keys k, over
/// the columns' 64-bit words x. Two different rows of numbers agree in a lane with probability at most 2^-64 over the
/// keys, so in both with 2^-128; among n rows there is any collision with probability below n² 2^-129 (1.5e-25 for ten million
/// rows). A string or a level enters as two polynomial fingerprints mod 2^61 - 1, one for each lane, which for lengths up to L
/// bytes agree with probability at most (L / 2^61)²; that adds less than n² L² 2^-123. Keys are fixed, so that results are
/// reproducible; the bound is for tables that were not made with the keys in mind.
///
/// Source: D. Lemire and O. Kaser (2014), "Strongly universal string hashing is fast", The Computer Journal 57(11), 1624-1638.
struct RowHasher: Sendable {
  struct Hash: Hashable, Sendable {
    var a: UInt64
    var b: UInt64
  }

  /// A 128-bit key of each lane, and the same for a missing value.
  private struct Key: Sendable {
    var values: (low: UInt64, high: UInt64, low2: UInt64, high2: UInt64)
    var missing: (low: UInt64, high: UInt64, low2: UInt64, high2: UInt64)
  }

  private let columns: [Int]
  private let keys: [Key]

  /// - Parameter columns: Positions in the tables that will be hashed.
  init(columns: [Int]) {
    self.columns = columns
    let random = Philox4x32(seed: Seed(0x726F_7768_6173_6831))
    func word(_ column: Int, _ number: UInt64) -> UInt64 {
      random.bits(stream: .evaluation, latent: UInt32(column), row: number)
    }
    keys = columns.indices.map { column in
      Key(
        values: (word(column, 0), word(column, 1), word(column, 2), word(column, 3)),
        missing: (word(column, 4), word(column, 5), word(column, 6), word(column, 7)))
    }
  }

  /// Words of one column's levels, prepared once a table.
  enum Words: Sendable {
    case plain
    case levels(first: [UInt64], second: [UInt64])
  }

  func prepared(_ table: Table) -> [Words] {
    columns.map { column in
      guard case .codes(_, let levels) = table.columns[column].values else { return .plain }
      let prints = levels.indices.map { Fingerprint.of(levels[$0]) }
      return .levels(first: prints.map(\.0), second: prints.map(\.1))
    }
  }

  /// Sums of both lanes, 128 bits each.
  private struct Lanes {
    var low: [UInt64]
    var high: [UInt64]
    var low2: [UInt64]
    var high2: [UInt64]

    init(_ count: Int) {
      low = [UInt64](repeating: 0, count: count)
      high = low
      low2 = low
      high2 = low
    }
  }

  /// Rows hashed at a time, so that the sums stay in the first-level cache.
  static let tile = 512

  /// Hashes rows into `hashes`, which has room for them.
  func hash(
    _ table: Table, _ words: [Words], rows: Range<Int>, into hashes: UnsafeMutableBufferPointer<Hash>
  ) {
    var lanes = Lanes(min(Self.tile, rows.count))
    var row = rows.lowerBound
    while row < rows.upperBound {
      let part = row..<min(row + Self.tile, rows.upperBound)
      add(table, words, part, &lanes)
      let offset = row - rows.lowerBound
      for index in 0..<part.count {
        hashes[offset + index] = Hash(a: lanes.high[index], b: lanes.high2[index])
      }
      row = part.upperBound
    }
  }

  private func add(_ table: Table, _ words: [Words], _ rows: Range<Int>, _ lanes: inout Lanes) {
    lanes.low.withUnsafeMutableBufferPointer { low in
      lanes.high.withUnsafeMutableBufferPointer { high in
        lanes.low2.withUnsafeMutableBufferPointer { low2 in
          lanes.high2.withUnsafeMutableBufferPointer { high2 in
            for index in 0..<rows.count {
              low[index] = 0
              high[index] = 0
              low2[index] = 0
              high2[index] = 0
            }
            func sum(_ index: Int, _ key: (low: UInt64, high: UInt64), _ x: UInt64, second: Bool) {
              let product = key.low.multipliedFullWidth(by: x)
              let upper = product.high &+ key.high &* x
              if second {
                let (sum, carry) = low2[index].addingReportingOverflow(product.low)
                low2[index] = sum
                high2[index] = high2[index] &+ upper &+ (carry ? 1 : 0)
              } else {
                let (sum, carry) = low[index].addingReportingOverflow(product.low)
                low[index] = sum
                high[index] = high[index] &+ upper &+ (carry ? 1 : 0)
              }
            }
            for (place, column) in columns.enumerated() {
              let key = keys[place]
              let first = (low: key.values.low, high: key.values.high)
              let second = (low: key.values.low2, high: key.values.high2)
              func both(_ index: Int, _ x: UInt64, _ y: UInt64) {
                sum(index, first, x, second: false)
                sum(index, second, y, second: true)
              }
              let validity = table.columns[column].validity
              func missing(_ index: Int) -> Bool {
                guard let validity, !validity[rows.lowerBound + index] else { return false }
                sum(index, (key.missing.low, key.missing.high), 1, second: false)
                sum(index, (key.missing.low2, key.missing.high2), 1, second: true)
                return true
              }
              switch table.columns[column].values {
              case .int64(let values):
                values.withUnsafeBufferPointer { values in
                  for index in 0..<rows.count where validity == nil || !missing(index) {
                    let x = UInt64(bitPattern: values[rows.lowerBound + index])
                    both(index, x, x)
                  }
                }
              case .float64(let values):
                values.withUnsafeBufferPointer { values in
                  for index in 0..<rows.count where validity == nil || !missing(index) {
                    // Zero has two signs.
                    let value = values[rows.lowerBound + index]
                    let x = value == 0 ? 0 : value.bitPattern
                    both(index, x, x)
                  }
                }
              case .codes(let codes, _):
                guard case .levels(let xs, let ys) = words[place] else { continue }
                codes.withUnsafeBufferPointer { codes in
                  xs.withUnsafeBufferPointer { xs in
                    ys.withUnsafeBufferPointer { ys in
                      for index in 0..<rows.count where validity == nil || !missing(index) {
                        let code = Int(codes[rows.lowerBound + index])
                        both(index, xs[code], ys[code])
                      }
                    }
                  }
                }
              case .strings(let strings):
                for index in 0..<rows.count where validity == nil || !missing(index) {
                  let (x, y) = Fingerprint.of(strings[rows.lowerBound + index])
                  both(index, x, y)
                }
              }
            }
          }
        }
      }
    }
  }
}

/// Polynomials of a string's bytes at two fixed random points, mod 2^61 - 1.
enum Fingerprint {
  private static let prime: UInt64 = (1 << 61) - 1
  private static let points: (UInt64, UInt64) = (0x0A3B_19C5_7E2D_4F61, 0x13D8_6E97_2C41_B05B)

  static func of(_ bytes: ArraySlice<UInt8>) -> (UInt64, UInt64) {
    // The length, so that zero bytes at the start count.
    var (x, y) = (UInt64(bytes.count) + 1, UInt64(bytes.count) + 1)
    for byte in bytes {
      x = times(x, points.0) &+ UInt64(byte) + 1
      y = times(y, points.1) &+ UInt64(byte) + 1
    }
    return (x % prime, y % prime)
  }

  private static func times(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (high, low) = a.multipliedFullWidth(by: b)
    let sum = (low & prime) &+ (low >> 61 | high << 3)
    return sum >= prime ? sum - prime : sum
  }
}
