public import Tabular

extension SDVMetadata {
  /// SDV metadata (V1) of a table with this schema, as JSON.
  ///
  /// It holds types and formats only: no bound and no level but those that the schema states to be ordered.
  /// The first column of identifiers that has no missing value becomes the primary key.
  public static func json(for schema: Schema, table name: String = "table") -> String {
    var lines = schema.fields.map { field in
      "        \(quoted(field.name)): {"
        + members(field).map { "\(quoted($0)): \($1)" }.joined(separator: ", ")
        + "}"
    }
    for index in lines.indices.dropLast() { lines[index] += "," }
    let key = schema.fields.first { field in
      if case .identifier = field.type { field.missing == nil } else { false }
    }
    let primaryKey = key.map { ",\n      \"primary_key\": \(quoted($0.name))" } ?? ""
    return """
      {
        "METADATA_SPEC_VERSION": "V1",
        "tables": {
          \(quoted(name)): {
            "columns": {
      \(lines.joined(separator: "\n"))
            }\(primaryKey)
          }
        },
        "relationships": []
      }

      """
  }

  private static func members(_ field: Field) -> [(String, String)] {
    func type(_ name: String) -> (String, String) { ("sdtype", quoted(name)) }
    switch field.type {
    case .boolean: return [type("boolean")]
    case .int64: return [type("numerical"), ("computer_representation", quoted("Int64"))]
    case .decimal, .float64: return [type("numerical"), ("computer_representation", quoted("Float"))]
    case .date(let format), .timestamp(let format):
      return [type("datetime"), ("datetime_format", quoted(format.strftime))]
    case .categorical:
      guard case .levels(let values, ordered: true) = field.domain else { return [type("categorical")] }
      return [type("categorical"), ("order", "[" + values.map(quoted).joined(separator: ", ") + "]")]
    case .identifier(.integers): return [type("id")]
    case .identifier(.strings(let pattern)): return [type("id"), ("regex_format", quoted(pattern.pattern))]
    // SDV has no free text: it makes up something else for personal data of no known kind.
    case .text: return [type("unknown"), ("pii", "true")]
    }
  }

  private static func quoted(_ text: String) -> String {
    String(decoding: JSONCellText().spelling(Array(text.utf8)), as: UTF8.self)
  }
}

extension TemporalFormat {
  /// The pattern in the words of C and Python, which read numbers without padding, too.
  fileprivate var strftime: String {
    let bytes = elements.flatMap { element -> [UInt8] in
      switch element {
      case .year: Array("%Y".utf8)
      case .month: Array("%m".utf8)
      case .day: Array("%d".utf8)
      case .hour: Array("%H".utf8)
      case .minute: Array("%M".utf8)
      case .second: Array("%S".utf8)
      case .fraction: Array("%f".utf8)
      case .literal(UInt8(ascii: "%")): Array("%%".utf8)
      case .literal(let byte): [byte]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
