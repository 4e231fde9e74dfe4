internal import Scheduling
public import Tabular

/// Local differential privacy for whole rows: each column of a table under a mechanism of its own.
///
/// - Guarantee: a released row is locally differentially private with ε = `epsilon` and δ = `samplerDelta` in all columns
///   that are not kept, together: the columns' ε and δ, which add up to these, are spent on independent noise. δ is 0
///   where no column gets Laplace noise, and never above 2^-40. What is kept is released as it is.
/// - Neighbouring: any two rows (their kept columns apart). The number of rows and their order are public.
/// - Precondition: the schema's bounds and levels are public, and each row is released once: another run is another
///   release, and adds its ε.
///
/// Proof: `docs/privacy/local.md`.
public struct RowRandomizer: Sendable {
  /// What happens to a column.
  public enum Mechanism: Sendable, Hashable {
    /// Noise within public bounds. A missing value counts as the middle of the bounds.
    case laplace(LaplaceMechanism)
    /// The levels, and behind them that of missing values, if there can be some.
    case randomizedResponse(RandomizedResponse, levels: [String], hasMissing: Bool)
    /// Copied: no privacy.
    case kept
  }

  public struct Column: Sendable, Hashable {
    /// As it is released.
    public let field: Field
    public let mechanism: Mechanism

    /// The least ε for which the column's promise holds; 0 for a column that is kept.
    public var achievedEpsilon: Double {
      switch mechanism {
      case .laplace(let mechanism): mechanism.epsilon
      case .randomizedResponse(let mechanism, _, _): mechanism.achievedEpsilon
      case .kept: 0
      }
    }

    /// What the distance between drawn Laplace noise and its distribution adds to δ; 0 for other columns, which are exact.
    public var samplerDelta: Double {
      if case .laplace(let mechanism) = mechanism { mechanism.samplerDelta } else { 0 }
    }
  }

  /// As asked, for the whole row.
  public let epsilon: Double
  public let columns: [Column]

  /// Which mechanism a column is to get.
  public enum Choice: Sendable, Hashable { case laplace, randomizedResponse, kept }

  /// Divides ε equally among the columns that are not kept.
  ///
  /// - Parameters:
  ///   - schema: Public: types, bounds and levels. A column with a spelling of missing values may have some.
  ///   - choices: One for each field; at least one is not `kept`.
  ///   - epsilon: 2^-20 to 100, and at least 2^-30 a column; for columns under Laplace noise at most 47, a little less
  ///     where there are many.
  /// - Throws: `PrivacyError`, which names the column: no bounds or no levels (`.domainMissing`), the wrong mechanism for
  ///   its type (`.parameterOutOfRange`), ε out of range.
  public init(_ schema: Schema, choices: [Choice], epsilon: Double) throws(PrivacyError) {
    precondition(schema.fields.count == choices.count)
    let parameters = try PrivacyParameters(epsilon: epsilon, delta: 0)
    self.epsilon = parameters.epsilon
    let spending = choices.count { $0 != .kept }
    guard spending > 0 else {
      throw PrivacyError(
        .parameterOutOfRange,
        "No column is to get noise. Name at least one, and state its bounds or its levels.")
    }
    // Rounded down, so that the columns' sum is never above the row's.
    let units = UInt64((parameters.epsilon * 0x1p40).rounded(.down)) / UInt64(spending)
    let share = Double(units) * 0x1p-40
    var columns: [Column] = []
    for (field, choice) in zip(schema.fields, choices) {
      do throws(PrivacyError) {
        columns.append(try RowRandomizer.column(field, choice, share))
      } catch {
        throw PrivacyError(error.code, column: field.name, error.message)
      }
    }
    self.columns = columns
    guard samplerDelta <= LaplaceScale.largestSamplerDelta else { throw LaplaceScale.beyondTheNoise }
  }

  /// δ: the sum of the columns' `samplerDelta`, at most 2^-40.
  public var samplerDelta: Double { columns.reduce(0) { $0 + $1.samplerDelta } }

  /// The sum of the columns' `achievedEpsilon`; at most `epsilon`.
  public var achievedEpsilon: Double { min(epsilon, columns.reduce(0) { $0 + $1.achievedEpsilon }) }

  private static func column(_ field: Field, _ choice: Choice, _ epsilon: Double) throws(PrivacyError)
    -> Column
  {
    var released = field
    switch choice {
    case .kept: return Column(field: field, mechanism: .kept)
    case .laplace:
      // Nothing is missing in what is released, and noise keeps no bounds.
      released.missing = nil
      released.domain = nil
      let bounds = try bounds(of: field)
      return Column(
        field: released,
        mechanism: .laplace(
          try LaplaceMechanism(bounds: bounds, epsilon: epsilon, releasable: releasable(field.type))))
    case .randomizedResponse:
      let levels = try levels(of: field)
      let hasMissing = field.missing != nil
      let count = levels.count + (hasMissing ? 1 : 0)
      guard count >= 2 else {
        throw PrivacyError(
          .domainMissing, "A column of one level tells nothing. State all levels, or leave it out.")
      }
      return Column(
        field: released,
        mechanism: .randomizedResponse(
          try RandomizedResponse(levelCount: count, epsilon: epsilon), levels: levels,
          hasMissing: hasMissing))
    }
  }

  private static func bounds(of field: Field) throws(PrivacyError) -> LaplaceMechanism.Bounds {
    switch field.type {
    case .int64, .decimal, .float64, .date, .timestamp: break
    case .boolean, .categorical:
      throw PrivacyError(
        .parameterOutOfRange, "Laplace noise is for numbers, dates and timestamps. Use randomised response.")
    case .identifier, .text:
      throw PrivacyError(
        .parameterOutOfRange,
        "Identifiers and free text can get no noise. Leave the column out, or state another type.")
    }
    switch field.domain {
    case .integers(let minimum, let maximum)? where minimum != .min && maximum != .max:
      return .integers(minimum: minimum, maximum: maximum)
    case .reals(let minimum, let maximum)?
    where minimum != -.greatestFiniteMagnitude && maximum != .greatestFiniteMagnitude:
      return .reals(minimum: minimum, maximum: maximum)
    default:
      throw PrivacyError(.domainMissing, "Laplace noise needs a minimum and a maximum. State both.")
    }
  }

  private static func levels(of field: Field) throws(PrivacyError) -> [String] {
    switch field.type {
    case .boolean, .categorical: break
    case .int64, .decimal, .float64, .date, .timestamp:
      throw PrivacyError(
        .parameterOutOfRange,
        "Randomised response needs levels, and this is a column of numbers or dates. Use Laplace noise, or state it as categorical with its levels."
      )
    case .identifier, .text:
      throw PrivacyError(
        .parameterOutOfRange,
        "Identifiers and free text cannot be randomised. Leave the column out, or state levels.")
    }
    guard case .levels(let levels, _)? = field.domain else {
      throw PrivacyError(
        .domainMissing,
        "Randomised response needs the levels, which must not come from the data. List them in a schema.")
    }
    return levels
  }

  /// What a type's spelling has room for: years 1 to 9999, otherwise 64 bits.
  private static func releasable(_ type: FieldType) -> ClosedRange<Int64> {
    let days: ClosedRange<Int64> = -719_162...2_932_896
    switch type {
    case .date: return days
    case .timestamp(let format):
      let ticks = (0..<format.fractionDigits).reduce(86_400 as Int64) { ticks, _ in ticks * 10 }
      func scaled(_ day: Int64) -> Int64 {
        let (product, overflow) = day.multipliedReportingOverflow(by: ticks)
        return overflow ? (day < 0 ? .min : .max) : product
      }
      let end = scaled(days.upperBound + 1)
      return scaled(days.lowerBound)...(end == .max ? end : end - 1)
    default: return .min ... .max
    }
  }
}
