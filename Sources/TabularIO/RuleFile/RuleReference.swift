public import Rules
public import Tabular

extension RuleFile {
  /// The combinations that a rule refers to, as a table of the rule's columns stored like those of `schema`; `nil` for a
  /// rule that refers to the data, or to nothing.
  /// - Throws: `RuleError` with `.reference`, and what reading the file throws.
  public static func reference(_ rule: Rule, schema: Schema, threads: Int) throws -> Table? {
    guard case .combinations(let names, let reference) = rule.kind else { return nil }
    let fields = try names.map { name -> Field in
      guard let index = schema.index(of: name) else {
        throw RuleError(.binding, rule, "There is no column \"\(ColumnPlace.shown(name))\".")
      }
      return schema.fields[index]
    }
    switch reference {
    case .data: return nil
    case .rows(let rows): return try table(rows, fields, rule)
    case .file(let path): return try combinations(path: path, fields, rule, threads: threads)
    }
  }

  /// The combinations of a table in a file, as above.
  public static func combinations(path: String, _ fields: [Field], _ rule: Rule, threads: Int) throws -> Table
  {
    let read = try TableReader(TableReader.Options(threads: threads)).read(
      path: path, comparedWith: Schema(fields), missing: [])
    return try combinations(of: read.table, fields, rule)
  }

  /// The rule's columns of a table, stored like `fields`.
  public static func combinations(of table: Table, _ fields: [Field], _ rule: Rule) throws -> Table {
    let columns = try fields.map { field -> Column in
      guard let index = table.schema.index(of: field.name) else {
        throw RuleError(
          .reference, rule,
          "The reference has no column \"\(ColumnPlace.shown(field.name))\". Its columns are: "
            + table.schema.fields.map { ColumnPlace.shown($0.name) }.joined(separator: ", ") + ".")
      }
      let (found, column) = (table.schema.fields[index].type, table.columns[index])
      guard let stored = column.stored(found, as: field.type) else {
        throw RuleError(
          .reference, rule,
          "column \"\(ColumnPlace.shown(field.name))\" is \(field.type.name) in the data, but \(found.name) in the "
            + "reference. State the data's type with --schema.")
      }
      return stored
    }
    return Table(schema: Schema(fields), rowCount: table.rowCount, columns: columns)
  }

  private static func table(_ rows: [[Literal?]], _ fields: [Field], _ rule: Rule) throws -> Table {
    let columns = try fields.indices.map { index -> Column in
      let texts = rows.map { $0[index]?.written ?? "" }
      let validity = Bitmap(count: rows.count) { rows[$0][index] != nil }
      func numbers<Value>(_ parse: (String) -> Value?, _ empty: Value) throws -> [Value] {
        try texts.indices.map { row in
          guard validity[row] else { return empty }
          guard let value = parse(texts[row]) else {
            throw RuleError(
              .binding, rule,
              "A combination does not fit column \"\(ColumnPlace.shown(fields[index].name))\" of type "
                + "\(fields[index].type.name). Write it as the column does.")
          }
          return value
        }
      }
      switch fields[index].type {
      case .boolean, .categorical, .text:
        let levels = StringArray(texts)
        return Column(.codes(texts.indices.map { Int32($0) }, levels: levels), validity: validity)
      case .identifier(.strings): return Column(.strings(StringArray(texts)), validity: validity)
      case .float64: return Column(.float64(try numbers({ Double($0) }, 0)), validity: validity)
      case .identifier(.integers): return Column(.int64(try numbers({ Int64($0) }, 0)), validity: validity)
      case let type: return Column(.int64(try numbers({ type.value(of: $0) }, 0)), validity: validity)
      }
    }
    return Table(schema: Schema(fields), rowCount: rows.count, columns: columns)
  }
}

extension Literal {
  /// As it was written.
  fileprivate var written: String {
    switch self {
    case .number(let text), .string(let text): text
    }
  }
}

extension Column {
  /// The same values as a column of `type` stores them; `nil` where they cannot be.
  fileprivate func stored(_ own: FieldType, as type: FieldType) -> Column? {
    func scale(_ type: FieldType) -> Int? {
      switch type {
      case .int64, .identifier(.integers): 0
      case .decimal(let scale, _): scale
      default: nil
      }
    }
    switch (values, type) {
    case (.codes, .boolean), (.codes, .categorical), (.codes, .text), (.codes, .identifier(.strings)),
      (.strings, .identifier(.strings)), (.strings, .categorical), (.strings, .text), (.float64, .float64):
      return self
    case (.int64(let values), .float64):
      guard let digits = scale(own) else { return nil }
      let divisor = (0..<digits).reduce(1.0) { power, _ in power * 10 }
      return Column(.float64(values.map { Double($0) / divisor }), validity: validity)
    case (.int64(let values), _):
      if let from = scale(own), let to = scale(type), from <= to {
        let factor = (0..<(to - from)).reduce(Int64(1)) { power, _ in power * 10 }
        return Column(
          .int64(values.map { $0.multipliedReportingOverflow(by: factor).partialValue }), validity: validity)
      }
      switch (own, type) {
      case (.date, .date): return self
      case (.timestamp(let first), .timestamp(let second)) where first.fractionDigits == second.fractionDigits:
        return self
      default: return nil
      }
    default: return nil
    }
  }
}
