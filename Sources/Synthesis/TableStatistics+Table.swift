internal import Distributions
internal import LinearAlgebra
internal import Scheduling
public import Tabular

extension TableStatistics {
  /// Measures a table.
  ///
  /// - Parameters:
  ///   - table: At least one row; every modelled column has at least one present value.
  ///   - target: The position of the column that models of the synthetic table are to predict: nominal levels are
  ///     ordered by it first.
  ///   - threads: The result does not depend on it.
  /// - Throws: `LinearAlgebraError` if an eigenvalue iteration fails.
  /// - Complexity: O(rows * columns²); memory for two bytes a cell beside the table, and for the sorted keys of
  ///   one numeric column a thread.
  public init(_ table: Table, target: Int? = nil, threads: Int) throws {
    precondition(table.rowCount > 0)
    let fields = table.schema.fields
    // Where there are more threads than columns, several share one.
    let perColumn = max(1, threads / max(fields.count, 1))
    let first = try Parallel.map(count: fields.count, threads: threads) { index in
      try FirstPass(table.columns[index], field: fields[index], threads: perColumn)
    }

    // Nominal levels can be ordered only when every column has been counted.
    let orders = try TableStatistics.levelOrders(table, first, target: target, threads: threads)
    let second = try Parallel.map(count: fields.count, threads: threads) { index in
      first[index].finished(table.columns[index], order: orders[index])
    }

    let patterns = TableStatistics.missingnessPatterns(table)
    var variables: [Variable] = []
    var binned: [BinnedColumn] = []
    for (index, column) in second.enumerated() {
      guard let cells = column.binned, cells.counts.count > 1 else { continue }
      variables.append(.value(column: index))
      binned.append(cells)
    }
    for (index, pattern) in patterns.enumerated() {
      variables.append(.presence(pattern: index))
      binned.append(.presence(table.columns[pattern.columns[0]].validity!))
    }
    let scores = binned.map { StepScores(counts: $0.counts) }
    schema = table.schema
    rowCount = table.rowCount
    columns = second.map(\.statistics)
    missingness = patterns
    self.variables = variables
    (correlation, pairRows) = try ScoreCorrelation.matrix(
      binned, scores: scores, rowCount: table.rowCount, threads: threads)
  }

  /// Groups the columns whose missing values stand in exactly the same rows.
  private static func missingnessPatterns(_ table: Table) -> [MissingnessStatistics] {
    var members: [Bitmap: [Int]] = [:]
    var order: [Bitmap] = []
    for (index, column) in table.columns.enumerated() {
      // A text or an identifier may be missing everywhere: then there is no presence to decide, and the column
      // is written as its type says.
      guard let validity = column.validity, !validity.isFull, validity.setCount > 0 else { continue }
      if members[validity] == nil { order.append(validity) }
      members[validity, default: []].append(index)
    }
    return order.map {
      MissingnessStatistics(columns: members[$0]!, missingCount: $0.count - $0.setCount)
    }
  }

  /// For each nominal column its levels (as codes) in the order of the latent.
  static func levelOrders(
    _ table: Table, _ first: [FirstPass], target: Int?, threads: Int
  ) throws -> [[Int]?] {
    let nominal = first.indices.filter { first[$0].isNominal }
    var orders = [[Int]?](repeating: nil, count: first.count)
    for index in first.indices {
      guard case .levels(let counts) = first[index].kind, !first[index].isNominal else { continue }
      var order = Array(counts.indices)
      if case .levels(let stated, ordered: true) = table.schema.fields[index].domain,
        case .codes(_, let levels) = table.columns[index].values
      {
        let rank = Dictionary(zip(stated, stated.indices), uniquingKeysWith: { a, _ in a })
        order.sort { (rank[levels.string($0)] ?? .max, $0) < (rank[levels.string($1)] ?? .max, $1) }
      }
      orders[index] = order.filter { counts[$0] > 0 }
    }
    guard !nominal.isEmpty else { return orders }

    // The order of the eigenvalue problem stays near 2,000 however many columns there are.
    let modelled = first.indices.filter { first[$0].isModelled }
    let mostLevels = max(2, 1024 / nominal.count)
    let mostBins = min(10, max(2, 1024 / modelled.count))
    // Levels that share an indicator are placed by their rows: all of them.
    let isLumped = modelled.contains { first[$0].levelCount ?? 0 > mostLevels }
    let sample = RowSample(evenlyFrom: table.rowCount)
    let analysed = isLumped ? RowSample(allOf: table.rowCount) : sample
    let inputs = try Parallel.map(count: modelled.count, threads: threads) { k in
      first[modelled[k]].indicators(
        table.columns[modelled[k]], mostLevels: mostLevels, mostBins: mostBins, rows: analysed)
    }
    let analysis = try CorrespondenceAnalysis(
      inputs.map(\.input), rowCount: analysed.count, threads: threads)
    for (k, index) in modelled.enumerated() where first[index].isNominal {
      guard case .levels(let counts) = first[index].kind,
        case .codes(let codes, _) = table.columns[index].values
      else { continue }
      var coordinate = [Double](repeating: 0, count: counts.count)
      if inputs[k].isLumped {
        let scores = analysis.rowScores(without: k)
        for row in codes.indices where table.columns[index].validity?[row] ?? true {
          coordinate[Int(codes[row])] += scores[row]
        }
        for level in counts.indices where counts[level] > 0 { coordinate[level] /= Double(counts[level]) }
      } else {
        for level in counts.indices {
          coordinate[level] = analysis.coordinates[k][Int(inputs[k].indicatorOfLevel[level])]
        }
      }
      orders[index] = counts.indices.filter { counts[$0] > 0 }
        .sorted { (coordinate[$0], $0) < (coordinate[$1], $1) }
    }

    // The axis was the start; now each column follows its own ties.
    let quantification = try LevelQuantification(
      modelled.map { first[$0].quantified(table.columns[$0], order: orders[$0], rows: sample) },
      target: target.flatMap { modelled.firstIndex(of: $0) }, threads: threads)
    for (k, index) in modelled.enumerated() where first[index].isNominal {
      orders[index] = quantification.columns[k].order ?? orders[index]
    }
    return orders
  }
}
