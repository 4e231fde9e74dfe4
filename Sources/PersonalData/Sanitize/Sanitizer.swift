/// Replaces personal data in cells by fakes that follow from a key: the same value gives the same fake, in every column
/// and file.
///
/// A fake that is a value of the table is drawn again, and so is one that a detector would take for real.
public struct Sanitizer: Sendable {
  public enum Style: Sendable, Hashable {
    /// In the form of what they replace.
    case fakes
    /// userxxxx@example.com, 555-..., 000-00-0000 and [REDACTED].
    case classic
  }

  public let key: FakeKey
  public let style: Style
  public let plans: [String: ColumnPlan]
  /// Fingerprints of the values to be replaced.
  private var real: Set<UInt64> = []

  public init(key: FakeKey, style: Style, plans: [String: ColumnPlan]) {
    (self.key, self.style, self.plans) = (key, style, plans)
  }

  /// What values the table holds; all of them, before anything is replaced.
  public mutating func remember(_ fingerprints: Set<UInt64>) { real.formUnion(fingerprints) }

  /// Fingerprints of what is to be replaced in a cell.
  /// - Parameter includesBirths: Dates of birth are moved to other dates, which may be somebody else's.
  public func fingerprints(
    _ text: UnsafeBufferPointer<UInt8>, column: String, includesBirths: Bool = true
  ) -> [UInt64] {
    guard let plan = plans[column] else { return [] }
    return plan.matches(in: text).filter { !$0.isFake && (includesBirths || $0.kind != .dateOfBirth) }.map {
      match in
      fingerprint(match.kind, text[match.range])
    }
  }

  private func fingerprint(_ kind: PersonalDataKind, _ value: some Sequence<UInt8>) -> UInt64 {
    key.draws(kind, NormalizedValue.bytes(kind, value), attempt: 0).fingerprint
  }

  /// Whether one of these values is left in a cell.
  public func isLeft(in text: UnsafeBufferPointer<UInt8>, column: String) -> Bool {
    fingerprints(text, column: column, includesBirths: false).contains(where: real.contains)
  }

  /// Places of a cell and what is to stand there, in order.
  public func replacements(
    _ text: UnsafeBufferPointer<UInt8>, column: String
  ) -> [(kind: PersonalDataKind, range: Range<Int>, text: [UInt8])] {
    guard let plan = plans[column] else { return [] }
    return plan.matches(in: text).compactMap { match in
      // Names of the list of fakes may be somebody's, too.
      if match.isFake, match.kind != .personName { return nil }
      return (match.kind, match.range, fake(match, Array(text[match.range]), plan))
    }
  }

  private static let mostAttempts = 500

  private func fake(_ match: PersonalDataMatch, _ value: [UInt8], _ plan: ColumnPlan) -> [UInt8] {
    let normal = NormalizedValue.bytes(match.kind, value)
    for attempt in 0..<Self.mostAttempts {
      let draws = key.draws(match.kind, normal, attempt: attempt)
      let fake =
        style == .classic ? Fakes.classic(match, draws) : Fakes.fake(match, value, draws, plan.context)
      if style == .classic { return fake }
      if match.kind == .dateOfBirth { return fake }
      guard !real.contains(fingerprint(match.kind, fake)) else { continue }
      if match.kind == .personName { return fake }
      // Nothing of it may look real.
      if (fake.withUnsafeBufferPointer { plan.matches(in: $0) }).allSatisfy(\.isFake) { return fake }
    }
    return Array("[REDACTED]".utf8)
  }
}
