import Distributions
import Sklar

/// A family of distributions in words: `normal, mean 0, sd 1, 0 to 100`.
struct FamilyText {
  let text: String

  init(_ marginal: FamilyMarginal, of type: FieldType) {
    /// A value of the column; dates lie in the model as days.
    func shown(_ value: Double) -> String {
      if case .date = type, let days = Int64(exactly: value.rounded()) { return type.text(of: days) }
      return number(value)
    }
    var words: [String]
    switch marginal.family {
    case .normal(let mean, let sd): words = ["normal", "mean \(shown(mean))", "sd \(number(sd))"]
    case .lognormal(let mean, let sd):
      words = ["lognormal", "mean of logarithm \(number(mean))", "sd \(number(sd))"]
    case .uniform: words = ["uniform"]
    case .exponential(let mean): words = ["exponential", "mean \(number(mean))"]
    }
    switch (marginal.minimum, marginal.maximum) {
    case (let low?, let high?): words.append("\(shown(low)) to \(shown(high))")
    case (let low?, nil): words.append("from \(shown(low))")
    case (nil, let high?): words.append("up to \(shown(high))")
    case (nil, nil): break
    }
    if case .float64 = type, let decimals = marginal.decimals {
      words.append("\(decimals) decimal\(decimals == 1 ? "" : "s")")
    }
    text = words.joined(separator: ", ")
  }
}

/// The shortest spelling, whole numbers without a point.
private func number(_ value: Double) -> String {
  Int64(exactly: value).map(String.init) ?? String(value)
}
