/// A positive rational parameter of a noise distribution, exact.
public struct Ratio: Sendable, Hashable {
  public let numerator: UInt64
  public let denominator: UInt64

  public init(_ numerator: UInt64, _ denominator: UInt64 = 1) {
    precondition(numerator > 0 && denominator > 0)
    self.numerator = numerator
    self.denominator = denominator
  }

  public var value: Double { Double(numerator) / Double(denominator) }
}
