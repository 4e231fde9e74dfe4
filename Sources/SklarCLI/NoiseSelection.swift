import ArgumentParser
import Sklar

/// Which columns get which noise, from what the user says and a public schema; the data has no part in it, but for the
/// names of its columns.
struct NoiseSelection {
  let laplace: [String]
  let randomize: [String]
  let keep: [String]
  let bounds: [StatedBounds]
  /// What stands for a missing value in the data, where no schema says otherwise.
  let missing: [String]
  let schema: Schema?

  /// The fields and mechanisms for a file's columns, in its order; `nil` for columns that are left out.
  func choices(for header: [String]) throws -> [(field: Field, choice: RowRandomizer.Choice)?] {
    let noisy = try names(laplace, of: header, "--laplace")
    let random = try names(randomize, of: header, "--randomize")
    let kept = try names(keep, of: header, "--keep")
    let bounded = try names(bounds.map(\.column), of: header, "--bounds", splits: false)
    var seen = Set<String>()
    for name in noisy + random + kept where !seen.insert(name).inserted {
      throw ValidationError("The column \(ColumnPlace.shown(name)) is named twice. Name it once.")
    }
    // Nothing named: whatever the schema or the bounds make possible.
    let all = noisy.isEmpty && random.isEmpty
    for name in bounded where !all && !noisy.contains(name) {
      throw ValidationError(
        "--bounds: The column \(ColumnPlace.shown(name)) is not one of --laplace. Add it there, too.")
    }
    return try header.map { name in
      let stated = schema?.fields.first { $0.name == name }
      if kept.contains(name) { return (keptField(name, stated), .kept) }
      let isBounded = bounded.contains(name)
      if noisy.contains(name) || (all && (isBounded || stated?.hasBounds == true)) {
        return (try laplaceField(name, stated), .laplace)
      }
      if random.contains(name) || (all && stated?.hasLevels == true) {
        guard let stated else {
          throw PrivacyError(
            .domainMissing, column: name,
            "The schema does not name this column. Add it with its levels: they must not come from the data."
          )
        }
        return (stated, .randomizedResponse)
      }
      return nil
    }
  }

  /// The columns that options and schema name: all that is public of JSON Lines, whose keys rows decide.
  var statedNames: [String] {
    var names = schema?.fields.map(\.name) ?? []
    let given =
      bounds.map(\.column)
      + (laplace + randomize + keep).flatMap { text in
        names.contains(text) ? [text] : text.split(separator: ",").map(String.init)
      }
    for name in given where !names.contains(name) { names.append(name) }
    return names
  }

  /// Where nothing is named, a column of the schema that the table lacks may be one that is spelt otherwise there.
  func refuseMissingColumns(_ header: [String], of file: String) throws {
    guard laplace.isEmpty, randomize.isEmpty,
      let missing = schema?.fields.first(where: { !header.contains($0.name) })
    else { return }
    throw TableReadError(
      code: .missingColumn, file: FileBytes.displayName(file), line: 1, column: missing.name,
      message: "The schema names this column, but the file has none of this name. "
        + "Remove it from the schema, or say what to release: --laplace, --randomize.")
  }

  /// Column names as they were given: one, or several with commas between.
  private func names(_ given: [String], of header: [String], _ option: String, splits: Bool = true) throws
    -> [String]
  {
    try given.flatMap { text in
      if !splits || header.contains(text) { return [text] }
      return text.split(separator: ",").map(String.init)
    }.map { name in
      guard header.contains(name) else {
        throw ValidationError("\(option): The table has no column \(ColumnPlace.shown(name)).")
      }
      return name
    }
  }

  private func laplaceField(_ name: String, _ stated: Field?) throws -> Field {
    guard let text = bounds.first(where: { $0.column == name }) else {
      guard let stated else {
        throw PrivacyError(
          .domainMissing, column: name,
          "Laplace noise needs bounds that do not come from the data. State them: --bounds 'NAME=LOW..HIGH', or minimum and maximum in a schema."
        )
      }
      return stated
    }
    guard let field = text.field(type: stated?.type) else {
      throw ValidationError(
        "--bounds: \(ColumnPlace.shown(text.text)): The bounds are not spelt as the column's values are. Write two numbers or two dates, alike."
      )
    }
    return field
  }

  /// Text as it is, whatever the schema says: every usual spelling of a missing value but the column's own is a level.
  private func keptField(_ name: String, _ stated: Field?) -> Field {
    let own = stated?.missing ?? ""
    return Field(
      name: name, type: .categorical, missing: own,
      domain: .levels(values: missing.filter { $0 != own }, ordered: false))
  }
}

extension Field {
  fileprivate var hasBounds: Bool {
    switch domain {
    case .integers, .reals: true
    default: false
    }
  }

  fileprivate var hasLevels: Bool {
    guard case .levels(let levels, _) = domain else { return false }
    return levels.count + (missing == nil ? 0 : 1) > 1
  }
}

/// `NAME=LOW..HIGH`.
struct StatedBounds: ExpressibleByArgument {
  let text: String
  let column: String
  let low: String
  let high: String

  init?(argument: String) {
    guard let equals = argument.lastIndex(of: "="), equals > argument.startIndex else { return nil }
    let range = argument[argument.index(after: equals)...]
    guard let dots = range.firstRange(of: "..") else { return nil }
    text = argument
    column = String(argument[..<equals])
    low = String(range[..<dots.lowerBound])
    high = String(range[dots.upperBound...])
    // Of "0...120" nobody knows whether it means 0..120 or 0..0.120.
    if low.isEmpty || high.isEmpty || low.hasPrefix(".") || high.hasPrefix(".") { return nil }
  }

  /// - Parameter type: As a schema states it; `nil`: as the bounds are spelt. `0..120` is whole numbers, `0.00..5.00`
  ///   has two decimals, `0e0..5e3` is for numbers of any precision, `2020-01-31..2024-12-31` is dates.
  func field(type: FieldType?) -> Field? {
    let type = type ?? spelledType
    switch type {
    case .float64?:
      guard let low = Double(low), let high = Double(high) else { return nil }
      return Field(name: column, type: type!, domain: .reals(minimum: low, maximum: high))
    case let type?:
      guard let low = type.value(of: low), let high = type.value(of: high) else { return nil }
      return Field(name: column, type: type, domain: .integers(minimum: low, maximum: high))
    case nil: return nil
    }
  }

  private var spelledType: FieldType? {
    func decimals(_ text: String) -> Int? {
      let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
      let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isWholeNumber) }) else {
        return nil
      }
      return parts.count == 2 ? parts[1].count : 0
    }
    if let a = decimals(low), let b = decimals(high), max(a, b) <= 15 {
      let scale = max(a, b)
      return scale == 0 ? .int64 : .decimal(scale: scale, minimumDigits: scale)
    }
    if let a = Double(low), let b = Double(high), a.isFinite, b.isFinite {
      return .float64(plainIntegers: false)
    }
    for pattern in ["%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d.%m.%Y"] {
      let format = TemporalFormat(pattern: pattern)!
      let type: FieldType = format.hasTime ? .timestamp(format: format) : .date(format: format)
      if type.value(of: low) != nil, type.value(of: high) != nil { return type }
    }
    return nil
  }
}
