internal import Scheduling
internal import Tabular

/// A finished column.
struct AssembledColumn: Sendable {
  var field: Field
  var column: Column
  var notes: [ReadNote]
  /// How the values are spelt, whatever type was given.
  var spelled: SpelledType
  /// Rows whose values do not fit and are missing, if such are let pass.
  var unfit: [Int]
}

/// From summaries and values to finished columns, in the file's order.
struct ColumnAssembly: Sendable {
  private let text: TableText
  private let passes: ParsingPasses
  private let spellings: [MissingSpellings]
  /// A given schema's fields.
  private let fields: [Field]?
  private let types: [SpelledType]
  private let plans: [ColumnPlan]
  private var parts: [Part]

  /// What has been read of a column.
  private struct Part {
    /// Rows without a value, those that do not fit among them.
    var missing: [Int] = []
    var unfit: [Int] = []
    var levels: LevelMerge?
    var values: FilledValues?
  }

  private init(passes: ParsingPasses, spellings: [MissingSpellings], fields: [Field]?) throws {
    text = passes.text
    self.passes = passes
    self.spellings = spellings
    self.fields = fields
    types = passes.summaries.map(TypeInference.type(of:))
    parts = spellings.map { _ in Part() }
    if let fields {
      plans = zip(fields, spellings).map {
        ColumnPlan(for: $0, missing: $1, misfits: passes.misfits)
      }
      for (column, type) in types.enumerated()
      where type == .noValues && !passes.allowsEmptyColumns && passes.isWanted(column) {
        guard case .text = fields[column].type else { throw ColumnAssembly.emptyColumn(text, column) }
      }
    } else {
      for (column, type) in types.enumerated() where passes.isWanted(column) {
        if type == .noValues, !passes.allowsEmptyColumns { throw ColumnAssembly.emptyColumn(text, column) }
        if type == .notFinite { throw ColumnAssembly.notFinite(text, column, passes.summaries[column]) }
      }
      plans = zip(types, spellings).map { ColumnPlan(for: $0, missing: $1) }
    }
  }

  /// Reads all columns that are wanted, if `once` in one pass as far as possible.
  static func columns(
    _ passes: inout ParsingPasses, spellings: [MissingSpellings], fields: [Field]?, chunkSize: Int, once: Bool
  ) throws -> [AssembledColumn] {
    if once, let columns = try readOnce(&passes, spellings, fields) { return columns }
    try passes.classify(spellings: spellings, chunkSize: chunkSize)
    var assembly = try ColumnAssembly(passes: passes, spellings: spellings, fields: fields)
    try assembly.read(spellings.indices.filter(passes.isWanted))
    return try assembly.finished()
  }

  /// Reads by the given types, or by those of a sample, and again the columns for which the sample was misleading.
  /// - Returns: `nil` if there is no quick way to the records.
  private static func readOnce(
    _ passes: inout ParsingPasses, _ spellings: [MissingSpellings], _ fields: [Field]?
  ) throws -> [AssembledColumn]? {
    guard let rows = passes.layout.rows, let dialect = passes.text.dialect else { return nil }
    let guess =
      fields == nil
      ? PlanGuess.types(
        passes.text, passes.layout, delimiter: dialect.delimiter, spellings: spellings) : []
    let misfits = passes.misfits
    let plans =
      fields.map { zip($0, spellings).map { ColumnPlan(for: $0, missing: $1, misfits: misfits) } }
      ?? zip(guess, spellings).map { ColumnPlan(for: $0, missing: $1) }
    var result: (assembly: ColumnAssembly, fitting: [Int])?
    let wanted = plans.indices.filter(passes.isWanted)
    let values = try ColumnFilling.fill(wanted.map { plans[$0].storage }, rows: rows.reduce(0, +)) { filled in
      var rooms = [ColumnRoom?](repeating: nil, count: plans.count)
      for (column, room) in zip(wanted, filled) { rooms[column] = room }
      guard let chunks = try passes.readOnce(plans, spellings: spellings, into: rooms) else { return }
      var assembly = try ColumnAssembly(passes: passes, spellings: spellings, fields: fields)
      let fitting = wanted.filter { fields != nil || assembly.types[$0].isReadLike(guess[$0]) }
      try assembly.take(chunks, rooms, fitting)
      result = (assembly, fitting)
    }
    guard let result else { return nil }
    var assembly = result.assembly
    for (column, values) in zip(wanted, values) where result.fitting.contains(column) {
      assembly.parts[column].values = values
    }
    try assembly.read(wanted.filter { assembly.parts[$0].values == nil })
    return try assembly.finished()
  }

  /// Runs the second pass for some columns.
  private mutating func read(_ columns: [Int]) throws {
    if columns.isEmpty { return }
    let values = try ColumnFilling.fill(columns.map { plans[$0].storage }, rows: passes.rowCount) { rooms in
      var all = [ColumnRoom?](repeating: nil, count: plans.count)
      for (column, room) in zip(columns, rooms) { all[column] = room }
      try take(passes.parse(plans, into: all), all, columns)
    }
    for (column, values) in zip(columns, values) { parts[column].values = values }
  }

  /// Takes over what chunks have of some columns.
  private mutating func take(_ chunks: [ChunkParsing], _ rooms: [ColumnRoom?], _ columns: [Int]) throws {
    let failures = chunks.lazy.flatMap(\.failures)
    if let failure = failures.first(where: { columns.contains($0.column) }) { throw error(for: failure) }
    let outcomes = try Parallel.map(count: columns.count, threads: passes.threads) { [self] index in
      part(columns[index], rooms[columns[index]]!, chunks)
    }
    if let first = outcomes.compactMap(\.failure).min(by: { $0.offset < $1.offset }) {
      throw error(for: first)
    }
    for (column, outcome) in zip(columns, outcomes) { parts[column] = outcome.part }
  }

  private func part(
    _ column: Int, _ room: ColumnRoom, _ chunks: [ChunkParsing]
  ) -> (part: Part, failure: ValueFailure?) {
    let missing = chunks.flatMap { $0.missingRows[column] }
    let unfit = chunks.flatMap { $0.unfitRows[column] }
    guard case .strings = plans[column].storage else {
      return (Part(missing: unfit.isEmpty ? missing : (missing + unfit).sorted(), unfit: unfit), nil)
    }
    var levels = LevelMerge(
      chunks.map { $0.dictionaries[column] }, firstRows: passes.firstRows, missing: missing)
    var failure = levels.merge(
      in: room, seed: seed(column, chunks), closed: isClosed(column), marks: passes.misfits == .marked,
      column: column)
    if passes.misfits == .marked, let given = fields?[column] {
      let unfit = levels.exclude(in: room, given.type)
      return (Part(missing: levels.missing, unfit: unfit, levels: levels), nil)
    }
    if failure == nil, let given = fields?[column] { failure = levels.misfit(given.type, column: column) }
    return (Part(missing: missing, levels: levels), failure)
  }

  private func finished() throws -> [AssembledColumn] {
    let wanted = plans.indices.filter(passes.isWanted)
    return try Parallel.map(count: wanted.count, threads: passes.threads) { finish(wanted[$0]) }
  }

  private func finish(_ column: Int) -> AssembledColumn {
    let missing = parts[column].missing
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
    switch parts[column].values! {
    case .reals(let reals):
      values = .float64(reals)
      if given == nil, case .float64(let plain) = types[column] {
        field.type = .float64(plainIntegers: plain)
      }
    case .integers(let integers):
      values = .int64(integers)
      if given == nil {
        field.type = integerType(column, integers, validity, missing.count)
        if case .identifier = field.type { notes.integerIdentifier() }
      }
    case .codes(let codes):
      let levels = parts[column].levels!
      if given == nil {
        field.type = StringTypes.type(
          of: levels.levels, present: passes.rowCount - missing.count, name: field.name,
          spelled: types[column])
        notes.strings(types[column], became: field.type, line: firstString(column))
      }
      values = levels.values(codes, for: field.type)
    }
    return AssembledColumn(
      field: field, column: Column(values, validity: validity), notes: notes.notes, spelled: types[column],
      unfit: parts[column].unfit)
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
      guard case .boolean = field.type else { return [] }
      if passes.misfits == .marked { return booleans(in: chunks.map { $0.dictionaries[column] }) }
      guard let first = chunks.lazy.map({ $0.dictionaries[column] }).first(where: { $0.count > 0 })
      else { return [] }
      return BooleanLevels.pair(of: String(decoding: first[0], as: UTF8.self)) ?? []
    }
    if case .boolean(let levels) = types[column] { return levels }
    return []
  }

  /// In the casing of the first boolean there is.
  private func booleans(in dictionaries: [LevelDictionary]) -> [String] {
    for dictionary in dictionaries {
      for code in 0..<dictionary.count {
        if let pair = BooleanLevels.pair(of: String(decoding: dictionary[code], as: UTF8.self)) {
          return pair
        }
      }
    }
    return BooleanLevels.pairs[0]
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
