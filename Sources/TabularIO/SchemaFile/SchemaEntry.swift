internal import Yams

/// One mapping of a schema file. Keys are taken from it one by one; what is left is unknown.
struct SchemaEntry {
  let file: String
  /// How errors name the entry; `nil` for the file's top level.
  var column: String?
  private let line: Int?
  private var rest: [(key: Node, value: Node)]
  private var lines: [String: Int] = [:]

  init(_ mapping: Node.Mapping, file: String, column: String?, line: Int?) {
    self.file = file
    self.column = column
    self.line = line
    rest = Array(mapping)
    for (key, _) in rest {
      if let name = key.scalar?.string, let line = key.mark?.line { lines[name] = line }
    }
  }

  func error(_ key: String?, _ message: String) -> SchemaFileError {
    SchemaFileError(
      file: file, line: key.flatMap { lines[$0] } ?? line, column: column, key: key, message: message)
  }

  mutating func take(_ key: String) -> Node? {
    guard let index = rest.firstIndex(where: { $0.key.scalar?.string == key }) else { return nil }
    return rest.remove(at: index).value
  }

  /// A scalar's text, as written.
  mutating func string(_ key: String) throws(SchemaFileError) -> String? {
    guard let node = take(key) else { return nil }
    guard let scalar = node.scalar else {
      throw error(key, "A single value is required here. Quote it if need be.")
    }
    return scalar.string
  }

  mutating func required(_ key: String, _ what: String) throws(SchemaFileError) -> String {
    guard let text = try string(key) else { throw error(key, "The key is missing. State \(what).") }
    return text
  }

  mutating func integer(_ key: String, _ range: ClosedRange<Int>) throws(SchemaFileError) -> Int? {
    guard let text = try string(key) else { return nil }
    guard let value = Int(text), range.contains(value) else {
      throw error(key, "Write a whole number from \(range.lowerBound) to \(range.upperBound).")
    }
    return value
  }

  mutating func boolean(_ key: String) throws(SchemaFileError) -> Bool? {
    guard let text = try string(key) else { return nil }
    guard let value = Bool(text) else { throw error(key, "Write true or false.") }
    return value
  }

  mutating func strings(_ key: String) throws(SchemaFileError) -> [String]? {
    guard let node = take(key) else { return nil }
    guard let sequence = node.sequence else { throw error(key, "A list is required here.") }
    var values: [String] = []
    for item in sequence {
      guard let scalar = item.scalar else {
        throw error(key, "Each item is a single value. Quote it if need be.")
      }
      values.append(scalar.string)
    }
    return values
  }

  /// Throws if a key is left that was not taken.
  func refuseOthers(_ known: String) throws(SchemaFileError) {
    guard let (key, _) = rest.first else { return }
    let name = key.scalar?.string ?? "a key that is no string"
    throw error(name, "Unknown key: not one of \(known). Correct its spelling, or remove it.")
  }
}
