import Foundation
import Sklar

/// What `sklar noise` did, and how to read what it released. Made of public things and released rows alone.
struct NoiseSummary {
  private let randomizer: RowRandomizer
  private let released: Table
  private let dropped: [String]
  private let output: String
  private let estimates: [FrequencyEstimate?]

  init(_ randomizer: RowRandomizer, released: Table, dropped: [String], output: String) {
    self.randomizer = randomizer
    self.released = released
    self.dropped = dropped
    self.output = output
    estimates = randomizer.estimates(from: released)
  }

  private var indices: Range<Int> { randomizer.columns.indices }

  // MARK: - Text

  private static let shownLevels = 5

  var text: String {
    let noisy = indices.filter { randomizer.columns[$0].mechanism != .kept }
    let kept = indices.filter { randomizer.columns[$0].mechanism == .kept }.map { name($0) }
    var lines = [
      "released  \(quantity(released.rowCount)) row\(released.rowCount == 1 ? "" : "s") of "
        + "\(indices.count) column\(indices.count == 1 ? "" : "s"); their number and order are those of the data",
      "promise   epsilon \(short(randomizer.epsilon)) for each row, local differential privacy",
    ]
    if !kept.isEmpty { lines.append("kept      without any privacy: \(kept.joined(separator: ", "))") }
    if !dropped.isEmpty {
      lines.append("left out  \(dropped.map(ColumnPlace.shown).joined(separator: ", "))")
    }
    lines.append("written   \(output == "-" ? "standard output" : output)")
    lines += ["", "ledger"]
    let width = min(28, noisy.map { displayWidth(name($0)) }.max() ?? 0)
    for index in noisy {
      let column = randomizer.columns[index]
      lines.append(
        "  \(padded(clipped(name(index), width), width))  epsilon \(short(column.achievedEpsilon))  \(mechanism(column))"
      )
    }
    lines.append(
      "  \(padded("sum", width))  epsilon \(short(randomizer.achievedEpsilon))"
        + (randomizer.samplerDelta > 0
          ? ", delta \(String(format: "%.1g", randomizer.samplerDelta)) (how exactly Laplace noise is drawn)"
          : ""))
    lines += [
      "", "estimates of the true rows, from the released ones alone (+- standard error of the noise)",
    ]
    // Means one below the other; the levels of a column stand under its name.
    let nameWidth = min(
      28, noisy.filter { estimates[$0] == nil }.map { displayWidth(name($0)) }.max() ?? 0)
    for index in noisy {
      if let estimate = estimates[index] {
        lines.append("  \(name(index))")
        lines += shares(index, estimate)
      } else if let mean = mean(index) {
        lines.append(
          "  \(padded(clipped(name(index), nameWidth), nameWidth))  mean "
            + "\(shown(mean, index)) +- \(spread(mean.error, index))")
      } else if released.rowCount > 0 {
        lines.append("  \(name(index))  none: too many releases lie beyond what the column's type can hold")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func name(_ index: Int) -> String { ColumnPlace.shown(randomizer.columns[index].field.name) }

  private func mechanism(_ column: RowRandomizer.Column) -> String {
    switch column.mechanism {
    case .kept: return "kept"
    case .laplace(let mechanism):
      let bounds = boundsText(mechanism, column.field.type)
      let unit = unit(column.field.type)
      return "Laplace noise of scale \(short(mechanism.scaleInUnits * unit.factor))\(unit.name) "
        + "for \(bounds.low)..\(bounds.high), on multiples of \(short(mechanism.spacing * unit.factor))\(unit.name)"
    case .randomizedResponse(let mechanism, let levels, let hasMissing):
      return "randomised response, \(levels.count) levels\(hasMissing ? " and missing" : ""), "
        + "the true one with probability \(fixed(mechanism.truth, 4))"
    }
  }

  private func shares(_ index: Int, _ estimate: FrequencyEstimate) -> [String] {
    let labels = labels(index).map(ColumnPlace.shown)
    let (shares, errors) = (estimate.shares, estimate.standardErrors)
    // A line that says that there are one or two more is no shorter than these.
    let shown = shares.count <= Self.shownLevels + 2 ? shares.count : Self.shownLevels
    let order = shares.indices.sorted { (shares[$1], $0) < (shares[$0], $1) }.prefix(shown)
    let width = min(28, order.map { displayWidth(labels[$0]) }.max() ?? 0)
    var lines = order.map {
      "    \(padded(clipped(labels[$0], width), width)) \(aligned(fixed(shares[$0], 4), 8)) +- \(fixed(errors[$0], 4))"
    }
    if shares.count > order.count {
      lines.append("    and \(shares.count - order.count) more, which --json tells")
    }
    return lines
  }

  private func labels(_ index: Int) -> [String] {
    guard case .randomizedResponse(_, let levels, let hasMissing) = randomizer.columns[index].mechanism
    else { return [] }
    return levels + (hasMissing ? ["(missing)"] : [])
  }

  /// The mean of the released values of a column under Laplace noise, in units of storage, and its standard error.
  private func mean(_ index: Int) -> (value: Double, error: Double)? {
    guard case .laplace(let mechanism) = randomizer.columns[index].mechanism, released.rowCount > 0 else {
      return nil
    }
    let rows = Double(released.rowCount)
    // What is cut off moves the mean by at most this share of the scale: no more than a tenth of the standard error, or
    // there is no estimate.
    guard mechanism.cutProbability * rows.squareRoot() <= 0.1 else { return nil }
    let sum: Double =
      switch released.columns[index].values {
      case .int64(let values): values.reduce(0) { $0 + Double($1) }
      case .float64(let values): values.reduce(0, +)
      default: 0
      }
    return (sum / rows, mechanism.standardDeviation / rows.squareRoot())
  }

  private func shown(_ mean: (value: Double, error: Double), _ index: Int) -> String {
    let type = randomizer.columns[index].field.type
    switch type {
    case .date, .timestamp:
      return type.text(of: Int64(exactly: mean.value.rounded()) ?? 0)
    default:
      let factor = unit(type).factor
      return toThePlace(of: mean.error * factor, mean.value * factor)
    }
  }

  private func spread(_ error: Double, _ index: Int) -> String {
    let unit = unit(randomizer.columns[index].field.type)
    return toThePlace(of: error * unit.factor, error * unit.factor) + unit.name
  }

  /// As many decimals as two significant digits of the error have.
  private func toThePlace(of error: Double, _ value: Double) -> String {
    guard error > 1e-9, error < 1e9, abs(value) < 1e15 else { return short(value) }
    return fixed(value, max(0, 1 - Int(log10(error).rounded(.down))))
  }

  private func boundsText(_ mechanism: LaplaceMechanism, _ type: FieldType) -> (low: String, high: String) {
    switch mechanism.bounds {
    case .integers(let low, let high): (type.text(of: low), type.text(of: high))
    case .reals(let low, let high): ("\(low)", "\(high)")
    }
  }

  /// What one unit of storage is to a reader.
  private func unit(_ type: FieldType) -> (factor: Double, name: String) {
    switch type {
    case .decimal(let scale, _): (pow(10, -Double(scale)), "")
    case .date: (1, " days")
    case .timestamp(let format): (pow(10, -Double(format.fractionDigits)), " s")
    default: (1, "")
    }
  }

  /// Six significant digits, or all of those before the point.
  private func short(_ value: Double) -> String {
    String(format: abs(value) >= 1e6 && abs(value) < 1e15 ? "%.0f" : "%.6g", value)
  }

  // MARK: - JSON

  var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.keyEncodingStrategy = .convertToSnakeCase
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
    }
  }

  private struct Document: Encodable {
    var schemaVersion = 1
    var program = "sklar \(sklarVersion)"
    var guarantee = "local differential privacy of each released row, its kept columns apart"
    var epsilon: Double
    var epsilonAchieved: Double
    /// What the distance between drawn noise and its distribution adds, at most.
    var delta: Double
    var rows: Int
    var columns: [Entry]
    var kept: [String]
    var leftOut: [String]
  }

  private struct Entry: Encodable {
    var name: String
    var mechanism: String
    var epsilon: Double
    var epsilonAchieved: Double
    var lower: String?
    var upper: String?
    var grid: Double?
    var scale: Double?
    var standardDeviation: Double?
    var mean: Double?
    var meanStandardError: Double?
    var probabilityTrue: Double?
    var probabilityOther: Double?
    var levels: [Level]?
  }

  private struct Level: Encodable {
    /// `nil`: missing.
    var level: String?
    var share: Double
    var standardError: Double
    var projectedShare: Double
  }

  private var document: Document {
    Document(
      epsilon: randomizer.epsilon, epsilonAchieved: randomizer.achievedEpsilon,
      delta: randomizer.samplerDelta, rows: released.rowCount,
      columns: indices.compactMap(entry),
      kept: indices.filter { randomizer.columns[$0].mechanism == .kept }.map {
        randomizer.columns[$0].field.name
      }, leftOut: dropped)
  }

  private func entry(_ index: Int) -> Entry? {
    let column = randomizer.columns[index]
    switch column.mechanism {
    case .kept: return nil
    case .laplace(let mechanism):
      let (bounds, unit) = (boundsText(mechanism, column.field.type), unit(column.field.type))
      let mean = mean(index)
      return Entry(
        name: column.field.name, mechanism: "laplace", epsilon: mechanism.epsilon,
        epsilonAchieved: mechanism.epsilon, lower: bounds.low, upper: bounds.high,
        grid: mechanism.spacing * unit.factor, scale: mechanism.scaleInUnits * unit.factor,
        standardDeviation: mechanism.standardDeviation * unit.factor,
        mean: mean.map { $0.value * unit.factor }, meanStandardError: mean.map { $0.error * unit.factor })
    case .randomizedResponse(let mechanism, let levels, _):
      var entry = Entry(
        name: column.field.name, mechanism: "randomized_response", epsilon: mechanism.epsilon,
        epsilonAchieved: mechanism.achievedEpsilon)
      entry.probabilityTrue = mechanism.truth
      entry.probabilityOther = mechanism.other
      guard let estimate = estimates[index] else { return entry }
      let (shares, errors, projected) = (
        estimate.shares, estimate.standardErrors, estimate.projectedShares
      )
      entry.levels = shares.indices.map { level in
        Level(
          level: level < levels.count ? levels[level] : nil,
          share: shares[level], standardError: errors[level], projectedShare: projected[level])
      }
      return entry
    }
  }
}
