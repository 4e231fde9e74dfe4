internal import Tabular

/// The text of a schema file.
enum SchemaWriting {
  static func text(_ schema: Schema) -> String {
    var text =
      "# Inferred from the data: every bound and level below is taken from real rows. "
      + "Edit freely; see docs/schema.md. Not public, so no schema for --epsilon, before it has been reviewed."
      + "\nversion: \(SchemaFile.version)\ncolumns:\n"
    for field in schema.fields {
      text += "  - name: \(quoted(field.name))\n"
      for line in lines(field) { text += "    \(line)\n" }
    }
    if !schema.functional.isEmpty { text += "functional:\n" }
    for dependency in schema.functional {
      let (from, to) = (dependency.from.map(quoted), dependency.to.map(quoted))
      text += "  - {from: [\(from.joined(separator: ", "))], to: [\(to.joined(separator: ", "))]}\n"
    }
    return text
  }

  private static func lines(_ field: Field) -> [String] {
    var lines = ["type: \(field.type.name)"]
    switch field.type {
    case .boolean, .int64, .categorical: break
    case .decimal(let scale, let minimumDigits):
      lines += ["decimals: \(scale)", "minimum_decimals: \(minimumDigits)"]
    case .float64(let plainIntegers): lines += ["plain_integers: \(plainIntegers)"]
    case .date(let format), .timestamp(let format): lines += ["format: \(quoted(format.pattern))"]
    case .identifier(.integers(let minimum)): lines += ["minimum: \(minimum)"]
    case .identifier(.strings(let pattern)): lines += ["pattern: \(quoted(pattern.pattern))"]
    case .text(let emission): lines += ["emit: \(self.emission(emission))"]
    }
    lines += domain(field)
    if let missing = field.missing { lines += ["missing: \(quoted(missing))"] }
    return lines
  }

  private static func emission(_ emission: TextEmission) -> String {
    switch emission {
    case .drop: "drop"
    case .constant(let value): "{constant: \(quoted(value))}"
    case .template(let value): "{template: \(quoted(value))}"
    }
  }

  private static func domain(_ field: Field) -> [String] {
    switch field.domain {
    case nil: return []
    case .integers(let minimum, let maximum):
      guard let spelling = ValueSpelling(field.type) else { return [] }
      // The ends of the storage stand for a bound that was left out.
      return bound("minimum", minimum == .min ? nil : spelling.text(minimum), field.type)
        + bound("maximum", maximum == .max ? nil : spelling.text(maximum), field.type)
    case .reals(let minimum, let maximum):
      let limit = Double.greatestFiniteMagnitude
      return bound("minimum", minimum == -limit ? nil : "\(minimum)", field.type)
        + bound("maximum", maximum == limit ? nil : "\(maximum)", field.type)
    case .levels(let values, let ordered):
      guard values.count <= SchemaFile.writtenLevels || field.type == .boolean else { return [] }
      let lines = values.isEmpty ? ["levels: []"] : ["levels:"] + values.map { "  - \(quoted($0))" }
      return lines + (ordered ? ["ordered: true"] : [])
    }
  }

  private static func bound(_ key: String, _ text: String?, _ type: FieldType) -> [String] {
    guard let text else { return [] }
    switch type {
    case .date, .timestamp: return ["\(key): \(quoted(text))"]
    default: return ["\(key): \(text)"]
    }
  }

  /// A double-quoted YAML scalar.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      // Controls, line and paragraph separators and the byte order mark are not printable in YAML.
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFE}",
        "\u{FFFF}":
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
