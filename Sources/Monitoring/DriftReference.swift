/// What drift is measured against.
public struct DriftReference: Sendable {
  public init() {}
}
