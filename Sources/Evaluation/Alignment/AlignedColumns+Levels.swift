package import Tabular

extension AlignedColumns {
  /// The most levels of a column that the real table lacks and that keep their names.
  static let mostForeignLevels = 1024

  mutating func alignLevels(_ parts: [(field: Field, column: Column)]) throws(ColumnMismatch) {
    guard case .codes(_, let levels) = parts[0].column.values else {
      preconditionFailure("levels are stored as codes")
    }
    columns = [parts[0].column]
    let match = LevelMatch(levels, isBoolean: field.type == .boolean)
    let joined = JoinedLevels.name(besides: parts.map(\.column))
    for (table, part) in parts.enumerated().dropFirst() {
      let codes: Codes32
      switch (part.column.values, part.field.type) {
      case (.int64, .date), (.int64, .timestamp):
        throw ColumnMismatch(table: table, row: nil, real: field.type, found: part.field.type.contents)
      case (.int64(let values), .decimal(let scale, _)):
        // Any spelling of the same number does.
        let divisor = (0..<scale).reduce(1.0) { value, _ in value * 10 }
        codes = Codes32(count: values.count, part.column) {
          values[$0]
        } spelling: {
          "\(Double($0) / divisor)"
        }
      case (.int64(let values), _):
        codes = Codes32(count: values.count, part.column) {
          values[$0]
        } spelling: {
          "\($0)"
        }
      case (.float64(let values), _):
        codes = Codes32(count: values.count, part.column) {
          values[$0]
        } spelling: {
          "\($0)"
        }
      case (.codes, _), (.strings, _): codes = Codes32(part.column)
      }
      append(
        codes.parts, part, match, joined: joined, table: table, missingInReal: parts[0].column.validity != nil
      )
    }
  }

  private mutating func append(
    _ found: (codes: [Int32], levels: StringArray), _ part: (field: Field, column: Column),
    _ match: LevelMatch, joined: String, table: Int, missingInReal: Bool
  ) {
    var names: [String] = []
    var places: [String: Int32] = [:]
    /// The new code of each level; -1: missing.
    var codes: [Int32] = []
    var foreign = 0
    var missing = 0
    func code(_ name: String) -> Int32 {
      if let known = places[name] { return known }
      places[name] = Int32(names.count)
      names.append(name)
      return Int32(names.count - 1)
    }
    for level in found.levels.strings {
      if let name = match.realLevel(level) {
        codes.append(code(name))
      } else if TableAlignment.missingSpellings.contains(level) {
        missing += 1
        codes.append(-1)
      } else {
        foreign += 1
        codes.append(code(foreign <= Self.mostForeignLevels ? level : joined))
      }
    }
    if found.levels.count > 0, foreign + missing == found.levels.count, part.column.presentCount > 0 {
      notes.append(
        (
          table,
          "None of the levels here is one of the real table's. If they only are spelt otherwise, write them alike."
        ))
    }
    if foreign > Self.mostForeignLevels {
      notes.append(
        (
          table,
          "\(foreign) levels here are none of the real table's; all beyond the first \(Self.mostForeignLevels) count as one."
        ))
    }
    if missing > 0 {
      notes.append((table, "A spelling that usually stands for a missing value is read as one."))
    }

    var validity = part.column.validity
    // What is missing to this table may be a level to the real one.
    if let spelling = part.field.missing, !missingInReal, let name = match.realLevel(spelling, exactly: true),
      let present = validity
    {
      let level = code(name)
      let renumbered = found.codes.indices.map { present[$0] ? codes[Int(found.codes[$0])] : level }
      return finish(renumbered, names, nil, part, missing: missing)
    }
    if missing > 0 {
      let present = validity
      validity = Bitmap(count: found.codes.count) {
        (present?[$0] ?? true) && codes[Int(found.codes[$0])] >= 0
      }
    }
    if !names.isEmpty, names == found.levels.strings, missing == 0 {
      columns.append(Column(.codes(found.codes, levels: found.levels), validity: validity))
      return
    }
    let renumbered = found.codes.map { codes.isEmpty ? 0 : max(0, codes[Int($0)]) }
    finish(renumbered, names, validity, part, missing: missing)
  }

  private mutating func finish(
    _ codes: [Int32], _ names: [String], _ validity: Bitmap?, _ part: (field: Field, column: Column),
    missing: Int
  ) {
    var validity = validity
    if missing > 0, validity == nil { validity = Bitmap(count: codes.count) { codes[$0] >= 0 } }
    columns.append(
      Column(
        .codes(codes.map { max(0, $0) }, levels: StringArray(names.isEmpty ? [""] : names)),
        validity: validity))
  }
}

/// The real table's levels, by their spelling and by what they mean.
package struct LevelMatch: Sendable {
  private let names: Set<String>
  /// `nil` where several levels spell the same number.
  private let numbers: [NumberKey: String?]
  private let truths: [Bool: String]

  package init(_ levels: StringArray, isBoolean: Bool) {
    let texts = levels.strings
    names = Set(texts)
    numbers = Dictionary(
      texts.compactMap { text in NumberKey(text).map { ($0, text) } }, uniquingKeysWith: { _, _ in nil })
    truths =
      isBoolean
      ? Dictionary(
        texts.compactMap { text in TruthSpelling.value(text).map { ($0, text) } },
        uniquingKeysWith: { first, _ in first }) : [:]
  }

  /// The real level that is meant.
  package func realLevel(_ text: String, exactly: Bool = false) -> String? {
    if names.contains(text) { return text }
    if exactly { return nil }
    if let truth = TruthSpelling.value(text), let name = truths[truth] { return name }
    guard !numbers.isEmpty, let number = NumberKey(text) else { return nil }
    return numbers[number] ?? nil
  }
}
