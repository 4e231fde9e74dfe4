internal import Copulas
internal import Distributions
internal import Scheduling
internal import Tabular

/// The levels of a column in the rows of two models together, by name.
struct MergedLevels: Sendable {
  /// In the order of the first part, then those that only the second has.
  let names: [String]
  /// Rows of each level.
  let counts: [Int]
  /// For each part its levels, in the order of its latent, and the shares of its values below each; from 0 to 1.
  let levelsOfPart: [[Int]]
  let cumulative: [[Double]]
  /// The order of the merged latent.
  var order: [Int]

  init(_ column: Int, _ parts: [MergePart]) {
    var names: [String] = []
    var index: [String: Int] = [:]
    var rows: [Double] = []
    var levelsOfPart: [[Int]] = []
    var cumulative: [[Double]] = []
    for part in parts {
      guard case .modelled(.levels(let marginal), _) = part.model.columns[column] else {
        preconditionFailure("a column of levels")
      }
      let selection = part.selection(ofColumn: column)
      let shares = marginal.cuts.map { SelectedNormal.observed($0, selection) }
      var levels: [Int] = []
      for (cell, name) in marginal.levels.enumerated() {
        let level = index[name, default: names.count]
        if level == names.count {
          index[name] = level
          names.append(name)
          rows.append(0)
        }
        levels.append(level)
        // Rows are whole, and there was at least one.
        rows[level] += max(1, (part.presentRows(column) * (shares[cell + 1] - shares[cell])).rounded())
      }
      levelsOfPart.append(levels)
      cumulative.append(shares)
    }
    self.names = names
    counts = rows.map { Int($0) }
    self.levelsOfPart = levelsOfPart
    self.cumulative = cumulative
    order = Array(names.indices)
  }

  var marginal: LevelMarginal {
    LevelMarginal(levels: order.map { names[$0] }, counts: order.map { counts[$0] })
  }

  var cells: [Int] { BinnedColumn.cells(counts: order.map { counts[$0] }).cells }

  /// Puts the levels of nominal columns in order, as `LevelQuantification` does: in turns, each by the sums of
  /// the other columns' scores over the rows of a level, here those that the parts' copulas imply.
  ///
  /// - Parameters:
  ///   - columns: One per field.
  ///   - functions: By part, by variable; those of a column follow its order.
  static func order(
    _ columns: inout [MergedColumn], _ variables: [TableStatistics.Variable],
    _ functions: inout [[MergePart.Function]], parts: [MergePart], schema: Schema, threads: Int
  ) throws {
    let values = variables.indices.compactMap { k -> (variable: Int, column: Int)? in
      if case .value(let column) = variables[k] { (k, column) } else { nil }
    }
    var nominal: [Int] = []
    for (k, value) in values.enumerated() {
      guard var levels = columns[value.column].levels else { continue }
      let field = schema.fields[value.column]
      if case .levels(let stated, ordered: true) = field.domain {
        let rank = Dictionary(zip(stated, stated.indices), uniquingKeysWith: { a, _ in a })
        levels.order.sort { (rank[levels.names[$0]] ?? .max, $0) < (rank[levels.names[$1]] ?? .max, $1) }
      } else if field.type == .boolean {
        // False before true, as in a table.
        let names = levels.names
        func rank(_ level: Int) -> Int { names[level].lowercased() == "true" ? 1 : 0 }
        levels.order.sort { (rank($0), $0) < (rank($1), $1) }
      } else if levels.names.count < Int(UInt16.max) {
        nominal.append(k)
        continue
      }
      columns[value.column].levels = levels
      for part in parts.indices {
        functions[part][value.variable] = columns[value.column].function(part: part, of: parts[part])
      }
    }
    // The series of each level's indicator do not depend on the order.
    var indicators: [Int: [[HermiteSeries]]] = [:]
    for k in nominal {
      let levels = columns[values[k].column].levels!
      indicators[k] = try parts.indices.map { part in
        let shares = levels.cumulative[part]
        return try Parallel.map(count: levels.levelsOfPart[part].count, threads: threads) { cell in
          HermiteSeries(StepFunction(values: [0, 1, 0], cumulative: [0, shares[cell], shares[cell + 1], 1]))
        }
      }
    }
    for _ in 0..<LevelQuantification.rounds {
      var changed = false
      for k in nominal {
        let (variable, column) = values[k]
        var levels = columns[column].levels!
        var coordinate = [Double](repeating: 0, count: levels.names.count)
        let scores = StepScores(counts: levels.order.map { levels.counts[$0] }).scores
        var scoreOfLevel = [Double](repeating: 0, count: levels.names.count)
        for (rank, level) in levels.order.enumerated() { scoreOfLevel[level] = scores[rank] }
        let (current, series, others) = (functions, indicators[k]!, nominal)
        let (levelsOfPart, ownScores) = (levels.levelsOfPart, scoreOfLevel)
        let contributions = try Parallel.map(count: values.count, threads: threads) { j -> [Double] in
          guard j != k else { return [] }
          var sums = [Double](repeating: 0, count: ownScores.count)
          var (square, ownSquare) = (0.0, 0.0)
          for (index, part) in parts.enumerated() {
            let (own, other) = (current[index][variable], current[index][values[j].variable])
            let rows = part.sharedRows(own, other)
            let rho = part.correlation(own, other)
            square += rows * other.meanSquare
            ownSquare += rows * own.meanSquare
            for (cell, level) in levelsOfPart[index].enumerated() {
              sums[level] += rows * series[index][cell].meanProduct(other.series, at: rho)
            }
          }
          guard square > 0, ownSquare > 0 else { return [] }
          var covariance = 0.0
          for level in sums.indices { covariance += sums[level] * ownScores[level] }
          let explained = covariance * covariance / (square * ownSquare)
          let unexplained = others.contains(j) ? 1 : max(1 - explained, 1e-3)
          return sums.map { $0 * covariance / square / unexplained }
        }
        for contribution in contributions where !contribution.isEmpty {
          for level in coordinate.indices { coordinate[level] += contribution[level] }
        }
        for level in coordinate.indices {
          coordinate[level] /= Double(levels.counts[level]) + LevelQuantification.damping
        }
        let order = levels.order.sorted { (coordinate[$0], $0) < (coordinate[$1], $1) }
        guard order != levels.order else { continue }
        changed = true
        levels.order = order
        columns[column].levels = levels
        for part in parts.indices {
          functions[part][variable] = columns[column].function(part: part, of: parts[part])
        }
      }
      if !changed { break }
    }
  }
}
