/// Kinds of personal data that text can hold.
public enum PersonalDataKind: String, Sendable, Hashable, CaseIterable {
  case email
}
