internal import Rules
internal import Yams

/// A constraint of SDV, by the name of its class.
enum SDVConstraint {
  static let classes = [
    "FixedCombinations", "FixedIncrements", "Inequality", "Range", "OneHotEncoding", "ScalarInequality",
    "ScalarRange",
    "Positive", "Negative", "Unique", "ChainedInequality",
  ]

  static func rule(_ entry: inout RuleEntry) throws -> Rule.Kind {
    guard let classNode = entry.take("class_name") ?? entry.take("constraint_class") else {
      throw entry.error(nil, "The key class_name is missing.")
    }
    let name = try entry.text(classNode, "A class")
    guard let node = entry.take("parameters") ?? entry.take("constraint_parameters"),
      let mapping = node.mapping
    else {
      throw entry.error(nil, "The key parameters is missing: an object with the constraint's parameters.")
    }
    _ = entry.take("table_name")
    try entry.refuseOthers("class_name and parameters")
    var parameters = RuleEntry(mapping, file: entry.file, number: entry.number, mark: node.mark)
    _ = parameters.take("table_name")
    let rule = try rule(name, classNode, &parameters)
    try parameters.refuseOthers("the parameters of \(name)")
    return rule
  }

  private static func rule(_ name: String, _ node: Node, _ parameters: inout RuleEntry) throws -> Rule.Kind {
    func required(_ key: String) throws -> Node {
      guard let value = parameters.take(key) else {
        throw parameters.error(nil, "\(name) needs the parameter \(key).")
      }
      return value
    }
    func column(_ key: String) throws -> String { try parameters.text(try required(key), key) }
    func columns() throws -> [String] { try parameters.names(try required("column_names")) }
    func value(_ key: String) throws -> Literal { try parameters.literal(try required(key)) }
    switch name {
    case "FixedCombinations": return .combinations(columns: try columns(), reference: .data)
    case "FixedIncrements":
      let column = try column("column_name")
      return .increments(column: column, step: try value("increment_value"), start: .number("0"))
    case "OneHotEncoding":
      let names = try columns()
      _ = parameters.take("learning_strategy")
      return .oneHot(columns: names)
    case "Unique":
      if parameters.has("column_name") { return .unique(columns: [try column("column_name")]) }
      return .unique(columns: try columns())
    case "Inequality":
      let (low, high) = (try column("low_column_name"), try column("high_column_name"))
      let strict = try parameters.flag("strict_boundaries") ?? false
      return .inequality(.comparison(.column(low), strict ? .less : .lessOrEqual, .column(high)))
    case "Range":
      let names = [
        try column("low_column_name"), try column("middle_column_name"), try column("high_column_name"),
      ]
      return chain(names, strict: try parameters.flag("strict_boundaries") ?? true)
    case "ChainedInequality":
      let names = try columns()
      return chain(names, strict: try parameters.flag("strict_boundaries") ?? false)
    case "ScalarInequality":
      let (name, relation, value) = (try column("column_name"), try required("relation"), try value("value"))
      let text = try parameters.text(relation, "relation")
      guard let comparison = Condition.Comparison(rawValue: text), ![.equal, .notEqual].contains(comparison)
      else {
        throw parameters.error(relation, "relation is one of <, <=, > and >=.")
      }
      return .condition(.comparison(.column(name), comparison, .literal(value)))
    case "ScalarRange":
      let (name, low, high) = (try column("column_name"), try value("low_value"), try value("high_value"))
      return .range(
        column: name, minimum: low, maximum: high, isOpen: try parameters.flag("strict_boundaries") ?? true)
    case "Positive", "Negative":
      let column = try column("column_name")
      let strict = try parameters.flag("strict_boundaries") ?? false
      return .range(
        column: column, minimum: name == "Positive" ? .number("0") : nil,
        maximum: name == "Negative" ? .number("0") : nil, isOpen: strict)
    default:
      throw parameters.error(
        node, "The class \(name) has no rule here. Those that have: \(classes.joined(separator: ", ")).")
    }
  }

  private static func chain(_ names: [String], strict: Bool) -> Rule.Kind {
    let parts = zip(names, names.dropFirst()).map { low, high in
      Condition.comparison(.column(low), strict ? .less : .lessOrEqual, .column(high))
    }
    return .inequality(parts.count == 1 ? parts[0] : .and(parts))
  }
}
