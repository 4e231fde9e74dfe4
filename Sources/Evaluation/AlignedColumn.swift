internal import Tabular

/// One column of two tables in terms that can be compared: numbers with numbers, levels by their names.
enum AlignedColumn: Sendable {
  /// Values as doubles; NaN where missing.
  case numbers(real: [Double], synthetic: [Double])
  /// Codes in a common list of `count` levels; missing is code 0.
  case levels(real: [Int32], synthetic: [Int32], count: Int)

  /// `nil` for identifiers and text, which have no distribution to compare.
  init?(_ field: Field, real: Column, synthetic: Column) {
    func numbers(_ column: Column) -> [Double] {
      let values: [Double]
      switch column.values {
      case .int64(let integers): values = integers.map(Double.init)
      case .float64(let reals): values = reals
      case .codes, .strings: preconditionFailure("a number column stores numbers")
      }
      guard let validity = column.validity else { return values }
      return values.indices.map { validity[$0] ? values[$0] : .nan }
    }
    switch (real.values, synthetic.values) {
    case (.codes(let realCodes, let realLevels), .codes(let codes, let levels)):
      if case .text = field.type { return nil }
      var common = Dictionary(
        realLevels.indices.map { (realLevels.string($0), Int32($0 + 1)) }, uniquingKeysWith: { a, _ in a })
      let map = levels.indices.map { index -> Int32 in
        let name = levels.string(index)
        if let known = common[name] { return known }
        let new = Int32(common.count + 1)
        common[name] = new
        return new
      }
      func present(_ codes: [Int32], _ validity: Bitmap?, _ code: (Int32) -> Int32) -> [Int32] {
        codes.indices.map { validity?[$0] ?? true ? code(codes[$0]) : 0 }
      }
      self = .levels(
        real: present(realCodes, real.validity) { $0 + 1 },
        synthetic: present(codes, synthetic.validity) { map[Int($0)] }, count: common.count + 1)
    case (.strings, _), (_, .strings): return nil
    default:
      if case .identifier = field.type { return nil }
      self = .numbers(real: numbers(real), synthetic: numbers(synthetic))
    }
  }
}
