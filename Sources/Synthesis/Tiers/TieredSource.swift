public import Randomness
public import Tabular

/// Rows of several sources, each with its share of the run, mixed.
///
/// Identifiers are made for the run's rows, as those of the first source are, so that they tell the rows apart.
public struct TieredSource: RowSource {
  public let schema: Schema
  public let shares: TierShares
  private var tiers: [any RowSource]
  private let joined: JoinedSchema
  private let identifiers: [(column: Int, generator: IdentifierGenerator)]

  /// - Parameter sources: One per share, with the name it goes by in errors.
  /// - Throws: `TierError` if the sources' columns cannot be joined.
  public init(_ sources: [(name: String, source: any RowSource)], shares: TierShares, seed: Seed)
    throws(TierError)
  {
    precondition(sources.count == shares.counts.count)
    joined = try JoinedSchema(sources.map { ($0.name, $0.source.schema) })
    schema = joined.schema
    tiers = sources.map(\.source)
    self.shares = shares
    identifiers = joined.schema.fields.enumerated().compactMap { index, field in
      guard case .identifier(let space) = field.type else { return nil }
      return (index, IdentifierGenerator(space, column: index, seed: seed))
    }
  }

  public func prepared(for rows: Range<Int>, threads: Int) -> TieredSource {
    var source = self
    for (index, range) in shares.ranges(for: rows).enumerated() {
      source.tiers[index] = tiers[index].prepared(for: range, threads: threads)
    }
    return source
  }

  public func check(rowsUpTo end: Int) throws {
    precondition(end <= shares.rowCount)
    for (index, range) in shares.ranges(for: 0..<end).enumerated() {
      try tiers[index].check(rowsUpTo: range.upperBound)
    }
    for (column, generator) in identifiers where UInt64(end) > generator.capacity {
      throw ModelError(
        .identifiersExhausted, column: schema.fields[column].name,
        "its pattern has \(generator.capacity) values, but \(end) rows need one each; ask for fewer rows")
    }
  }

  public func chunk(rows: Range<Int>, latents: inout LatentBuffer) throws -> Table {
    var parts: [Table] = []
    var picks: [RowGathering.Pick] = []
    picks.reserveCapacity(rows.count)
    var row = rows.lowerBound
    while row < rows.upperBound {
      let block = shares.block(of: row)
      let end = min(block.rows.upperBound, rows.upperBound)
      let first = parts.count
      for (tier, part) in block.parts.enumerated() {
        parts.append(
          part.isEmpty
            ? joined.empty : try joined.converted(tiers[tier].chunk(rows: part, latents: &latents), of: tier))
      }
      while row < end {
        let place = block.place(of: row)
        picks.append(RowGathering.Pick(table: Int32(first + place.tier), row: Int32(place.index)))
        row += 1
      }
    }
    if parts.isEmpty { return joined.empty }
    var columns = RowGathering.columns(of: parts, picks)
    for (column, generator) in identifiers { columns[column] = Column(generator.column(rows: rows)) }
    return Table(schema: schema, rowCount: rows.count, columns: columns)
  }
}

/// Why tables of several sources are not one.
public struct TierError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The source that does not fit the one before it, by its name.
  public let source: String
  public let column: String?
  public let message: String

  public var description: String { "\(source): \(ColumnPlace.prefix(column))\(message)" }
}
