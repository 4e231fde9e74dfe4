/// What is promised: (ε, δ)-differential privacy for one unit of the table.
public struct PrivacyParameters: Sendable, Hashable {
  /// Which tables are neighbours.
  public enum Neighbouring: String, Sendable, Hashable, Codable {
    /// One table is the other and one unit more. The number of rows is private.
    case addRemove
    /// As many units, one of them different. Where each row is a unit, the number of rows is public.
    case replaceOne
  }

  public let epsilon: Double
  /// 0: pure ε-differential privacy, by Laplace noise.
  public let delta: Double
  public let neighbouring: Neighbouring
  /// The column that says whose a row is; `nil`: each row is a unit.
  public let unit: String?
  /// The most rows that a unit may have; those beyond are left out.
  public let maximumRows: Int

  /// - Throws: `PrivacyError` unless 2^-20 <= ε <= 100, 0 <= δ < 1 and 1 <= maximumRows <= 1,000, with more than one row only
  ///   where `unit` is given.
  public init(
    epsilon: Double, delta: Double, neighbouring: Neighbouring = .addRemove, unit: String? = nil,
    maximumRows: Int = 1
  ) throws(PrivacyError) {
    guard epsilon.isFinite, epsilon >= 0x1p-20, epsilon <= 100 else {
      throw PrivacyError(
        .epsilonOutOfRange,
        "Epsilon must be between 0.000001 and 100; 1 is a common choice, and beyond 10 little is promised.")
    }
    guard delta >= 0, delta < 1 else {
      throw PrivacyError(
        .deltaOutOfRange,
        "Delta must be at least 0 and below 1; choose far less than 1 over the number of rows, such as 1e-9.")
    }
    guard delta == 0 || delta >= 0x1p-200 else {
      throw PrivacyError(
        .deltaOutOfRange,
        "Delta must be 0, which asks for Laplace noise, or at least 1e-60.")
    }
    guard maximumRows >= 1, maximumRows <= 1000, unit != nil || maximumRows == 1 else {
      throw PrivacyError(
        .parameterOutOfRange,
        "A unit has between 1 and 1,000 rows; without a column that names the unit, each row is one.")
    }
    self.epsilon = epsilon
    self.delta = delta
    self.neighbouring = neighbouring
    self.unit = unit
    self.maximumRows = maximumRows
  }

  /// Whether the promise lets everybody know the number of rows.
  public var isRowCountPublic: Bool { neighbouring == .replaceOne && unit == nil }
}

extension PrivacyParameters: Codable {
  private enum CodingKeys: String, CodingKey {
    case epsilon, delta, neighbouring, unit, maximumRows
  }

  /// - Throws: `DecodingError` for values that `init` refuses.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let (epsilon, delta) = (
      try values.decode(Double.self, forKey: .epsilon), try values.decode(Double.self, forKey: .delta)
    )
    let neighbouring = try values.decode(Neighbouring.self, forKey: .neighbouring)
    let unit = try values.decodeIfPresent(String.self, forKey: .unit)
    let rows = try values.decode(Int.self, forKey: .maximumRows)
    do {
      try self.init(
        epsilon: epsilon, delta: delta, neighbouring: neighbouring, unit: unit, maximumRows: rows)
    } catch {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: error.message))
    }
  }
}
