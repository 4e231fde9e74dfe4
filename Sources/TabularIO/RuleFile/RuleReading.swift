internal import Rules
internal import Yams

/// Rules from a file's text.
struct RuleReading {
  static let kinds = [
    "not_null", "type", "range", "set", "regex", "unique", "inequality", "formula", "if", "condition",
    "combinations",
    "increments", "one_hot", "monotone", "functional",
  ]

  let file: String

  func rules(_ text: String) throws -> RuleSet {
    let root: Node?
    do {
      root = try compose(yaml: Self.quotingArrows(text))
    } catch {
      let mark = (error as? YamlError)?.mark
      throw RuleFileError(
        file: file, line: mark?.line, column: mark?.column,
        message:
          "The text is not valid YAML. Check indentation, keys that stand twice, and quotes: a condition that starts "
          + "with a quote or holds \": \" or \" #\" stands in single quotes as a whole.")
    }
    guard let root else {
      throw RuleFileError(
        file: file, line: 1, column: 1, message: "The file is empty. Start it with \"rules:\" and a list.")
    }
    let items = try items(root)
    guard items.count <= RuleFile.mostRules else {
      throw RuleFileError(
        file: file, message: "The file has more than \(RuleFile.mostRules) rules. Split it.")
    }
    var rules: [Rule] = []
    for (index, node) in items.enumerated() {
      guard let mapping = node.mapping else {
        throw RuleFileError(
          file: file, line: node.mark?.line, column: node.mark?.column, rule: index + 1,
          message: "A rule is a mapping such as {column: age, range: {min: 0}}.")
      }
      var entry = RuleEntry(mapping, file: file, number: index + 1, mark: node.mark)
      let kind =
        entry.has("class_name") || entry.has("constraint_class")
        ? try SDVConstraint.rule(&entry) : try rule(&entry)
      rules.append(Rule(kind, place: file + (node.mark.map { ":\($0.line)" } ?? "")))
    }
    return RuleSet(rules)
  }

  private func items(_ root: Node) throws -> [Node] {
    if let sequence = root.sequence { return Array(sequence) }
    func refused(_ node: Node?, _ message: String) -> RuleFileError {
      RuleFileError(
        file: file, line: node?.mark?.line ?? 1, column: node?.mark?.column ?? 1, message: message)
    }
    guard let mapping = root.mapping else {
      throw refused(root, "A file of rules is a mapping with the key rules.")
    }
    var items: [Node]?
    for (key, value) in mapping {
      switch key.scalar?.string {
      case "rules", "constraints":
        guard let sequence = value.sequence else {
          throw refused(value, "The rules are a list. Start each with \"- \".")
        }
        items = Array(sequence)
      case "version":
        guard value.scalar?.string == "1" else { throw refused(value, "This program reads version 1.") }
      default:
        throw refused(key, "Unknown key: not one of rules and version. Correct its spelling, or remove it.")
      }
    }
    guard let items else { throw refused(root, "The key rules is missing. Write \"rules:\" and a list.") }
    return items
  }

  /// `functional: [a, b] -> c` is no YAML unless it is quoted; so it gets its quotes here.
  static func quotingArrows(_ text: String) -> String {
    guard text.contains("->") else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
      guard
        let match = line.firstMatch(of: #/functional:[ ]*(\[[^\]]*\][ ]*->[ ]*(\[[^\]]*\]|[^\[\]{},#'"]+))/#)
      else { return String(line) }
      let arrow = match.output.1
      let end = arrow.lastIndex { $0 != " " && $0 != "\r" } ?? arrow.startIndex
      let quoted = "'" + arrow[...end].replacing("'", with: "''") + "'"
      return String(line[..<arrow.startIndex]) + quoted + String(line[line.index(after: end)...])
    }.joined(separator: "\n")
  }

  private func rule(_ entry: inout RuleEntry) throws -> Rule.Kind {
    let found = entry.keys.filter { Self.kinds.contains($0) }
    guard let kind = found.first else {
      let unknown = entry.keys.first { !["column", "columns"].contains($0) }
      throw entry.error(
        nil,
        (unknown.map { "Unknown kind of rule: \($0). " } ?? "The kind of rule is missing. ")
          + "The kinds are \(Self.kinds.joined(separator: ", ")).")
    }
    guard found.count == 1 else {
      throw entry.error(
        nil,
        "A rule has one kind, but here are \(found.joined(separator: " and ")). Make them rules of their own."
      )
    }
    let node = entry.take(kind)!
    var named: [String]?
    for key in ["column", "columns"] {
      guard let names = entry.take(key) else { continue }
      guard named == nil else { throw entry.error(names, "Give column or columns, not both.") }
      named = try entry.names(names)
    }
    let rule = try self.rule(kind, node, named, &entry)
    try entry.refuseOthers(kind)
    return rule
  }

  private func rule(_ kind: String, _ node: Node, _ named: [String]?, _ entry: inout RuleEntry) throws
    -> Rule.Kind
  {
    func column() throws -> String {
      guard let named, named.count == 1 else {
        throw entry.error(node, "\(kind) is for one column. Say which: column: NAME.")
      }
      return named[0]
    }
    /// Of a kind that needs nothing but its columns: `columns: [a, b]` and `true`, or the list itself.
    func columns(_ least: Int) throws -> [String] {
      let names: [String]
      if let named {
        guard node.scalar?.string == "true" || node.scalar?.string == "data" else {
          throw entry.error(node, "\(kind): Write true beside columns, or the columns alone.")
        }
        names = named
      } else {
        guard node.scalar.map({ !["true", "false"].contains($0.string) }) ?? true else {
          throw entry.error(node, "\(kind) needs columns: [A, B].")
        }
        names = try entry.names(node)
      }
      guard names.count >= least else { throw entry.error(node, "\(kind) takes at least \(least) columns.") }
      return names
    }
    func refuseColumns() throws {
      if named != nil { throw entry.error(node, "\(kind) names its columns itself. Leave column out.") }
    }
    switch kind {
    case "not_null": return .notNull(columns: try columns(1))
    case "unique": return .unique(columns: try columns(1))
    case "one_hot": return .oneHot(columns: try columns(2))
    case "type":
      let name = try entry.text(node, "A type")
      guard Rule.Kind.isType(name) else {
        throw entry.error(node, "Unknown type. Use \(Rule.Kind.typeNames).")
      }
      return .type(column: try column(), name: name)
    case "range": return try range(column(), node, &entry)
    case "set": return .set(column: try column(), values: try entry.literals(node))
    case "regex": return .regex(column: try column(), pattern: try entry.pattern(node))
    case "inequality":
      try refuseColumns()
      let condition = try entry.condition(node)
      guard condition.isInequality else {
        throw entry.error(
          node, "An inequality compares by <, <=, >, >=, == or !=. Use condition for anything else.")
      }
      return .inequality(condition)
    case "condition":
      try refuseColumns()
      return .condition(try entry.condition(node))
    case "formula":
      try refuseColumns()
      guard case .comparison(let left, .equal, let right) = try entry.condition(node) else {
        throw entry.error(node, "A formula is an equation: total == a + b.")
      }
      var tolerance: Double?
      if let node = entry.take("tolerance") {
        guard let value = Double(try entry.text(node, "A tolerance")), value >= 0, value.isFinite else {
          throw entry.error(node, "A tolerance is a number from 0 on.")
        }
        tolerance = value
      }
      return .formula(left, right, tolerance: tolerance)
    case "if":
      try refuseColumns()
      guard let then = entry.take("then") else {
        throw entry.error(node, "if needs then: CONDITION beside it.")
      }
      return .conditional(if: try entry.condition(node), then: try entry.condition(then))
    case "combinations": return try combinations(columns(2), &entry)
    case "increments": return try increments(column(), node, &entry)
    case "monotone":
      let word = try entry.text(node, "monotone")
      guard ["true", "increasing", "decreasing"].contains(word) else {
        throw entry.error(node, "monotone is increasing or decreasing.")
      }
      return .monotone(
        column: try column(), decreasing: word == "decreasing", strictly: try entry.flag("strict") ?? false)
    default:
      try refuseColumns()
      return try functional(node, entry)
    }
  }

  private func range(_ column: String, _ node: Node, _ entry: inout RuleEntry) throws -> Rule.Kind {
    if let bounds = node.sequence {
      guard bounds.count == 2 else {
        throw entry.error(node, "A range has two bounds: [0, 120], or {min: 0}.")
      }
      return .range(
        column: column, minimum: try entry.literal(bounds[0]), maximum: try entry.literal(bounds[1]),
        isOpen: false)
    }
    guard let mapping = node.mapping else {
      throw entry.error(node, "A range is written {min: 0, max: 120}; one of them may be left out.")
    }
    var bounds = RuleEntry(mapping, file: file, number: entry.number, mark: node.mark)
    let minimum = try bounds.take("min").map { try bounds.literal($0) }
    let maximum = try bounds.take("max").map { try bounds.literal($0) }
    let isOpen = try bounds.flag("open") ?? false
    try bounds.refuseOthers("min, max and open")
    guard minimum != nil || maximum != nil else {
      throw entry.error(node, "A range has a min, a max, or both.")
    }
    return .range(column: column, minimum: minimum, maximum: maximum, isOpen: isOpen)
  }

  private func combinations(_ columns: [String], _ entry: inout RuleEntry) throws -> Rule.Kind {
    if let node = entry.take("file") {
      let name = try entry.text(node, "A file's name")
      // Beside the file of rules.
      let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
      return .combinations(columns: columns, reference: .file(name.hasPrefix("/") ? name : folder + name))
    }
    guard let node = entry.take("rows") else { return .combinations(columns: columns, reference: .data) }
    guard let sequence = node.sequence, !sequence.isEmpty else {
      throw entry.error(node, "rows is a list of lists: [[a, 1], [b, 2]].")
    }
    var rows: [[Literal?]] = []
    for item in sequence {
      let values = try entry.literals(item)
      guard values.count == columns.count else {
        throw entry.error(item, "A row has \(values.count) values, but there are \(columns.count) columns.")
      }
      rows.append(values)
    }
    return .combinations(columns: columns, reference: .rows(rows))
  }

  private func increments(_ column: String, _ node: Node, _ entry: inout RuleEntry) throws -> Rule.Kind {
    var (step, start): (Literal, Literal?)
    if let mapping = node.mapping {
      var parts = RuleEntry(mapping, file: file, number: entry.number, mark: node.mark)
      guard let stated = parts.take("step") else {
        throw entry.error(node, "increments is a step, or {step: 5, start: 0}.")
      }
      step = try parts.literal(stated)
      start = try parts.take("start").map { try parts.literal($0) }
      try parts.refuseOthers("step and start")
    } else {
      (step, start) = (try entry.literal(node), nil)
    }
    guard case .number(let text) = step, let number = ExactNumber(text), number.double > 0 else {
      throw entry.error(node, "A step is a number above zero.")
    }
    if let start, case .string = start { throw entry.error(node, "A start is a number.") }
    step = .number(text)
    return .increments(column: column, step: step, start: start ?? .number("0"))
  }

  private func functional(_ node: Node, _ entry: RuleEntry) throws -> Rule.Kind {
    func refused() -> RuleFileError { entry.error(node, "A dependency is written [a, b] -> c.") }
    if let mapping = node.mapping {
      var parts = RuleEntry(mapping, file: file, number: entry.number, mark: node.mark)
      guard let from = parts.take("from"), let to = parts.take("to") else { throw refused() }
      try parts.refuseOthers("from and to")
      return .functional(from: try parts.names(from), to: try parts.names(to))
    }
    guard let text = node.scalar?.string, let arrow = text.firstRange(of: "->") else { throw refused() }
    func names(_ text: Substring) throws -> [String] {
      let node = try? compose(yaml: String(text).trimmed)
      guard let node else { throw refused() }
      if let sequence = node.sequence { return sequence.compactMap(\.scalar?.string) }
      let names = (node.scalar?.string ?? "").split(separator: ",").map { String($0).trimmed }
      guard !names.isEmpty, names.allSatisfy({ !$0.isEmpty }) else { throw refused() }
      return names
    }
    let (from, to) = (try names(text[..<arrow.lowerBound]), try names(text[arrow.upperBound...]))
    guard !from.isEmpty, !to.isEmpty, Set(from).isDisjoint(with: to) else { throw refused() }
    return .functional(from: from, to: to)
  }
}

extension String {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

extension YamlError {
  fileprivate var mark: Mark? {
    switch self {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark
    case .duplicatedKeysInMapping(_, let context): context.mark
    default: nil
    }
  }
}
