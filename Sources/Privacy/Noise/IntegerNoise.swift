/// A distribution of noise on the integers.
public protocol IntegerNoise: Sendable {
  /// Adds an independent draw to each value. Sums wrap around.
  func add(to values: UnsafeMutableBufferPointer<Int64>, using bits: inout some RandomBits & ~Copyable)
}

extension IntegerNoise {
  /// `count` independent draws.
  public func draw(count: Int, using bits: inout some RandomBits & ~Copyable) -> [Int64] {
    var values = [Int64](repeating: 0, count: count)
    add(to: &values, using: &bits)
    return values
  }

  /// Adds an independent draw to each value. Sums wrap around.
  public func add(to values: inout [Int64], using bits: inout some RandomBits & ~Copyable) {
    values.withUnsafeMutableBufferPointer { add(to: $0, using: &bits) }
  }
}
