internal import Distributions
internal import Rules
internal import Tabular

/// What of the space of a model's latents satisfies a condition.
struct ConditionRegions {
  let schema: Schema
  private let columns: [ColumnLatents?]
  /// For each column the set of its pattern's latent in which it is present.
  private let presence: [(latent: Int, set: LatentSet)?]

  /// Columns are those of the sampler's schema.
  init(_ sampler: RowSampler) {
    schema = sampler.schema
    columns = sampler.columns.indices.map { index in
      sampler.marginals[index].map { ColumnLatents(sampler.columns[index], $0) }
    }
    presence = sampler.patternOfColumn.map { pattern in
      pattern.map { index in
        let (latent, threshold) = sampler.missingness[index]
        return (latent, LatentSet(from: threshold, to: .infinity))
      }
    }
  }

  func latents(_ column: Int) throws -> ColumnLatents {
    guard let latents = columns[column] else {
      throw SelectionError(
        .notModelled, column: schema.fields[column].name,
        "The model draws it without regard to other columns, so rows cannot be chosen by it. Leave it out of the condition."
      )
    }
    return latents
  }

  /// Where a condition is true (or false).
  ///
  /// `isExact`: the rows of the region are all of them such rows; otherwise they may be, and no others.
  func region(_ condition: BoundCondition, holds: Bool = true) throws -> (region: LatentRegion, isExact: Bool)
  {
    let found = try region(condition.node, holds)
    return found
  }

  private typealias Found = (region: LatentRegion, isExact: Bool)

  private func region(_ node: ConditionNode, _ holds: Bool) throws -> Found {
    switch node {
    case .constant(let value): return (value == holds ? .all : .none, true)
    case .integers(let column, let ranges):
      return try region(column, holds) { $0.set(of: ranges) }
    case .reals(let column, let ranges):
      return try region(column, holds) { $0.set(of: ranges) }
    case .levels(let column, let test):
      let wanted: LevelTest.Answer = holds ? .yes : .no
      let latents = try latents(column)
      guard let levels = latents.levels else { return try drawn([column]) }
      let answers = levels.indices.map { test.answer(levels[$0], $0) == wanted }
      return try region(column, true) { $0.set { answers[$0] } }
    case .missing(let columns):
      return try joined(columns, any: holds) { column in
        (present(column, !holds), true)
      }
    case .not(let inner): return try region(inner, !holds)
    case .and(let parts): return try joined(parts, any: !holds) { try region($0, holds) }
    case .or(let parts): return try joined(parts, any: holds) { try region($0, holds) }
    case .sameText(let left, let right): return try drawn([left, right])
    case .exact(let left, _, let right): return try drawn(left.columns + right.columns)
    case .real(let left, _, let right): return try drawn(left.columns + right.columns)
    case .near(let left, let right, _): return try drawn(left.columns + right.columns)
    case .noReal: return (.all, false)
    }
  }

  /// One column's values.
  private func region(_ column: Int, _ holds: Bool, _ set: (ColumnLatents) -> LatentSet) throws -> Found {
    let latents = try latents(column)
    let values = set(latents)
    let wanted = holds ? values : values.complement
    let region = latents.latent.map { LatentRegion($0, wanted) } ?? (wanted.contains(0) ? .all : .none)
    guard let both = region.intersection(present(column, true)) else { return (.all, false) }
    return (both, true)
  }

  /// The rows in which a column has a value, or none.
  func present(_ column: Int, _ isPresent: Bool) -> LatentRegion {
    guard let (latent, set) = presence[column] else { return isPresent ? .all : .none }
    return LatentRegion(latent, isPresent ? set : set.complement)
  }

  /// A part that is no box: its columns have values, and the rest is for the rows to show.
  private func drawn(_ columns: [Int]) throws -> Found {
    for column in columns { _ = try latents(column) }
    let region = try joined(columns, any: false) { (present($0, true), true) }.region
    return (region, false)
  }

  private func joined<Part>(_ parts: [Part], any: Bool, _ region: (Part) throws -> Found) throws -> Found {
    var all: Found = (any ? .none : .all, true)
    for part in parts {
      let found = try region(part)
      all.isExact = all.isExact && found.isExact
      if let next = any ? all.region.union(found.region) : all.region.intersection(found.region) {
        all.region = next
      } else {
        // What is left out of an intersection is looked at row by row.
        all.isExact = false
        if any { return (.all, false) }
      }
    }
    return all
  }
}

extension ConditionRegions {
  /// - Throws: `SelectionError` if a column of levels is compared with one that it does not have.
  func checkLevels(_ condition: Condition) throws {
    switch condition {
    case .comparison(.column(let name), .equal, .literal(let literal)),
      .comparison(.column(let name), .notEqual, .literal(let literal)),
      .comparison(.literal(let literal), .equal, .column(let name)),
      .comparison(.literal(let literal), .notEqual, .column(let name)):
      try checkLevel(name, literal)
    case .member(.column(let name), let literals): for literal in literals { try checkLevel(name, literal) }
    case .not(let inner): try checkLevels(inner)
    case .and(let parts), .or(let parts): for part in parts { try checkLevels(part) }
    case .comparison, .member, .isNull: break
    }
  }

  private func checkLevel(_ name: String, _ literal: Literal) throws {
    guard let index = schema.index(of: name), let levels = columns[index]?.levels else { return }
    let text =
      switch literal {
      case .number(let text), .string(let text): text
      }
    guard !levels.strings.contains(where: { $0.utf8.elementsEqual(text.utf8) }) else { return }
    throw SelectionError(
      .unknownLevel, column: name,
      "The model has no level \"\(ColumnPlace.shown(text))\" of it. \(Self.list(levels.strings))")
  }

  static func list(_ levels: [String], most: Int = 30) -> String {
    let shown = levels.prefix(most).map { "\"\(ColumnPlace.shown($0))\"" }.joined(separator: ", ")
    let rest = levels.count > most ? " and \(levels.count - most) more (sklar inspect)" : ""
    return "Its levels are: \(shown)\(rest)."
  }

  /// What the model has of the columns of a condition that no row satisfies.
  func offer(_ condition: BoundCondition, spell: (Int64, FieldType) -> String) -> String {
    condition.columns.prefix(6).compactMap { index -> String? in
      let field = schema.fields[index]
      guard let latents = columns[index] else { return nil }
      var text = ColumnPlace.prefix(field.name)
      if let levels = latents.levels {
        text += Self.list(levels.strings)
      } else {
        let (low, high) = latents.extremes
        func spelt(_ value: ColumnLatents.Stored) -> String {
          value.isReal ? "\(value.float64)" : spell(value.int64, field.type)
        }
        text += "Its values lie between \(spelt(low)) and \(spelt(high))."
      }
      return text + (presence[index] == nil ? " It is never missing." : "")
    }.joined(separator: " ")
  }
}

extension ConditionRegions {
  /// The numbers of continuous columns that a condition states one by one, where the column is confined to them.
  func singleValues(_ condition: BoundCondition) throws -> [(column: Int, values: [Double])] {
    var values: [Int: [Double]] = [:]
    func collect(_ node: ConditionNode) {
      switch node {
      case .reals(let column, let ranges) where ranges.allSatisfy { $0.lowerBound == $0.upperBound }:
        values[column, default: []] += ranges.map(\.lowerBound)
      case .and(let parts), .or(let parts): parts.forEach(collect)
      default: break
      }
    }
    collect(condition.node)
    return try values.sorted { $0.key < $1.key }.compactMap { column, numbers in
      let latents = try latents(column)
      let points = latents.set(of: numbers.map { $0...$0 }).points
      guard !points.isEmpty, let latent = latents.latent else { return nil }
      // Elsewhere the column may take other values.
      let region = try region(condition).region
      let isConfined = region.boxes.allSatisfy { $0[latent].intervals.isEmpty && !$0[latent].isAll }
      return isConfined ? (column, numbers) : nil
    }
  }
}
