internal import Scheduling
internal import Tabular

/// A finished column.
struct AssembledColumn: Sendable {
  var field: Field
  var column: Column
  var notes: [ReadNote]
}

/// From the first pass's summaries to finished columns, in the file's order.
struct ColumnAssembly: Sendable {
  private let text: TableText
  private let passes: ParsingPasses
  private let spellings: [MissingSpellings]
  /// A given schema's fields.
  private let fields: [Field]?
  private let types: [SpelledType]
  private let plans: [ColumnPlan]

  init(text: TableText, passes: ParsingPasses, spellings: [MissingSpellings], fields: [Field]?) throws {
    self.text = text
    self.passes = passes
    self.spellings = spellings
    self.fields = fields
    types = passes.summaries.map(TypeInference.type(of:))
    if let fields {
      plans = zip(fields, spellings).map { ColumnPlan(for: $0, missing: $1) }
      for (column, type) in types.enumerated() where type == .noValues {
        guard case .text = fields[column].type else { throw ColumnAssembly.emptyColumn(text, column) }
      }
    } else {
      for (column, type) in types.enumerated() {
        if type == .noValues { throw ColumnAssembly.emptyColumn(text, column) }
        if type == .notFinite { throw ColumnAssembly.notFinite(text, column, passes.summaries[column]) }
      }
      plans = zip(types, spellings).map { ColumnPlan(for: $0, missing: $1) }
    }
  }

  /// Runs the second pass and finishes each column.
  func columns(threads: Int) throws -> [AssembledColumn] {
    let rooms = plans.map { ColumnRoom(rows: passes.rowCount, stride: $0.stride) }
    let chunks = try passes.parse(plans, into: rooms)
    if let failure = chunks.lazy.compactMap(\.failure).first { throw error(for: failure) }
    let outcomes = try Parallel.map(count: plans.count, threads: threads) { column in
      finish(column, rooms[column], chunks)
    }
    let failures = outcomes.compactMap { outcome in
      if case .failure(let misfit) = outcome { misfit.failure } else { nil }
    }
    if let first = failures.min(by: { $0.offset < $1.offset }) { throw error(for: first) }
    return try outcomes.map { try $0.get() }
  }

  private struct Misfit: Error {
    var failure: ValueFailure
  }

  private func finish(
    _ column: Int, _ room: ColumnRoom, _ chunks: [ChunkParsing]
  ) -> Result<AssembledColumn, Misfit> {
    let missing = chunks.flatMap { $0.missingRows[column] }
    var validity: Bitmap?
    if !missing.isEmpty {
      var bits = Bitmap(repeating: true, count: passes.rowCount)
      for row in missing { bits[row] = false }
      validity = bits
    }
    let given = fields?[column]
    var field = given ?? Field(name: text.header[column], type: .int64)
    var notes = ColumnNotes(column: field.name)
    if field.missing == nil || given == nil {
      field.missing = missingSpelling(column)
    }
    notes.missingSpellings(missingCounts(column))
    let values: Column.Values
    switch plans[column].storage {
    case .float64:
      values = .float64(room.array(of: Double.self))
      if given == nil, case .float64(let plain) = types[column] {
        field.type = .float64(plainIntegers: plain)
      }
    case .int64, .decimal, .temporal:
      let integers = room.array(of: Int64.self)
      values = .int64(integers)
      if given == nil {
        field.type = integerType(column, integers, validity, missing.count)
        if case .identifier = field.type { notes.integerIdentifier() }
      }
    case .strings:
      var levels = LevelMerge(
        chunks.map { $0.dictionaries[column] }, room: room, firstRows: passes.firstRows, missing: missing)
      if let failure = levels.merge(seed: seed(column, chunks), closed: isClosed(column), column: column) {
        return .failure(Misfit(failure: failure))
      }
      if let given {
        if let failure = levels.misfit(given.type, column: column) {
          return .failure(Misfit(failure: failure))
        }
      } else {
        field.type = StringTypes.type(
          of: levels.levels, present: passes.rowCount - missing.count, name: field.name,
          spelled: types[column])
        notes.strings(types[column], became: field.type, line: firstString(column))
      }
      values = levels.values(for: field.type)
    }
    return .success(
      AssembledColumn(field: field, column: Column(values, validity: validity), notes: notes.notes))
  }

  private func integerType(
    _ column: Int, _ values: [Int64], _ validity: Bitmap?, _ missing: Int
  ) -> FieldType {
    switch types[column] {
    case .decimal(let scale, let minimumDigits): return .decimal(scale: scale, minimumDigits: minimumDigits)
    case .date(let format): return .date(format: format)
    case .timestamp(let format): return .timestamp(format: format)
    default:
      guard
        IdentifierInference.integers(
          values, validity: validity, present: values.count - missing, name: text.header[column])
      else { return .int64 }
      let minimum = values.indices.lazy.filter { validity?[$0] ?? true }.map { values[$0] }.min()
      return .identifier(space: .integers(minimum: minimum ?? 0))
    }
  }

  /// The levels that a column starts with, ahead of what the file holds.
  private func seed(_ column: Int, _ chunks: [ChunkParsing]) -> [String] {
    if let field = fields?[column] {
      if case .levels(let values, _) = field.domain { return values }
      guard case .boolean = field.type,
        let first = chunks.lazy.map({ $0.dictionaries[column] }).first(where: { $0.count > 0 })
      else { return [] }
      return BooleanLevels.pair(of: String(decoding: first[0], as: UTF8.self)) ?? []
    }
    if case .boolean(let levels) = types[column] { return levels }
    return []
  }

  /// Whether other levels than the seed are errors.
  private func isClosed(_ column: Int) -> Bool {
    guard let field = fields?[column] else { return false }
    if case .levels = field.domain { return true }
    if case .boolean = field.type { return true }
    return false
  }

  /// Missing values by raw spelling, the commonest first.
  private func missingCounts(_ column: Int) -> [(spelling: String, count: Int)] {
    var counts = zip(spellings[column].raw, passes.missing[column]).map { (spelling: $0, count: $1) }
    if plans[column].quotedEmptyIsMissing {
      counts.append((MissingSpellings.quotedEmpty, passes.summaries[column].quotedEmpty))
    }
    // Stable: at equal counts, the order of the options.
    return counts.enumerated().filter { $0.element.count > 0 }
      .sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }.map(\.element)
  }

  private func missingSpelling(_ column: Int) -> String? { missingCounts(column).first?.spelling }

  private func firstString(_ column: Int) -> Int? {
    guard case .strings(.fewStrings) = types[column] else { return nil }
    return text.line(at: passes.summaries[column].firstString)
  }

  private func error(for failure: ValueFailure) -> TableReadError {
    let field = fields?[failure.column] ?? Field(name: text.header[failure.column], type: .categorical)
    return text.error(for: failure, field: field)
  }
}
