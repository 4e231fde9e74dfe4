internal import Tabular

extension Column {
  /// The numbers of a column as other programs read them from its file: decimals with their point, dates and times in
  /// nanoseconds since 1970, NaN where missing.
  ///
  /// - Precondition: A column of numbers, stored as `type` says.
  func writtenNumbers(_ type: FieldType) -> [Double] {
    guard case .int64(let integers) = values, let unit = WrittenUnit(type) else { return numbers }
    var written = [Double](unsafeUninitializedCapacity: count) { output, initialised in
      switch unit {
      // The quotient of two exact numbers is the double nearest to the decimal; the product with a power would not be.
      case .divide(let divisor): for row in integers.indices { output[row] = Double(integers[row]) / divisor }
      case .multiply(let factor): for row in integers.indices { output[row] = Double(integers[row]) * factor }
      }
      initialised = count
    }
    validity?.forEachUnset { written[$0] = .nan }
    return written
  }
}

/// What turns a stored whole number into the number that its cell spells.
private enum WrittenUnit {
  case divide(Double)
  case multiply(Double)

  /// nil where it is the number itself.
  init?(_ type: FieldType) {
    func power(_ exponent: Int) -> Double { (0..<exponent).reduce(1) { product, _ in product * 10 } }
    switch type {
    case .decimal(let scale, _) where scale > 0: self = .divide(power(scale))
    case .date: self = .multiply(86_400e9)
    case .timestamp(let format): self = .multiply(power(9 - format.fractionDigits))
    default: return nil
    }
  }
}
