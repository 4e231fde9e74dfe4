internal import Tabular

/// How the fields of one column become values.
struct ColumnPlan: Sendable {
  enum Storage: Sendable {
    case int64
    case decimal(scale: Int)
    case float64
    case temporal(TemporalParsing)
    /// Codes of levels, whatever they are used for later.
    case strings
  }

  var storage: Storage
  var missing: MissingSpellings
  /// Whether a quoted empty field has no value.
  var quotedEmptyIsMissing: Bool
  /// The allowed values, where a schema states them.
  var integers: ClosedRange<Int64>?
  var reals: ClosedRange<Double>?
  /// Whether the type is a schema's, so that any value may turn out not to fit it.
  var isGiven = false
  /// What becomes of a value that does not fit a given type.
  var misfits = Misfits.refused

  enum Misfits: Sendable {
    case refused
    /// Numbers are taken as near as may be; all else is missing.
    case nearest
    /// They are missing, and the rows are told.
    case marked
  }

  init(_ storage: Storage, missing: MissingSpellings, quotedEmptyIsMissing: Bool) {
    self.storage = storage
    self.missing = missing
    self.quotedEmptyIsMissing = quotedEmptyIsMissing
  }
}

extension ColumnPlan {
  /// The plan for an inferred type.
  init(for type: SpelledType, missing: MissingSpellings) {
    switch type {
    case .int64: self.init(.int64, missing: missing, quotedEmptyIsMissing: true)
    case .decimal(let scale, _):
      self.init(.decimal(scale: scale), missing: missing, quotedEmptyIsMissing: true)
    case .float64: self.init(.float64, missing: missing, quotedEmptyIsMissing: true)
    case .date(let format):
      self.init(
        .temporal(TemporalParsing(format, hasTime: false)), missing: missing, quotedEmptyIsMissing: true)
    case .timestamp(let format):
      self.init(
        .temporal(TemporalParsing(format, hasTime: true)), missing: missing, quotedEmptyIsMissing: true)
    case .boolean: self.init(.strings, missing: missing, quotedEmptyIsMissing: true)
    case .strings, .notFinite, .noValues: self.init(.strings, missing: missing, quotedEmptyIsMissing: false)
    }
  }

  /// The plan for a given field.
  init(for field: Field, missing: MissingSpellings, misfits: Misfits = .refused) {
    let quotedEmptyIsMissing: Bool
    let storage: Storage
    switch field.type {
    case .boolean: (storage, quotedEmptyIsMissing) = (.strings, true)
    case .int64, .identifier(.integers): (storage, quotedEmptyIsMissing) = (.int64, true)
    case .decimal(let scale, _): (storage, quotedEmptyIsMissing) = (.decimal(scale: scale), true)
    case .float64: (storage, quotedEmptyIsMissing) = (.float64, true)
    case .date(let format):
      (storage, quotedEmptyIsMissing) = (.temporal(TemporalParsing(format, hasTime: false)), true)
    case .timestamp(let format):
      (storage, quotedEmptyIsMissing) = (.temporal(TemporalParsing(format, hasTime: true)), true)
    case .categorical, .text, .identifier(.strings):
      (storage, quotedEmptyIsMissing) = (.strings, field.missing == MissingSpellings.quotedEmpty)
    }
    self.init(storage, missing: missing, quotedEmptyIsMissing: quotedEmptyIsMissing)
    isGiven = true
    self.misfits = misfits
    switch field.domain {
    case .integers(let minimum, let maximum) where minimum <= maximum: integers = minimum...maximum
    case .reals(let minimum, let maximum) where minimum <= maximum: reals = minimum...maximum
    default: break
    }
    if case .identifier(.integers(let minimum)) = field.type, integers == nil {
      integers = minimum...Int64.max
    }
  }
}
