public import Tabular

extension PublicDomain {
  /// The domain of a column whose bounds have been released. Dates stay within the years 1 to 9999.
  ///
  /// - Precondition: the bounds are of the column's storage.
  public init(_ field: Field, bounds: ReleasedBounds, epsilon: Double) {
    let grid = DomainGrid(epsilon: epsilon)
    let cells: Cells
    switch bounds {
    case .integers(let minimum, let maximum):
      let written = field.type.writtenIntegers
      let low = min(max(minimum, written.lowerBound), written.upperBound)
      let high = min(max(maximum, low), written.upperBound)
      cells = .integers(lower: grid.integers(low...high, unit: field.type.unit), maximum: high)
    case .reals(let minimum, let maximum):
      cells = .reals(lower: grid.reals(minimum...maximum), maximum: maximum)
    }
    self.init(cells, isNullable: field.missing != nil)
  }

  /// The domain of a column whose levels have been released: these and one for all others, `other`, or if that is one of
  /// them, with as many underscores before it as it takes to be none.
  public init(levels: [String], isNullable: Bool) {
    var other = PublicDomain.otherName
    while levels.contains(other) { other = "_" + other }
    self.init(.levels(levels + [other], ordered: false), isNullable: isNullable, otherLevel: levels.count)
  }

  /// What a schema would state.
  public var fieldDomain: Field.Domain {
    switch cells {
    case .integers(let lower, let maximum): .integers(minimum: lower[0], maximum: maximum)
    case .reals(let lower, let maximum): .reals(minimum: lower[0], maximum: maximum)
    case .levels(let levels, let ordered): .levels(values: levels, ordered: ordered)
    }
  }
}

extension FieldType {
  /// What a grid's equal steps are made of.
  var unit: DomainGrid.Unit {
    guard case .timestamp = self else { return .decimal }
    return .time(ticksPerSecond: ticksPerDay / 86_400)
  }

  /// The stored integers that can be written in this type.
  fileprivate var writtenIntegers: ClosedRange<Int64> {
    switch self {
    case .date, .timestamp:
      // In 18 digits of a second 64 bits do not reach so far.
      let first = CivilDate(year: 1, month: 1, day: 1)!.daysSince1970.multipliedReportingOverflow(
        by: ticksPerDay)
      let end = (CivilDate(year: 9999, month: 12, day: 31)!.daysSince1970 + 1)
        .multipliedReportingOverflow(by: ticksPerDay)
      return (first.overflow ? .min : first.partialValue)...(end.overflow ? .max : end.partialValue - 1)
    default: return .min ... .max
    }
  }

  private var ticksPerDay: Int64 {
    guard case .timestamp(let format) = self else { return 1 }
    return (0..<format.fractionDigits).reduce(86_400) { ticks, _ in ticks * 10 }
  }
}
