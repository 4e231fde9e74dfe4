/// Looks at one value as if it were a column of its own.
public enum PersonalDataProbe {
  /// The kinds found in a value of a column of this name (empty: none), and whether each is recognised as fake.
  public static func kinds(of text: String, column: String) -> [(kind: PersonalDataKind, isFake: Bool)] {
    let context = TextContext(columnName: column)
    var tally = ColumnTally(name: column, isClassic: false, context: context)
    withText(text.utf8) { tally.add($0, count: 1, firstRows: [0]) }
    let plan = ColumnPlan(context: context, bare: [], holdsNames: tally.holdsNames, isClassic: false)
    return withText(text.utf8) { plan.matches(in: $0) }.map { ($0.kind, $0.isFake) }
  }
}
