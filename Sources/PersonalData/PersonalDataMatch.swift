/// A place of a text that holds personal data.
public struct PersonalDataMatch: Sendable, Hashable {
  public var kind: PersonalDataKind
  /// What it is more closely: `US SSN`, `Visa`, `UK`. Empty where the kind says all.
  public var scheme: String
  /// Bytes of the text.
  public var range: Range<Int>
  /// How sure the text alone makes it.
  public var confidence: Confidence
  /// Recognised as nobody's: reserved for examples, fiction, tests or documentation.
  public var isFake: Bool

  /// - `high`: a check digit or an unmistakable structure.
  /// - `medium`: a usual format within the valid ranges.
  /// - `low`: a plausible value where a column's name or a word before it says what it is.
  public enum Confidence: String, Sendable, Hashable, Comparable, Codable {
    case low, medium, high

    private var rank: Int { self == .low ? 0 : (self == .medium ? 1 : 2) }

    public static func < (a: Confidence, b: Confidence) -> Bool { a.rank < b.rank }
  }

  public init(
    _ kind: PersonalDataKind, _ scheme: String = "", _ range: Range<Int>, _ confidence: Confidence,
    isFake: Bool = false
  ) {
    (self.kind, self.scheme, self.range, self.confidence, self.isFake) =
      (kind, scheme, range, confidence, isFake)
  }
}
