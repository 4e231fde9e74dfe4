internal import Tabular

extension Schema {
  /// The schema of the rows of both tables together.
  ///
  /// - Throws: `MergeError` unless both have the same columns, in the same order and of the same types.
  func merged(with other: Schema) throws(MergeError) -> Schema {
    for (field, second) in zip(fields, other.fields) where field.name != second.name {
      guard let place = other.index(of: field.name) else {
        throw MergeError(
          .columns, column: field.name,
          "The first model has this column, the second has none of this name. Fit both from tables with the same columns."
        )
      }
      throw MergeError(
        .columns, column: field.name,
        "It is column \((index(of: field.name) ?? 0) + 1) of the first model and column \(place + 1) of the second. "
          + "Fit both from tables with the same order of columns.")
    }
    guard fields.count == other.fields.count else {
      let longer = fields.count > other.fields.count ? fields : other.fields
      let which = fields.count > other.fields.count ? ("first", "second") : ("second", "first")
      throw MergeError(
        .columns, column: longer[min(fields.count, other.fields.count)].name,
        "The \(which.0) model has this column, the \(which.1) has not. Fit both from tables with the same columns."
      )
    }
    var merged: [Field] = []
    for (field, second) in zip(fields, other.fields) { merged.append(try field.merged(with: second)) }
    return Schema(merged)
  }
}

extension Field {
  fileprivate func merged(with other: Field) throws(MergeError) -> Field {
    var merged = self
    merged.missing = missing ?? other.missing
    switch (type, other.type) {
    case (.identifier(.integers(let minimum)), .identifier(.integers(let second))):
      merged.type = .identifier(space: .integers(minimum: min(minimum, second)))
    case (.decimal(let scale, let digits), .decimal(let secondScale, let second)) where scale == secondScale:
      merged.type = .decimal(scale: scale, minimumDigits: min(digits, second))
    case (.float64(let plain), .float64(let second)):
      merged.type = .float64(plainIntegers: plain && second)
    case (let first, let second) where first == second: break
    default:
      let names =
        type.name == other.type.name
        ? "\(type.name) in another spelling (digits, format or pattern)"
        : "\(type.name) and \(other.type.name)"
      throw MergeError(
        .type, column: name,
        "The models have different types for it: \(names). Fit both with one schema: "
          + "'sklar schema DATA -o FILE', then 'sklar fit --schema FILE'.")
    }
    switch (domain, other.domain) {
    case (.integers(let low, let high), .integers(let low2, let high2)):
      merged.domain = .integers(minimum: min(low, low2), maximum: max(high, high2))
    case (.reals(let low, let high), .reals(let low2, let high2)):
      merged.domain = .reals(minimum: min(low, low2), maximum: max(high, high2))
    case (let first, let second) where first == second: break
    case (.levels(let values, ordered: false), .levels(let second, ordered: false)):
      merged.domain = .levels(values: values + second.filter { !values.contains($0) }, ordered: false)
    case (.levels, .levels):
      throw MergeError(
        .type, column: name, "The models state different orders of its levels. Fit both with one schema.")
    default: merged.domain = nil
    }
    return merged
  }
}
