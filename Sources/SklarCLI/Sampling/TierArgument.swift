import ArgumentParser
import Sklar

/// Where rows come from, and what share of them: `MODEL`, `MODEL:SHARE`, `exec:COMMAND`, `exec:COMMAND:SHARE`.
struct TierArgument: ExpressibleByArgument {
  /// A model's path, or `exec:COMMAND`.
  let path: String
  let share: Double?

  /// The last colon starts the share if a number follows it.
  init(argument: String) {
    if let colon = argument.lastIndex(of: ":"), let share = Double(argument[argument.index(after: colon)...]),
      colon != argument.startIndex, argument[..<colon] + ":" != Program.prefix
    {
      path = String(argument[..<colon])
      self.share = share
    } else {
      path = argument
      share = nil
    }
  }

  var isProgram: Bool { Program.isNamed(by: path) }

  /// The shares of a run's sources, which sum to one.
  static func shares(_ tiers: [TierArgument]) throws -> [Double] {
    if tiers.count == 1, tiers[0].share == nil { return [1] }
    for tier in tiers {
      guard let share = tier.share else {
        throw ValidationError(
          "\(tier.path): Several sources of rows need a share each: fast.model:0.8 quality.model:0.2.")
      }
      guard share >= 0, share <= 1 else {
        throw ValidationError("\(tier.path): The share \(share) is not between 0 and 1.")
      }
    }
    let shares = tiers.map { $0.share! }
    let sum = shares.reduce(0, +)
    guard abs(sum - 1) <= 1e-9 else {
      throw ValidationError(
        "The shares sum to \(fixed(sum, 6)), not to 1: "
          + tiers.map { "\($0.path):\($0.share!)" }.joined(separator: ", ") + ".")
    }
    return shares
  }
}
