internal import Tabular

extension Array where Element: BitwiseCopyable {
  /// The elements whose bit in `validity` is set.
  func present(_ validity: Bitmap) -> [Element] {
    precondition(validity.count == count)
    return withUnsafeBufferPointer { source in
      [Element](unsafeUninitializedCapacity: count) { target, kept in
        kept = 0
        for (index, word) in validity.words.enumerated() {
          let start = 64 * index
          for offset in 0..<Swift.min(64, source.count - start) {
            // Kept or overwritten by the next: no branch depends on the bit.
            target[kept] = source[start + offset]
            kept += Int(truncatingIfNeeded: word >> UInt64(offset) & 1)
          }
        }
      }
    }
  }
}

extension Array where Element: BitwiseCopyable & ExpressibleByIntegerLiteral {
  /// The elements, with zeros where the bit in `validity` is not set.
  func zeroed(outside validity: Bitmap) -> [Element] {
    precondition(validity.count == count)
    var result = self
    result.withUnsafeMutableBufferPointer { elements in
      for (index, word) in validity.words.enumerated() {
        var missing = ~word
        while missing != 0 {
          let place = 64 * index + missing.trailingZeroBitCount
          if place >= elements.count { break }
          elements[place] = 0
          missing &= missing - 1
        }
      }
    }
    return result
  }

  /// The elements in the places whose bit in `validity` is set, and zeros elsewhere: the inverse of `present`.
  func spread(over validity: Bitmap) -> [Element] {
    precondition(validity.setCount == count)
    var result = [Element](repeating: 0, count: validity.count)
    var next = 0
    for (index, word) in validity.words.enumerated() {
      var present = word
      while present != 0 {
        result[64 * index + present.trailingZeroBitCount] = self[next]
        next += 1
        present &= present - 1
      }
    }
    return result
  }
}

extension [Int64] {
  /// Multiplies all elements. What does not fit in 64 bits is held at their end.
  mutating func scale(by factor: Int64) {
    for index in indices {
      let (product, overflow) = self[index].multipliedReportingOverflow(by: factor)
      self[index] = overflow ? (self[index] < 0 ? .min : .max) : product
    }
  }
}
