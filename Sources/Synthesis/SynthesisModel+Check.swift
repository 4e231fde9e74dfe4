internal import Distributions
internal import Tabular

extension SynthesisModel {
  /// Checks that the parts agree in number, and that every index points at something.
  func checkShape() throws {
    let fields = schema.fields.count
    guard provenance.rows >= 1 || provenance.isDefined, provenance.columns == fields else {
      throw ModelError(
        .inconsistent, "it says that it was fitted from a table without rows, or of other columns")
    }
    guard columns.count == fields else {
      throw ModelError(.inconsistent, "it has \(columns.count) columns, but its schema has \(fields)")
    }
    guard Set(schema.fields.map(\.name)).count == fields else {
      throw ModelError(.inconsistent, "two of its columns have the same name")
    }
    let latents = dependence.latentCount
    for (index, column) in columns.enumerated() {
      if case .modelled(_, let latent?) = column, !(0..<latents).contains(latent) {
        throw ModelError(
          .inconsistent, column: schema.fields[index].name, "its latent \(latent) does not exist")
      }
    }
    var seen = Set<Int>()
    for pattern in missingness {
      guard (0..<latents).contains(pattern.latent), pattern.share > 0, pattern.share < 1,
        !pattern.columns.isEmpty
      else {
        throw ModelError(.inconsistent, "a pattern of missing values has no latent, no columns or no share")
      }
      for column in pattern.columns {
        guard (0..<fields).contains(column), seen.insert(column).inserted else {
          throw ModelError(
            .inconsistent, "column \(column) of a pattern of missing values is unknown or named twice")
        }
      }
    }
  }
}

extension IntegerMarginal {
  /// Checks that every value can be written in its type: dates within the years 1 to 9999.
  func checkRange(of type: FieldType, _ error: (String) -> ModelError) throws {
    let ticksADay: Int64
    switch type {
    case .date: ticksADay = 1
    case .timestamp(let format):
      ticksADay = 86_400 * (0..<format.fractionDigits).reduce(1) { product, _ in product * 10 }
    case .decimal(let scale, let minimumDigits):
      guard (0...18).contains(scale), (0...scale).contains(minimumDigits) else {
        throw error("its decimals must be between 0 and 18")
      }
      return
    default: return
    }
    let first = CivilDate(year: 1, month: 1, day: 1)!.daysSince1970
    let last = CivilDate(year: 9999, month: 12, day: 31)!.daysSince1970
    for (lower, span) in zip(lower, span) {
      let upper = lower &+ Int64(bitPattern: span &* step)
      let days = lower.floorDivided(by: ticksADay)...max(lower, upper).floorDivided(by: ticksADay)
      guard days.lowerBound >= first, days.upperBound <= last else {
        throw error("its dates leave the years 1 to 9999")
      }
    }
  }
}

extension Int64 {
  fileprivate func floorDivided(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
