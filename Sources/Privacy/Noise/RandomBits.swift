/// A source of uniform random bits.
///
/// Releases use `SecureRandom` and nothing else; that a sampler takes any source is for tests, which feed the same bits to
/// two of them.
public protocol RandomBits: ~Copyable {
  mutating func fill(_ bytes: UnsafeMutableRawBufferPointer)
}

extension RandomBits where Self: ~Copyable {
  mutating func next() -> UInt64 {
    var word: UInt64 = 0
    withUnsafeMutableBytes(of: &word) { fill($0) }
    return word
  }

  mutating func next128() -> UInt128 {
    var words: UInt128 = 0
    withUnsafeMutableBytes(of: &words) { fill($0) }
    return words
  }

  mutating func next32() -> UInt32 {
    var word: UInt32 = 0
    withUnsafeMutableBytes(of: &word) { fill($0) }
    return word
  }
}
