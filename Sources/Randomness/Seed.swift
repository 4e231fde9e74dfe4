/// What a run is reproduced from: the key of every generator in it.
public struct Seed: Hashable, Sendable {
  /// The 64 bits of the Philox key.
  public let value: UInt64

  public init(_ value: UInt64) { self.value = value }
}
