internal import Tabular
internal import Yams

/// The functional dependencies of a schema file: `education -> education-num`, `[a, b] -> c`, or a mapping of `from` and
/// `to`, where a name has a comma, a bracket or an arrow.
struct FunctionalReading {
  let file: String
  let names: Set<String>

  func dependencies(_ node: Node) throws(SchemaFileError) -> [FunctionalDependency] {
    guard let items = node.sequence else { throw error(node, "A list is required, such as [\"a -> b\"].") }
    var dependencies: [FunctionalDependency] = []
    for item in items {
      let dependency = try self.dependency(item)
      guard !dependency.from.isEmpty, !dependency.to.isEmpty else {
        throw error(item, "Name at least one column on either side of the arrow.")
      }
      for name in dependency.names where !names.contains(name) {
        throw error(item, "There is no column \"\(ColumnPlace.shown(name))\". Check its spelling.")
      }
      guard Set(dependency.names).count == dependency.names.count else {
        throw error(item, "A column stands twice. Remove one of the two.")
      }
      dependencies.append(dependency)
    }
    return dependencies
  }

  private func dependency(_ item: Node) throws(SchemaFileError) -> FunctionalDependency {
    if let text = item.scalar?.string {
      guard let arrow = text.firstRange(of: "->") else {
        throw error(item, "There is no arrow. Write \"a -> b\": a decides b.")
      }
      return FunctionalDependency(from: side(text[..<arrow.lowerBound]), to: side(text[arrow.upperBound...]))
    }
    guard let mapping = item.mapping else { throw error(item, "Write \"a -> b\", or {from: [a], to: [b]}.") }
    var entry = SchemaEntry(mapping, file: file, column: nil, line: item.mark?.line)
    let dependency = FunctionalDependency(from: try list("from", &entry), to: try list("to", &entry))
    try entry.refuseOthers("from and to")
    return dependency
  }

  private func list(_ key: String, _ entry: inout SchemaEntry) throws(SchemaFileError) -> [String] {
    guard let node = entry.take(key) else { throw entry.error(key, "The key is missing. Name the columns.") }
    if let name = node.scalar?.string { return [name] }
    var names: [String] = []
    for item in node.sequence ?? [] {
      guard let name = item.scalar?.string else { throw entry.error(key, "Each item is a column's name.") }
      names.append(name)
    }
    return names
  }

  /// `a`, or `[a, b]`.
  private func side(_ text: Substring) -> [String] {
    func trimmed(_ text: Substring) -> Substring {
      var text = text.drop { $0 == " " }
      while text.last == " " { text.removeLast() }
      return text
    }
    let text = trimmed(text)
    guard text.first == "[", text.last == "]", text.count >= 2 else {
      return text.isEmpty ? [] : [String(text)]
    }
    return text.dropFirst().dropLast().split(separator: ",").map { String(trimmed($0)) }
  }

  private func error(_ node: Node, _ message: String) -> SchemaFileError {
    SchemaFileError(file: file, line: node.mark?.line, key: "functional", message: message)
  }
}
