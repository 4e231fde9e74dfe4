internal import Rules
internal import Yams

/// One rule's mapping. Keys are taken from it one by one; what is left is unknown.
struct RuleEntry {
  let file: String
  let number: Int
  let mark: Mark?
  private var rest: [(key: Node, value: Node)]

  init(_ mapping: Node.Mapping, file: String, number: Int, mark: Mark?) {
    self.file = file
    self.number = number
    self.mark = mark
    rest = Array(mapping)
  }

  func error(_ node: Node?, _ message: String, offset: Int = 0) -> RuleFileError {
    let mark = node?.mark ?? mark
    return RuleFileError(
      file: file, line: mark?.line, column: mark.map { $0.column + offset }, rule: number, message: message)
  }

  var keys: [String] { rest.map { $0.key.scalar?.string ?? "" } }

  func has(_ key: String) -> Bool { keys.contains(key) }

  mutating func take(_ key: String) -> Node? {
    guard let index = rest.firstIndex(where: { $0.key.scalar?.string == key }) else { return nil }
    return rest.remove(at: index).value
  }

  func text(_ node: Node, _ what: String) throws -> String {
    guard let scalar = node.scalar else {
      throw error(node, "\(what) is a single value. Quote it if need be.")
    }
    return scalar.string
  }

  func names(_ node: Node) throws -> [String] {
    if let scalar = node.scalar { return [scalar.string] }
    guard let sequence = node.sequence, !sequence.isEmpty else {
      throw error(node, "The name of a column belongs here, or a list of names.")
    }
    var names: [String] = []
    for item in sequence {
      let name = try text(item, "A column's name")
      guard !names.contains(name) else { throw error(item, "The column stands twice. Remove one.") }
      names.append(name)
    }
    return names
  }

  mutating func flag(_ key: String) throws -> Bool? {
    guard let node = take(key) else { return nil }
    guard let value = Bool(try text(node, key)) else { throw error(node, "\(key): Write true or false.") }
    return value
  }

  func literal(_ node: Node) throws -> Literal {
    guard let scalar = node.scalar else {
      throw error(node, "A single value belongs here. Quote it if need be.")
    }
    let isPlain = scalar.style == .plain || scalar.style == .any
    if isPlain, ["null", "~", ""].contains(scalar.string) {
      throw error(node, "A missing value breaks no such rule. Leave it out, or quote the text.")
    }
    return isPlain && ExactNumber(scalar.string) != nil ? .number(scalar.string) : .string(scalar.string)
  }

  func literals(_ node: Node) throws -> [Literal] {
    guard let sequence = node.sequence, !sequence.isEmpty else {
      throw error(node, "A list of values belongs here: [a, b].")
    }
    return try sequence.map { item in try literal(item) }
  }

  /// Where a character of a scalar's text stands in the file, if the text stands in one line as it is.
  private func offset(_ node: Node, _ column: Int) -> Int {
    switch node.scalar?.style {
    case .singleQuoted, .doubleQuoted: column
    case .literal, .folded: 0
    default: column - 1
    }
  }

  private func located<Value>(_ node: Node, _ parse: (String) throws -> Value) throws -> Value {
    do {
      return try parse(try text(node, "A condition"))
    } catch let found as ConditionError {
      throw error(node, found.message, offset: offset(node, found.column ?? 1))
    } catch let found as RegexError {
      throw error(node, found.description, offset: offset(node, found.column))
    }
  }

  func condition(_ node: Node) throws -> Condition { try located(node) { try Condition(parsing: $0) } }

  func pattern(_ node: Node) throws -> String {
    guard node.scalar != nil else {
      throw error(node, "A pattern is a text. Put it in single quotes: '[A-Z]{2}'.")
    }
    return try located(node) { pattern in
      _ = try RegexAutomaton(pattern)
      return pattern
    }
  }

  /// Throws if a key is left that was not taken.
  func refuseOthers(_ known: String) throws {
    guard let (key, _) = rest.first else { return }
    let name = key.scalar?.string ?? "that is no text"
    throw error(key, "Unknown key \(name) beside \(known). Correct its spelling, or remove it.")
  }
}
