internal import Scheduling
internal import Tabular

/// A column that has no distribution to compare, and the measures that it has nonetheless.
public struct UncomparedColumn: Sendable, Hashable, Encodable {
  public enum Kind: String, Sendable, Hashable, Encodable { case identifiers, text }

  public var name: String
  public var kind: Kind
  /// Of identifiers how well the synthetic ones tell rows apart, and of both how like the shares of missing values are.
  public var metrics: ColumnMetrics

  /// The columns at `places` of the schema, in their order.
  static func all(_ places: [Int], _ tables: EvaluationTables, threads: Int) throws -> [UncomparedColumn] {
    try Parallel.map(count: places.count, threads: threads) { index in
      let field = tables.schema.fields[places[index]]
      var kind = Kind.text
      if case .identifier = field.type { kind = .identifiers }
      return UncomparedColumn(
        name: field.name, kind: kind,
        metrics: ColumnMetrics(
          field, real: tables.real.columns[places[index]], synthetic: tables.synthetic.columns[places[index]])
      )
    }
  }
}
