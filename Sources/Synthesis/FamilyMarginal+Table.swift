internal import Distributions
internal import Kernels
internal import Tabular

extension FamilyMarginal {
  /// The family as the kernels draw it, for a column of type `type`.
  ///
  /// - Throws: What `error` makes of the reason why the two do not fit.
  func table(for type: FieldType, _ error: (String) -> ModelError) throws -> FamilyTable {
    let scale: Int
    switch type {
    case .float64: return table(asIntegers: false)
    case .int64: scale = 0
    case .decimal(let digits, _): scale = digits
    case .date:
      scale = 0
      guard let minimum, let maximum,
        minimum >= Double(CivilDate(year: 1, month: 1, day: 1)!.daysSince1970),
        maximum <= Double(CivilDate(year: 9999, month: 12, day: 31)!.daysSince1970)
      else { throw error("its dates leave the years 1 to 9999") }
    default: throw error("a column of type \(type.name) is not drawn from a family of numbers")
    }
    guard decimals == scale else { throw error("its decimals are not those of its type") }
    return table(asIntegers: true)
  }
}

extension FieldType {
  /// Whether values are kept as 64-bit integers.
  var isStoredAsIntegers: Bool {
    switch self {
    case .int64, .decimal, .date, .timestamp: true
    default: false
    }
  }
}
