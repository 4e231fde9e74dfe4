import Distributions
import Sklar

/// What of rules is a condition on single columns of a model, so that rows are drawn by it and none need be rejected.
struct RuleCondition {
  let condition: Condition?

  init(_ rules: RuleSet, model: SynthesisModel, schema: Schema) {
    var parts: [Condition] = []
    for rule in rules.rules {
      guard let part = Self.part(rule.kind, model, schema) else { continue }
      parts.append(part)
    }
    condition = parts.isEmpty ? nil : parts.count == 1 ? parts[0] : .and(parts)
  }

  private static func part(_ kind: Rule.Kind, _ model: SynthesisModel, _ schema: Schema) -> Condition? {
    guard
      kind.columns.allSatisfy({ name in
        guard let index = model.schema.index(of: name), case .modelled = model.columns[index] else {
          return false
        }
        return true
      })
    else { return nil }
    func orMissing(_ condition: Condition, _ column: String) -> Condition {
      let index = model.schema.index(of: column)!
      guard model.missingness.contains(where: { $0.columns.contains(index) }) else { return condition }
      return .or([condition, .isNull(.column(column))])
    }
    switch kind {
    case .notNull(let columns):
      let open = columns.filter { name in
        model.missingness.contains { $0.columns.contains(model.schema.index(of: name)!) }
      }
      return open.isEmpty ? nil : .and(open.map { .not(.isNull(.column($0))) })
    case .range(let column, let minimum, let maximum, let isOpen):
      var parts: [Condition] = []
      if let minimum {
        parts.append(.comparison(.column(column), isOpen ? .greater : .greaterOrEqual, .literal(minimum)))
      }
      if let maximum {
        parts.append(.comparison(.column(column), isOpen ? .less : .lessOrEqual, .literal(maximum)))
      }
      return orMissing(.and(parts), column)
    case .set(let column, let values):
      guard let levels = levels(column, model) else {
        return orMissing(.member(.column(column), of: values), column)
      }
      // Those that the model has.
      let wanted = Set(values.map(\.description) + values.map { "\"\($0.description)\"" })
      let known = levels.filter { wanted.contains(Literal.string($0).description) }
      return known.isEmpty ? nil : orMissing(.member(.column(column), of: known.map { .string($0) }), column)
    case .regex(let column, let pattern):
      guard let levels = levels(column, model), var matcher = (try? RegexAutomaton(pattern))?.matcher() else {
        return nil
      }
      let known = levels.filter { matcher.matches(Array($0.utf8)) }
      return known.isEmpty ? nil : orMissing(.member(.column(column), of: known.map { .string($0) }), column)
    default: return nil
    }
  }

  private static func levels(_ column: String, _ model: SynthesisModel) -> [String]? {
    guard let index = model.schema.index(of: column),
      case .modelled(.levels(let marginal), _) = model.columns[index]
    else { return nil }
    return marginal.levels
  }
}
