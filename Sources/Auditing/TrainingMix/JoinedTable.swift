internal import Tabular

/// The rows of two tables one after the other, in the first one's spelling.
enum JoinedTable {
  /// - Parameters:
  ///   - first: As it was read.
  ///   - second: As it was read; it has the columns of the first, by name.
  ///   - aligned: Both, brought to one storage. Taken for columns that are of different types.
  static func table(_ first: Table, _ second: Table, aligned: (first: Table, second: Table)) -> Table {
    var (fields, columns) = ([Field](), [Column]())
    for (index, name) in aligned.first.schema.fields.map(\.name).enumerated() {
      let (a, b) = (first.schema.index(of: name)!, second.schema.index(of: name)!)
      var field = first.schema.fields[a]
      let other = second.schema.fields[b]
      field.domain = nil
      field.missing = field.missing ?? other.missing
      let column: Column
      switch (field.type, first.columns[a].values, second.columns[b].values) {
      case (.boolean, _, _):
        // Two spellings of true are one level.
        column = joined(aligned.first.columns[index], aligned.second.columns[index])
      case (.identifier, _, _), (.text, _, _):
        column = opaque(first.columns[a], second.columns[b])
        if case .identifier = field.type, !sameStorage(column, first.columns[a]) {
          field.type = .text(emission: .drop)
        }
      case (_, .codes, .codes): column = joined(first.columns[a], second.columns[b])
      default:
        if field.type == other.type {
          column = joined(first.columns[a], second.columns[b])
        } else {
          field.type = aligned.first.schema.fields[index].type
          column = joined(aligned.first.columns[index], aligned.second.columns[index])
        }
      }
      fields.append(field)
      columns.append(column)
    }
    return Table(schema: Schema(fields), rowCount: first.rowCount + second.rowCount, columns: columns)
  }

  private static func sameStorage(_ a: Column, _ b: Column) -> Bool {
    switch (a.values, b.values) {
    case (.int64, .int64), (.float64, .float64), (.codes, .codes), (.strings, .strings): true
    default: false
    }
  }

  /// Identifiers or text: as strings unless both are stored alike.
  private static func opaque(_ a: Column, _ b: Column) -> Column {
    sameStorage(a, b) ? joined(a, b) : joined(spelt(a), spelt(b))
  }

  private static func spelt(_ column: Column) -> Column {
    let texts: [String] =
      switch column.values {
      case .int64(let values): values.map { "\($0)" }
      case .float64(let values): values.map { "\($0)" }
      case .codes(let codes, let levels): codes.map { levels.count == 0 ? "" : levels.string(Int($0)) }
      case .strings(let strings): strings.strings
      }
    let (codes, levels) = coded(texts)
    return Column(.codes(codes, levels: levels), validity: column.validity)
  }

  private static func coded(_ texts: [String]) -> ([Int32], StringArray) {
    var (known, levels) = ([String: Int32](), StringArray())
    let codes = texts.map { text -> Int32 in
      if let code = known[text] { return code }
      let code = Int32(levels.count)
      known[text] = code
      levels.append(text.utf8)
      return code
    }
    return (codes, levels)
  }

  /// - Precondition: Both columns are stored alike.
  private static func joined(_ a: Column, _ b: Column) -> Column {
    var validity: Bitmap?
    if a.validity != nil || b.validity != nil {
      validity = Bitmap(count: a.count + b.count) {
        $0 < a.count ? a.validity?[$0] ?? true : b.validity?[$0 - a.count] ?? true
      }
    }
    switch (a.values, b.values) {
    case (.int64(let x), .int64(let y)): return Column(.int64(x + y), validity: validity)
    case (.float64(let x), .float64(let y)): return Column(.float64(x + y), validity: validity)
    case (.strings(let x), .strings(let y)):
      var strings = x
      for index in y.indices { strings.append(y[index]) }
      return Column(.strings(strings), validity: validity)
    case (.codes(let x, let first), .codes(let y, let second)):
      var levels = first
      var known = Dictionary(
        first.indices.map { (first.string($0), Int32($0)) }, uniquingKeysWith: { a, _ in a })
      let map = second.indices.map { index -> Int32 in
        let name = second.string(index)
        if let code = known[name] { return code }
        let code = Int32(levels.count)
        known[name] = code
        levels.append(second[index])
        return code
      }
      // Where every value is missing there may be no level for the codes to mean.
      let codes = x + y.map { map.isEmpty ? 0 : map[Int($0)] }
      return Column(.codes(codes, levels: levels), validity: validity)
    default: preconditionFailure("the columns are stored alike")
    }
  }
}
