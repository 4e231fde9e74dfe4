internal import Tabular
internal import Yams

/// A schema from a file's text.
struct SchemaReading {
  let file: String

  func schema(_ text: String) throws(SchemaFileError) -> Schema {
    let root: Node?
    do {
      root = try compose(yaml: text)
    } catch {
      throw SchemaFileError(
        file: file, line: (error as? YamlError)?.line,
        message: "The text is not valid YAML. Check indentation, quotes and keys that stand twice.")
    }
    guard let mapping = root?.mapping else {
      throw SchemaFileError(file: file, line: 1, message: "A schema is a mapping with version and columns.")
    }
    var entry = SchemaEntry(mapping, file: file, column: nil, line: root?.mark?.line)
    let version: String = try entry.required("version", "the number of the format")
    guard version == String(SchemaFile.version) else {
      throw entry.error(
        "version",
        "This program reads version \(SchemaFile.version). Write the schema again, or get a newer program.")
    }
    guard let columns = entry.take("columns")?.sequence else {
      throw entry.error("columns", "A list of columns is required. Start each with \"- name: ...\".")
    }
    let functional = entry.take("functional")
    try entry.refuseOthers("version, columns and functional")
    var fields: [Field] = []
    var names = Set<String>()
    for (index, node) in columns.enumerated() {
      guard let mapping = node.mapping else {
        throw SchemaFileError(
          file: file, line: node.mark?.line, column: "entry \(index + 1)",
          message: "A column is a mapping. Start it with \"- name: ...\".")
      }
      var column = SchemaEntry(mapping, file: file, column: "entry \(index + 1)", line: node.mark?.line)
      let name: String = try column.required("name", "the column's name")
      column.column = name
      guard !name.isEmpty else { throw column.error("name", "The name is empty. Give the column's name.") }
      guard names.insert(name).inserted else {
        throw column.error("name", "The column is listed twice. Remove one of the two.")
      }
      fields.append(try field(name, &column))
    }
    guard !fields.isEmpty else {
      throw entry.error("columns", "The list is empty. List at least one column.")
    }
    var schema = Schema(fields)
    if let functional {
      schema.functional = try FunctionalReading(file: file, names: names).dependencies(functional)
    }
    return schema
  }

  private func field(_ name: String, _ entry: inout SchemaEntry) throws(SchemaFileError) -> Field {
    let type = try self.type(&entry)
    var field = Field(name: name, type: type)
    field.missing = try entry.string("missing")
    field.domain = try domain(type, &entry)
    try entry.refuseOthers("the keys of type \(type.name)")
    return field
  }

  private func type(_ entry: inout SchemaEntry) throws(SchemaFileError) -> FieldType {
    let name: String = try entry.required("type", "the column's type")
    switch name {
    case "boolean": return .boolean
    case "int64": return .int64
    case "categorical": return .categorical
    case "decimal":
      let scale = try entry.integer("decimals", 0...18) ?? 0
      return .decimal(scale: scale, minimumDigits: try entry.integer("minimum_decimals", 0...scale) ?? 0)
    case "float64": return .float64(plainIntegers: try entry.boolean("plain_integers") ?? false)
    case "date", "timestamp":
      let pattern: String = try entry.required("format", "the spelling, such as \"%Y-%m-%d\"")
      guard let format = TemporalFormat(pattern: pattern) else {
        throw entry.error(
          "format", "Not a date format. Use %Y, %m, %d, %H, %M, %S, %3f, %-m, %-d, %-H and literals.")
      }
      guard format.hasTime == (name == "timestamp") else {
        throw entry.error(
          "format",
          format.hasTime
            ? "A date has no time of day. Use type timestamp." : "A timestamp needs %H:%M. Use type date.")
      }
      return name == "date" ? .date(format: format) : .timestamp(format: format)
    case "identifier": return .identifier(space: try identifierSpace(&entry))
    case "text": return .text(emission: try emission(&entry))
    default:
      throw entry.error(
        "type",
        "Unknown type. Use boolean, int64, decimal, float64, date, timestamp, categorical, identifier or text."
      )
    }
  }

  private func identifierSpace(_ entry: inout SchemaEntry) throws(SchemaFileError) -> IdentifierSpace {
    if let text = try entry.string("pattern") {
      guard let pattern = IdentifierPattern(pattern: text) else {
        throw entry.error(
          "pattern", "Not an identifier pattern. Use literals, [0-9]{6} and the like, and one [1-9][0-9]*.")
      }
      return .strings(pattern: pattern)
    }
    guard let text = try entry.string("minimum") else { return .integers(minimum: 1) }
    guard let minimum = ValueSpelling(.int64)?.value(text) else {
      throw entry.error("minimum", "Not a 64-bit integer. Write plain digits.")
    }
    return .integers(minimum: minimum)
  }

  private func emission(_ entry: inout SchemaEntry) throws(SchemaFileError) -> TextEmission {
    guard let node = entry.take("emit") else { return .constant(value: "") }
    if node.scalar?.string == "drop" { return .drop }
    if let pair = node.mapping?.first, node.mapping?.count == 1, let value = pair.value.scalar?.string {
      if pair.key.scalar?.string == "constant" { return .constant(value: value) }
      if pair.key.scalar?.string == "template" { return .template(value: value) }
    }
    throw entry.error("emit", "Use drop, {constant: \"...\"} or {template: \"...{row}...\"}.")
  }

  private func domain(_ type: FieldType, _ entry: inout SchemaEntry) throws(SchemaFileError) -> Field.Domain?
  {
    switch type {
    case .text, .identifier: return nil
    case .boolean, .categorical: return try levels(type, &entry)
    case .float64: return try reals(&entry)
    case .int64, .decimal, .date, .timestamp: return try integers(type, &entry)
    }
  }

  private func levels(_ type: FieldType, _ entry: inout SchemaEntry) throws(SchemaFileError) -> Field.Domain?
  {
    let ordered = type == .categorical ? try entry.boolean("ordered") : nil
    guard let values = try entry.strings("levels") else {
      guard ordered != true else {
        throw entry.error("ordered", "The order is that of levels. List them, too.")
      }
      return nil
    }
    guard Set(values).count == values.count else {
      throw entry.error("levels", "A level stands twice. Remove one.")
    }
    if type == .boolean, values.count != 2 {
      throw entry.error("levels", "A boolean has two levels. List the spelling of false, then that of true.")
    }
    guard !values.isEmpty else {
      throw entry.error("levels", "The list is empty. List the levels, or leave the key out.")
    }
    return .levels(values: values, ordered: ordered ?? false)
  }

  private func reals(_ entry: inout SchemaEntry) throws(SchemaFileError) -> Field.Domain? {
    guard
      let bounds = try bounds(&entry, { Double($0).flatMap { $0.isFinite ? $0 : nil } }, "a finite number")
    else { return nil }
    return .reals(
      minimum: bounds.0 ?? -.greatestFiniteMagnitude, maximum: bounds.1 ?? .greatestFiniteMagnitude)
  }

  private func integers(_ type: FieldType, _ entry: inout SchemaEntry) throws(SchemaFileError) -> Field
    .Domain?
  {
    guard let spelling = ValueSpelling(type),
      let bounds = try bounds(&entry, spelling.value, "spelt as the column's values are")
    else { return nil }
    return .integers(minimum: bounds.0 ?? .min, maximum: bounds.1 ?? .max)
  }

  /// Either bound may be left out; `nil` if both are.
  private func bounds<Value: Comparable>(
    _ entry: inout SchemaEntry, _ parse: (String) -> Value?, _ expectation: String
  ) throws(SchemaFileError) -> (Value?, Value?)? {
    var values: [Value?] = []
    for key in ["minimum", "maximum"] {
      guard let text = try entry.string(key) else {
        values.append(nil)
        continue
      }
      guard let value = parse(text) else {
        throw entry.error(key, "The bound is not \(expectation). Correct it.")
      }
      values.append(value)
    }
    if let minimum = values[0], let maximum = values[1], minimum > maximum {
      throw entry.error("minimum", "The minimum is above the maximum. Swap them.")
    }
    return values.allSatisfy { $0 == nil } ? nil : (values[0], values[1])
  }
}

extension YamlError {
  var line: Int? {
    switch self {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
    default: nil
    }
  }
}
