/// How the cells of one column are searched, once the whole column is known.
public struct ColumnPlan: Sendable {
  let context: TextContext?
  let bare: [BareNumbers.Candidate]
  let holdsNames: Bool
  let isClassic: Bool
  private let detector: TextDetector

  init(context: TextContext?, bare: [BareNumbers.Candidate], holdsNames: Bool, isClassic: Bool) {
    (self.context, self.bare, self.holdsNames, self.isClassic) = (context, bare, holdsNames, isClassic)
    detector = TextDetector(context)
  }

  /// The places of a cell, in order.
  func matches(in text: TextBytes) -> [PersonalDataMatch] {
    if isClassic { return ClassicDetector.matches(in: text) }
    if holdsNames, PersonName.isPlausible(text) {
      return [PersonalDataMatch(.personName, "", 0..<text.count, .low, isFake: PersonName.isFake(text))]
    }
    let shape = TextShape(text)
    guard shape.isBareNumber, let digits = Digits(bare: text) else {
      return detector.matches(in: text, shape: shape)
    }
    // Without the `.0` of a column of numbers.
    let range = 0..<digits.count
    if let match = ColumnTally.bareMatch(digits, context) {
      return [PersonalDataMatch(match.kind, match.scheme, range, match.confidence, isFake: match.isFake)]
    }
    for candidate in bare {
      if let held = candidate.holds(digits) {
        return [PersonalDataMatch(candidate.kind, held.scheme, range, .high, isFake: held.isFake)]
      }
    }
    return []
  }
}

extension ColumnPlan {
  /// The kinds of what is replaced in a cell, one for each place.
  public func found(in text: UnsafeBufferPointer<UInt8>) -> [PersonalDataKind] {
    matches(in: text).filter { !$0.isFake || $0.kind == .personName }.map(\.kind)
  }
}

extension TableScan {
  /// How each column of the scanned table is to be searched again, by its name; only columns where something was found
  /// that is not fake.
  public var plans: [String: ColumnPlan] {
    var plans: [String: ColumnPlan] = [:]
    let found = Set(report.findings.map(\.column))
    for (index, column) in columns.enumerated() where found.contains(column.name) {
      let (bare, names) = plan(index)
      plans[column.name] = ColumnPlan(
        context: column.context, bare: bare, holdsNames: names, isClassic: column.isClassic)
    }
    return plans
  }
}
