internal import Privacy
internal import Tabular

/// What a private fit will do, from public quantities alone: everything that can be refused is refused here, before a
/// value is read.
struct PrivatePlan {
  /// The schema of the model: without the column that names the privacy unit.
  let schema: Schema
  /// Where in the table's schema each field of `schema` stands.
  let places: [Int]
  /// The fields of `schema` that are modelled.
  let columns: [Int]
  /// One for each of `columns`.
  let domains: [DomainPlan]
  /// Positions among `columns`.
  let target: Int?
  let functional: [(deciding: [Int], decided: [Int])]
  let kind: PrivateFit.Kind

  /// - Throws: `PrivacyError` for a schema that this fit cannot keep its promise with.
  init(_ fit: PrivateFit, _ table: Schema) throws(PrivacyError) {
    let parameters = fit.parameters
    if let unit = parameters.unit {
      guard table.index(of: unit) != nil else {
        throw PrivacyError(
          .parameterOutOfRange, column: unit,
          "The schema has no such column to name the privacy unit. Check its spelling.")
      }
      guard fit.target != unit else {
        throw PrivacyError(
          .parameterOutOfRange, column: unit,
          "The column that names the privacy unit is left out of the model, so it cannot be the target.")
      }
    }
    let places = table.fields.indices.filter { table.fields[$0].name != parameters.unit }
    var schema = table
    schema.fields = places.map { table.fields[$0] }
    var columns: [Int] = []
    var domains: [DomainPlan] = []
    for (index, field) in schema.fields.enumerated() {
      let domain = try DomainPlan(field, epsilon: parameters.epsilon)
      if domain == .notModelled { continue }
      if domain == .levelsNeeded, parameters.delta == 0 {
        throw PrivacyError(
          .domainMissing, column: field.name,
          "With delta 0 the levels of a column cannot be found from its values. List them in the schema, or give a delta."
        )
      }
      columns.append(index)
      domains.append(domain)
    }
    guard !columns.isEmpty else {
      throw PrivacyError(
        .domainMissing,
        "No column of the schema can be learnt: all are text, identifiers or the privacy unit.")
    }
    let modelled = columns.map { schema.fields[$0].name }
    func position(_ name: String, _ role: String) throws(PrivacyError) -> Int {
      guard let position = modelled.firstIndex(of: name) else {
        throw PrivacyError(
          .parameterOutOfRange, column: name,
          "\(role), but the schema has no such column that is modelled. Check its spelling and its type.")
      }
      return position
    }
    var target: Int?
    if let name = fit.target { target = try position(name, "It is to be the target") }
    var functional: [(deciding: [Int], decided: [Int])] = []
    for dependency in schema.functional where !(dependency.names.contains { $0 == parameters.unit }) {
      var sides: [[Int]] = []
      for names in [dependency.from, dependency.to] {
        var side: [Int] = []
        for name in names { side.append(try position(name, "It stands under functional")) }
        sides.append(side)
      }
      functional.append((sides[0], sides[1]))
    }
    self.schema = schema
    self.places = places
    self.columns = columns
    self.domains = domains
    self.target = target
    self.functional = functional
    kind = fit.kind == .automatic ? (domains.contains(where: \.isNominal) ? .pairwise : .copula) : fit.kind
  }

  var needsLevels: Bool { domains.contains(.levelsNeeded) }
  /// How many columns have bounds or levels to be bought.
  var boughtCount: Int { domains.count { $0 == .levelsNeeded || $0 == .boundsNeeded } }
}

extension DomainPlan {
  /// Whether values have no order: a copula would have to invent one.
  fileprivate var isNominal: Bool {
    switch self {
    case .stated(let domain): !domain.isOrdinal && domain.valueCount > 2
    case .levelsNeeded: true
    case .boundsNeeded, .notModelled: false
    }
  }
}
