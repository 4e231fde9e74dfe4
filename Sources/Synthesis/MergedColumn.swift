internal import Distributions
internal import Tabular

/// A column of two models: its marginal in the rows of both together, and where the cells of that lie in each part.
struct MergedColumn: Sendable {
  private enum Kind: Sendable {
    case numbers(NumericMixture)
    case levels(MergedLevels)
    case notModelled
  }

  private var kind: Kind
  private let column: Int

  init(_ column: Int, _ parts: [MergePart]) throws {
    self.column = column
    var marginals: [Marginal] = []
    for part in parts {
      if case .modelled(let marginal, _) = part.model.columns[column] { marginals.append(marginal) }
    }
    guard marginals.count == parts.count else {
      kind = .notModelled
      return
    }
    let ofNumbers = marginals.allSatisfy {
      switch $0 {
      case .integers, .reals: true
      default: false
      }
    }
    if case .levels = marginals[0] {
      kind = .levels(MergedLevels(column, parts))
    } else if !ofNumbers {
      throw MergeError(
        .options, column: parts[0].model.schema.fields[column].name,
        "A model that was defined, not fitted, cannot be merged. Draw rows from it and fit those.")
    } else {
      kind = .numbers(
        NumericMixture(
          parts.indices.map {
            NumericMixture.Part(
              marginals[$0], rows: parts[$0].presentRows(column),
              selection: parts[$0].selection(ofColumn: column))
          }))
    }
  }

  var statistics: ColumnStatistics {
    switch kind {
    case .numbers(let mixture):
      switch mixture.marginal {
      case .integers(let marginal): .integers(marginal, cells: mixture.counts)
      case .reals(let marginal): .reals(marginal, cells: mixture.counts)
      default: .notModelled
      }
    case .levels(let levels): .levels(levels.marginal, cells: levels.cells)
    case .notModelled: .notModelled
    }
  }

  var cells: [Int] {
    switch kind {
    case .numbers(let mixture): mixture.counts
    case .levels(let levels): levels.cells
    case .notModelled: []
    }
  }

  var levels: MergedLevels? {
    get { if case .levels(let levels) = kind { levels } else { nil } }
    set { if let newValue { kind = .levels(newValue) } }
  }

  /// The column's normal scores as a step function of a latent of one part.
  func function(part index: Int, of part: MergePart) -> MergePart.Function {
    let scores = StepScores(counts: cells).scores
    switch kind {
    case .numbers(let mixture):
      return part.values(ofColumn: column, scores: scores, cumulative: mixture.cumulative[index])
    case .levels(let levels):
      let cellOfRank = BinnedColumn.cells(counts: levels.order.map { levels.counts[$0] }).cellOfRank
      var rank = [Int](repeating: 0, count: levels.order.count)
      for (place, level) in levels.order.enumerated() { rank[level] = place }
      return part.values(
        ofColumn: column, scores: levels.levelsOfPart[index].map { scores[Int(cellOfRank[rank[$0]])] },
        cumulative: levels.cumulative[index])
    case .notModelled: preconditionFailure("only modelled columns have scores")
    }
  }
}
