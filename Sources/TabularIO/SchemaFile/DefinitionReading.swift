internal import Distributions
internal import Tabular
internal import Yams

/// A table's definition from a file's text.
struct DefinitionReading {
  let file: String

  func definition(_ text: String) throws(SchemaFileError) -> (TableDefinition, notes: [ReadNote]) {
    let root: Node?
    do {
      root = try compose(yaml: text)
    } catch {
      throw SchemaFileError(
        file: file, line: (error as? YamlError)?.line,
        message: "The text is not valid YAML. Check indentation, quotes and keys that stand twice.")
    }
    guard let mapping = root?.mapping else {
      throw SchemaFileError(
        file: file, line: 1, message: "A definition is a mapping with columns and, if need be, correlation.")
    }
    var entry = SchemaEntry(mapping, file: file, column: nil, line: root?.mark?.line)
    guard let list = entry.take("columns")?.sequence, !list.isEmpty else {
      throw entry.error("columns", "A list of columns is required. Start each with \"- name: ...\".")
    }
    guard list.count <= DefinitionFile.mostColumns else {
      throw entry.error("columns", "More than \(DefinitionFile.mostColumns) columns. Make several tables.")
    }
    let correlation = entry.take("correlation")
    try entry.refuseOthers("columns and correlation")
    var columns: [TableDefinition.Column] = []
    var names = Set<String>()
    var notes: [ReadNote] = []
    for (index, node) in list.enumerated() {
      let place = "entry \(index + 1)"
      guard let mapping = node.mapping else {
        throw SchemaFileError(
          file: file, line: node.mark?.line, column: place,
          message: "A column is a mapping. Start it with \"- name: ...\".")
      }
      var entry = SchemaEntry(mapping, file: file, column: place, line: node.mark?.line)
      let name: String = try entry.required("name", "the column's name")
      entry.column = name
      guard !name.isEmpty else { throw entry.error("name", "The name is empty. Give the column's name.") }
      guard names.insert(name).inserted else {
        throw entry.error("name", "The column is listed twice. Remove one of the two.")
      }
      var column = DefinedColumn(name, entry)
      columns.append(try column.column())
      notes += column.notes
    }
    let stated = try CorrelationReading(file: file, names: columns.map(\.field.name)).read(correlation)
    return (TableDefinition(columns: columns, kind: stated.kind, correlations: stated.values), notes)
  }
}

/// One column of a definition.
private struct DefinedColumn {
  private let name: String
  private var entry: SchemaEntry
  private(set) var notes: [ReadNote] = []

  init(_ name: String, _ entry: SchemaEntry) {
    self.name = name
    self.entry = entry
  }

  mutating func column() throws(SchemaFileError) -> TableDefinition.Column {
    let family: String = try entry.required(
      "family", "normal, lognormal, uniform, exponential or categorical")
    let type = try self.type(family)
    let missing = try entry.number("missing") ?? 0
    guard missing >= 0, missing < 1 else {
      throw entry.error("missing", "The share of missing values is a number from 0 to below 1.")
    }
    let marginal: Marginal
    switch family {
    case "categorical": marginal = try categorical(type)
    case "uniform": marginal = try uniform(type)
    case "normal", "lognormal", "exponential": marginal = try continuous(family, type)
    default:
      throw entry.error(
        "family", "Unknown family. Use normal, lognormal, uniform, exponential or categorical.")
    }
    try entry.refuseOthers("the keys of the family \(family) and the type \(type.name)")
    var field = Field(name: name, type: type, missing: missing > 0 ? "" : nil)
    if type == .categorical, case .levels(let levels) = marginal {
      field.domain = .levels(values: levels.levels, ordered: true)
    }
    return TableDefinition.Column(field: field, marginal: marginal, missingShare: missing)
  }

  private mutating func type(_ family: String) throws(SchemaFileError) -> FieldType {
    let stated = try entry.string("type") ?? (family == "categorical" ? "categorical" : "float64")
    switch stated {
    case "float64": return .float64(plainIntegers: false)
    case "int64": return .int64
    case "decimal":
      guard let scale = try entry.integer("scale", 0...18) else {
        throw entry.error("scale", "The key is missing. State the digits after the point.")
      }
      return .decimal(scale: scale, minimumDigits: scale)
    case "boolean": return .boolean
    case "categorical": return .categorical
    case "date", "timestamp":
      let isDate = stated == "date"
      let pattern = try entry.string("format") ?? (isDate ? "%Y-%m-%d" : "%Y-%m-%dT%H:%M:%S")
      guard let format = TemporalFormat(pattern: pattern), format.hasTime != isDate else {
        throw entry.error(
          "format", "Not a format of a \(stated). Use %Y, %m, %d and, for a time, %H, %M, %S.")
      }
      return isDate ? .date(format: format) : .timestamp(format: format)
    default:
      throw entry.error(
        "type", "Unknown type. Use float64, int64, decimal, date, timestamp, categorical or boolean.")
    }
  }

  private func mismatch(_ family: String, _ type: FieldType) -> SchemaFileError {
    entry.error("family", "A column of type \(type.name) is not drawn from the family \(family). Change one.")
  }

  // MARK: - Families

  private mutating func continuous(_ family: String, _ type: FieldType) throws(SchemaFileError) -> Marginal {
    switch (type, family) {
    case (.float64, _), (.int64, _), (.decimal, _), (.date, "normal"): break
    default: throw mismatch(family, type)
    }
    let parameters: FamilyMarginal.Family
    switch family {
    case "normal":
      parameters = .normal(mean: try location("mean", type), sd: try requiredNumber("sd"))
    case "lognormal":
      parameters = .lognormal(logMean: try requiredNumber("log_mean"), logSd: try requiredNumber("log_sd"))
    default:
      let rate = try entry.number("rate")
      if let rate {
        guard rate > 0 else { throw entry.error("rate", "The rate is a positive number.") }
        guard try entry.number("mean") == nil else {
          throw entry.error("rate", "The mean is 1 / rate. State one of the two.")
        }
        parameters = .exponential(mean: 1 / rate)
      } else {
        parameters = .exponential(mean: try requiredNumber("mean"))
      }
    }
    return .family(try marginal(parameters, type))
  }

  private mutating func marginal(_ family: FamilyMarginal.Family, _ type: FieldType) throws(SchemaFileError)
    -> FamilyMarginal
  {
    let decimals: Int?
    switch type {
    case .decimal(let scale, _): decimals = scale
    case .float64: decimals = try entry.integer("precision", 0...15)
    default: decimals = 0
    }
    var minimum = try bound("minimum", type)
    var maximum = try bound("maximum", type)
    if case .date = type {
      minimum = minimum ?? Double(CivilDate(year: 1, month: 1, day: 1)!.daysSince1970)
      maximum = maximum ?? Double(CivilDate(year: 9999, month: 12, day: 31)!.daysSince1970)
    }
    do {
      return try FamilyMarginal(family, minimum: minimum, maximum: maximum, decimals: decimals)
    } catch {
      throw entry.error(error.parameter, error.message)
    }
  }

  private mutating func uniform(_ type: FieldType) throws(SchemaFileError) -> Marginal {
    if case .float64 = type { return .family(try marginal(.uniform, type)) }
    guard let spelling = ValueSpelling(type) else { throw mismatch("uniform", type) }
    var ends: [Int64] = []
    for key in ["minimum", "maximum"] {
      let text: String = try entry.required(key, "the bound of the uniform distribution")
      guard let value = spelling.value(text) else {
        throw entry.error(key, "The bound is not spelt as the column's values are. Correct it.")
      }
      ends.append(value)
    }
    guard ends[0] <= ends[1] else {
      throw entry.error("minimum", "The minimum is above the maximum. Swap them.")
    }
    return .integers(IntegerMarginal(from: ends[0], through: ends[1]))
  }

  private mutating func categorical(_ type: FieldType) throws(SchemaFileError) -> Marginal {
    guard let mapping = entry.take("levels")?.mapping, !mapping.isEmpty else {
      throw entry.error("levels", "A mapping of levels to shares is required: {yes: 0.4, no: 0.6}.")
    }
    var levels: [String] = []
    var weights: [Double] = []
    for (key, value) in mapping {
      guard let level = key.scalar?.string, let weight = value.scalar.flatMap({ Double($0.string) }),
        weight > 0, weight.isFinite
      else {
        throw entry.error("levels", "A level has no positive number as its share. Give it one, or remove it.")
      }
      levels.append(level)
      weights.append(weight)
    }
    let cuts = try cuts(weights)
    switch type {
    case .categorical: return .levels(LevelMarginal(levels: levels, cuts: cuts))
    case .boolean:
      guard levels.count == 2 else {
        throw entry.error("levels", "A boolean has two levels. State the share of false, then that of true.")
      }
      return .levels(LevelMarginal(levels: levels, cuts: cuts))
    default:
      guard let spelling = ValueSpelling(type) else { throw mismatch("categorical", type) }
      var values: [Int64] = []
      for level in levels {
        guard let value = spelling.value(level) else {
          throw entry.error("levels", "A level is not spelt as the column's values are. Correct it.")
        }
        guard value > values.last ?? .min || values.isEmpty else {
          throw entry.error("levels", "Numbers and dates must ascend. Sort the levels.")
        }
        values.append(value)
      }
      return .integers(IntegerMarginal(values: values, cuts: cuts))
    }
  }

  private mutating func cuts(_ weights: [Double]) throws(SchemaFileError) -> [Double] {
    let total = weights.reduce(0, +)
    var sum = 0.0
    var cuts = [0.0]
    for weight in weights.dropLast() {
      sum += weight
      cuts.append(sum / total)
    }
    cuts.append(1)
    guard total.isFinite, weights.allSatisfy({ $0 / total >= FamilyMarginal.leastShare }),
      zip(cuts, cuts.dropFirst()).allSatisfy({ $0 < $1 })
    else {
      throw entry.error("levels", "The share of a level is too small beside the others. Remove the level.")
    }
    if abs(total - 1) > 1e-9 {
      notes.append(ReadNote(column: name, message: "its shares sum to \(total) and are divided by that"))
    }
    return cuts
  }

  // MARK: - Numbers

  private mutating func requiredNumber(_ key: String) throws(SchemaFileError) -> Double {
    guard let value = try entry.number(key) else {
      throw entry.error(key, "The key is missing. State a number.")
    }
    return value
  }

  /// A number, or the day that a date's mean is.
  private mutating func location(_ key: String, _ type: FieldType) throws(SchemaFileError) -> Double {
    guard let value = try bound(key, type) else {
      throw entry.error(key, "The key is missing. State a value of the column.")
    }
    return value
  }

  private mutating func bound(_ key: String, _ type: FieldType) throws(SchemaFileError) -> Double? {
    guard case .date = type else { return try entry.number(key) }
    guard let text = try entry.string(key) else { return nil }
    guard let day = ValueSpelling(type)?.value(text) else {
      throw entry.error(key, "Not a date as the column spells them. Correct it, or state the format.")
    }
    return Double(day)
  }
}

extension SchemaEntry {
  /// A finite number.
  mutating func number(_ key: String) throws(SchemaFileError) -> Double? {
    guard let text = try string(key) else { return nil }
    guard let value = Double(text), value.isFinite else { throw error(key, "Write a finite number.") }
    return value
  }
}
