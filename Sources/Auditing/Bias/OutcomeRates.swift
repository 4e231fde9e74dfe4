internal import Evaluation
internal import Kernels

/// Rows of a group by outcome and prediction.
struct OutcomeCounts: Sendable {
  /// `[outcome][prediction]`: 0 unfavourable, 1 favourable, 2 unknown.
  private var cells: ArraySlice<Int>
  private let predictions: Int

  /// - Parameter cells: 3 outcomes of `predictions` predictions each.
  init(_ cells: ArraySlice<Int>, predictions: Int) { (self.cells, self.predictions) = (cells, predictions) }

  var rows: Int { cells.reduce(0, +) }

  private func sum(outcomes: ClosedRange<Int>, predictions: ClosedRange<Int>) -> Int {
    outcomes.reduce(0) { total, outcome in
      total + predictions.reduce(0) { $0 + cells[cells.startIndex + outcome * self.predictions + $1] }
    }
  }

  private var all: ClosedRange<Int> { 0...(predictions - 1) }

  typealias Rate = (count: Int, trials: Int)

  var rate: Rate { (sum(outcomes: 1...1, predictions: all), sum(outcomes: 0...1, predictions: all)) }
  var predicted: Rate {
    (sum(outcomes: 0...2, predictions: 1...1), sum(outcomes: 0...2, predictions: 0...1))
  }
  var truePositive: Rate {
    (sum(outcomes: 1...1, predictions: 1...1), sum(outcomes: 1...1, predictions: 0...1))
  }
  var falsePositive: Rate {
    (sum(outcomes: 0...0, predictions: 1...1), sum(outcomes: 0...0, predictions: 0...1))
  }
}

extension ParityGap {
  /// nil for fewer than two groups.
  init?(_ rates: [(group: [String], rate: OutcomeCounts.Rate)], confidence: Double) {
    guard rates.count > 1 else { return nil }
    func value(_ rate: OutcomeCounts.Rate) -> Double { Double(rate.count) / Double(rate.trials) }
    // Of equal rates the first group's is the highest, and the last one's the lowest.
    var (top, bottom) = (0, rates.count - 1)
    for index in rates.indices {
      if value(rates[index].rate) > value(rates[top].rate) { top = index }
      if value(rates[rates.count - 1 - index].rate) < value(rates[bottom].rate) {
        bottom = rates.count - 1 - index
      }
    }
    let pairs = Double(rates.count * (rates.count - 1) / 2)
    let corrected = 1 - (1 - confidence) / pairs
    let (high, low) = (rates[top], rates[bottom])
    (groups, highest, lowest) = (rates.count, high.group, low.group)
    difference = ProportionDifference(high.rate, low.rate, confidence: corrected)
    guard high.rate.count > 0 else {
      fourFifths = true
      return
    }
    let ratio = value(low.rate) / value(high.rate)
    self.ratio = ratio
    // 0.8 itself holds, whatever division makes of it.
    fourFifths = ratio >= 0.8 - 1e-12
    if low.rate.count > 0 {
      let spread =
        StandardNormal.quantile((1 + corrected) / 2)
        * (1 / Double(low.rate.count) - 1 / Double(low.rate.trials) + 1 / Double(high.rate.count)
        - 1 / Double(high.rate.trials)).squareRoot()
      (ratioLow, ratioHigh) = (
        ratio * SaddlePoint.exponential(-spread), ratio * SaddlePoint.exponential(spread)
      )
    }
  }
}

extension EqualizedOdds {
  /// nil if neither rate is known of two groups.
  init?(_ groups: [(group: [String], counts: OutcomeCounts)], confidence: Double) {
    func gap(_ rate: (OutcomeCounts) -> OutcomeCounts.Rate) -> ParityGap? {
      ParityGap(
        groups.map { ($0.group, rate($0.counts)) }.filter { $0.1.trials > 0 }, confidence: confidence)
    }
    truePositive = gap(\.truePositive)
    falsePositive = gap(\.falsePositive)
    let gaps = [truePositive, falsePositive].compactMap { $0 }
    guard !gaps.isEmpty else { return nil }
    difference = gaps.map(\.difference.value).max()!
    ratio = gaps.compactMap(\.ratio).min()
  }
}

/// Which levels of an outcome count.
struct OutcomeLevels {
  let favorable: Int
  /// By group: 0, 1, or 2 where unknown.
  let map: [UInt8]
  /// Whether it was chosen rather than named.
  let isChosen: Bool

  /// Without a name, the favourable level of two is the true one, the larger number, or else the rarer one of the reference.
  init(_ column: GroupedColumn, named: String?) throws(BiasAuditError) {
    let known = column.groups.indices.filter { $0 != column.unknown }
    if let named {
      guard let index = known.first(where: { column.groups[$0] == named }) else {
        throw BiasAuditError(
          .unknownLevel, column: column.name,
          "No row has the level \"\(named)\", which is to be the favorable one. Spell it as the table does; 'sklar schema' lists the levels."
        )
      }
      (favorable, isChosen) = (index, false)
    } else {
      guard known.count == 2 else {
        throw BiasAuditError(
          .outcomeLevels, column: column.name,
          known.count < 2
            ? "The outcome has one level only, so that no rates differ. Name another column."
            : "The outcome has \(known.count) levels. Say which one is the favorable one: --favorable LEVEL. Of numbers, part them first: --cuts 'COLUMN=NUMBER', then --favorable '>=NUMBER'."
        )
      }
      let last = column.codes[column.codes.count - 1]
      let ones = last.reduce(0) { $0 + (Int($1) == known[0] ? 1 : 0) }
      let twos = last.reduce(0) { $0 + (Int($1) == known[1] ? 1 : 0) }
      let names = known.map { column.groups[$0].lowercased() }
      if let place = names.firstIndex(where: { ["true", "yes", "1", "t", "y"].contains($0) }) {
        favorable = known[place]
      } else {
        favorable = ones < twos ? known[0] : known[1]
      }
      isChosen = true
    }
    let favorable = favorable
    map = column.groups.indices.map { $0 == column.unknown ? 2 : ($0 == favorable ? 1 : 0) }
  }
}
