internal import Tabular

/// One schema for the rows of several sources, and how theirs become rows of it.
struct JoinedSchema: Sendable {
  let schema: Schema
  /// For each source and each column of the schema: the source's column, and the type it has there.
  private let columns: [[(index: Int, type: FieldType)]]

  /// A table of no rows.
  var empty: Table {
    Table(schema: schema, rowCount: 0, columns: schema.fields.map { Column(empty: $0.type) })
  }

  /// The columns of the first source in its order, each with a type that holds the values of all sources.
  init(_ sources: [(name: String, schema: Schema)]) throws(TierError) {
    var fields = sources[0].schema.fields
    let first = sources[0].name
    for (name, schema) in sources.dropFirst() {
      let names = Set(fields.map(\.name))
      if let further = schema.fields.first(where: { !names.contains($0.name) }) {
        throw TierError(
          source: name, column: further.name,
          message:
            "\(first) has no column of this name. It has: \(fields.map(\.name).joined(separator: ", ")).")
      }
      for index in fields.indices {
        guard let own = schema.index(of: fields[index].name) else {
          throw TierError(
            source: name, column: fields[index].name,
            message: "\(first) has this column, and here there is none of this name. "
              + "There are: \(schema.fields.map(\.name).joined(separator: ", ")).")
        }
        let other = schema.fields[own]
        guard let type = fields[index].type.joined(with: other.type) else {
          throw TierError(
            source: name, column: other.name,
            message: "The column is \(other.type.name) here and \(fields[index].type.name) in \(first), "
              + "and no type holds both.")
        }
        fields[index].type = type
        fields[index].missing = fields[index].missing ?? other.missing
        if fields[index].domain != other.domain { fields[index].domain = nil }
      }
    }
    schema = Schema(fields)
    columns = sources.map { source in
      fields.map { field in
        let index = source.schema.index(of: field.name)!
        return (index, source.schema.fields[index].type)
      }
    }
  }

  /// Rows of source `source` as rows of the schema.
  func converted(_ table: Table, of source: Int) -> Table {
    Table(
      schema: schema, rowCount: table.rowCount,
      columns: zip(columns[source], schema.fields).map { own, field in
        table.columns[own.index].converted(from: own.type, to: field.type)
      })
  }
}

extension FieldType {
  /// A type for the values of both; `nil` if there is none.
  fileprivate func joined(with other: FieldType) -> FieldType? {
    if self == other { return self }
    switch (self, other) {
    case (.identifier(.integers(let a)), .identifier(.integers(let b))):
      return .identifier(space: .integers(minimum: Swift.min(a, b)))
    case (.identifier(.integers), .identifier(.strings)), (.identifier(.strings), .identifier(.integers)):
      return nil
    // Made anew for every row.
    case (.identifier(.integers), .int64), (.identifier(.strings), .categorical),
      (.identifier(.strings), .text),
      (.identifier(.strings), .identifier(.strings)):
      return self
    case (.int64, .identifier(.integers)), (.categorical, .identifier(.strings)),
      (.text, .identifier(.strings)):
      return other
    case (.int64, .decimal(let scale, _)), (.decimal(let scale, _), .int64):
      return .decimal(scale: scale, minimumDigits: 0)
    case (.decimal(let scale, let digits), .decimal(let scale2, let digits2)):
      return .decimal(scale: Swift.max(scale, scale2), minimumDigits: Swift.min(digits, digits2))
    case (.int64, .float64), (.float64, .int64): return .float64(plainIntegers: true)
    case (.decimal, .float64), (.float64, .decimal): return .float64(plainIntegers: true)
    case (.float64(let a), .float64(let b)): return .float64(plainIntegers: a || b)
    // Days are days, however they are spelt.
    case (.date, .date): return self
    case (.timestamp(let a), .timestamp(let b)): return a.fractionDigits >= b.fractionDigits ? self : other
    case (.boolean, .categorical), (.categorical, .boolean): return .categorical
    case (.categorical, .text), (.text, .categorical): return .categorical
    case (.text, .text): return self
    default: return nil
    }
  }
}

extension Column {
  fileprivate init(empty type: FieldType) {
    switch type {
    case .int64, .decimal, .date, .timestamp, .identifier(.integers): self.init(.int64([]))
    case .float64: self.init(.float64([]))
    case .boolean, .categorical, .text: self.init(.codes([], levels: StringArray()))
    case .identifier(.strings): self.init(.strings(StringArray()))
    }
  }

  fileprivate func converted(from type: FieldType, to joined: FieldType) -> Column {
    if type == joined { return self }
    switch (values, joined) {
    case (.int64(let values), .float64):
      let scale = Self.powers[type.scale]
      return Column(.float64(values.map { Double($0) / Double(scale) }), validity: validity)
    case (.int64(let values), .decimal), (.int64(let values), .timestamp):
      guard joined.scale > type.scale else { return self }
      let factor = Self.powers[joined.scale - type.scale]
      return Column(
        .int64(
          values.map { value in
            let (product, overflow) = value.multipliedReportingOverflow(by: factor)
            return overflow ? (value < 0 ? .min : .max) : product
          }), validity: validity)
    case (_, .identifier(.strings)):
      // Replaced by identifiers of the run.
      return Column(.strings(StringArray(offsets: [Int](repeating: 0, count: count + 1), utf8: [])))
    case (.strings(let strings), .categorical), (.strings(let strings), .text):
      return Column(.codes((0..<Int32(strings.count)).map(\.self), levels: strings), validity: validity)
    default: return self
    }
  }

  private static let powers: [Int64] = (0...18).map { (0..<$0).reduce(Int64(1)) { power, _ in power * 10 } }
}

extension FieldType {
  /// Digits after the point of what is stored as integers.
  fileprivate var scale: Int {
    switch self {
    case .decimal(let scale, _): scale
    case .timestamp(let format): format.fractionDigits
    default: 0
    }
  }
}
