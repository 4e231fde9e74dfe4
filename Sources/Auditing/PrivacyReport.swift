/// What attacks on a synthetic table achieve.
public struct PrivacyReport: Sendable, Hashable, Codable {
  public enum Risk: String, Sendable, Hashable, Codable {
    case low, medium, high
  }

  public var risk: Risk
}
