public import Tabular

/// What a schema says about the cells of a column, before anything is read.
public enum DomainPlan: Sendable, Hashable {
  /// The schema states all that is needed.
  case stated(PublicDomain)
  /// A number, date or time without both bounds, which are to be bought.
  case boundsNeeded
  /// Levels that are not listed, and are to be bought.
  case levelsNeeded
  /// Text and identifiers: not looked at.
  case notModelled

  /// - Parameter epsilon: Of the whole fit; cells are narrower where it is larger.
  /// - Throws: `PrivacyError` with `.boundsOutOfRange` or `.parameterOutOfRange` for what no column can have.
  public init(_ field: Field, epsilon: Double) throws(PrivacyError) {
    let grid = DomainGrid(epsilon: epsilon)
    let isNullable = field.missing != nil
    switch (field.type, field.domain) {
    case (.text, _), (.identifier, _): self = .notModelled
    case (.int64, .integers(let low, let high)), (.decimal, .integers(let low, let high)),
      (.date, .integers(let low, let high)), (.timestamp, .integers(let low, let high)):
      guard low <= high else { throw DomainPlan.emptyInterval(field) }
      guard low != .min, high != .max else {
        self = .boundsNeeded
        return
      }
      self = .stated(
        PublicDomain(
          .integers(lower: grid.integers(low...high, unit: field.type.unit), maximum: high),
          isNullable: isNullable))
    case (.float64, .reals(let low, let high)):
      guard low <= high else { throw DomainPlan.emptyInterval(field) }
      guard low > -.greatestFiniteMagnitude, high < .greatestFiniteMagnitude else {
        self = .boundsNeeded
        return
      }
      self = .stated(
        PublicDomain(.reals(lower: grid.reals(low...high), maximum: high), isNullable: isNullable))
    case (.int64, _), (.decimal, _), (.date, _), (.timestamp, _), (.float64, _): self = .boundsNeeded
    case (.boolean, .levels(let levels, _)) where !levels.isEmpty:
      self = .stated(PublicDomain(booleans: levels, isNullable: isNullable))
    case (.boolean, _): self = .stated(PublicDomain(booleans: ["false", "true"], isNullable: isNullable))
    case (.categorical, .levels(let levels, _)):
      self = try DomainPlan.levels(levels, field)
    case (.categorical, _): self = .levelsNeeded
    }
  }

  private static func levels(_ levels: [String], _ field: Field) throws(PrivacyError) -> DomainPlan {
    guard !levels.isEmpty else { return .levelsNeeded }
    guard levels.count < PublicDomain.mostCells else {
      throw PrivacyError(
        .parameterOutOfRange, column: field.name,
        "The schema lists more than 65,535 levels. List those that matter, or state that it is text.")
    }
    var ordered = false
    if case .levels(_, let isOrdered) = field.domain { ordered = isOrdered }
    return .stated(
      PublicDomain(
        .levels(levels, ordered: ordered), isNullable: field.missing != nil,
        otherLevel: levels.firstIndex(of: PublicDomain.otherName)))
  }

  private static func emptyInterval(_ field: Field) -> PrivacyError {
    PrivacyError(
      .boundsOutOfRange, column: field.name, "The schema's minimum is above its maximum. Swap them.")
  }
}
