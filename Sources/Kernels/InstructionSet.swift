internal import CKernels

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The instruction sets that the kernels are compiled for.
///
/// The choice changes speed only: every kernel gives the same bits on every set.
public enum InstructionSet: Int, CaseIterable, Comparable, Sendable {
  /// What every CPU of the architecture runs: SSE2 on x86-64, NEON on arm64.
  case baseline = 0
  /// x86-64-v3: AVX2.
  case v3 = 1
  /// x86-64-v4: AVX-512.
  case v4 = 2

  /// The name that `SKLAR_ISA` takes.
  public var name: String {
    switch self {
    case .baseline: "baseline"
    case .v3: "v3"
    case .v4: "v4"
    }
  }

  /// The set of that name, or nil.
  public init?(name: String) {
    guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = found
  }

  /// Whether this machine runs it.
  public var isSupported: Bool { sk_isa_supported(Int32(rawValue)) != 0 }

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// The best set that this machine runs.
  public static let best: InstructionSet = allCases.last(where: \.isSupported) ?? .baseline

  /// The text of the environment variable `SKLAR_ISA`, nil when unset or empty; read once.
  public static let requestedName: String? = {
    guard let value = getenv("SKLAR_ISA") else { return nil }
    let name = String(cString: value)
    return name.isEmpty ? nil : name
  }()

  /// The set that `SKLAR_ISA` asks for; nil when it asks for none, or by an unknown name.
  public static var requested: InstructionSet? { requestedName.flatMap { InstructionSet(name: $0) } }

  /// The set in use: the requested one, or the best below it that this machine runs; without a request, or with
  /// an unknown name, the best. Decided once for the process.
  ///
  /// A caller that wants to warn compares it with `requested`, and looks at `requestedName` without `requested`.
  public static let active: InstructionSet = active(requested: requested)

  /// The set that a request leads to on this machine.
  public static func active(requested: InstructionSet?) -> InstructionSet {
    guard let requested else { return best }
    return allCases.last { $0 <= requested && $0.isSupported } ?? .baseline
  }
}
