#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Random bits that nobody can predict. It has no seed: nothing outside can make it repeat itself.
public struct SecureRandom: ~Copyable, RandomBits {
  public init() {}

  public mutating func fill(_ bytes: UnsafeMutableRawBufferPointer) {
    var generator = SystemRandomNumberGenerator()
    for index in bytes.indices { bytes[index] = UInt8.random(in: 0...255, using: &generator) }
  }
}
