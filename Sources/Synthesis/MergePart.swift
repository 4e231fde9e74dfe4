internal import Copulas
internal import Distributions
internal import Kernels
internal import LinearAlgebra
internal import Randomness

/// One of the models to be merged, as what its latents decide.
struct MergePart: Sendable {
  let model: SynthesisModel
  let rows: Double
  private let copula: GaussianCopula
  /// For each column the pattern of missingness that it belongs to.
  let patternOfColumn: [Int?]

  /// - Throws: `ModelError` for a model that contradicts itself; `MergeError` for one with a ledger of privacy.
  init(_ model: SynthesisModel) throws {
    // What a merge would state of both is not known: how many rows a unit has in one and in the other, and whether they are
    // the same units.
    guard model.privacy == nil else {
      throw MergeError(
        .options,
        "A model was fitted under differential privacy, and the merge would have no ledger. "
          + "Sample from both, or fit the rows together.")
    }
    // Whatever can be sampled from has parts that agree.
    _ = try RowSampler(model, seed: Seed(0))
    self.model = model
    rows = Double(model.provenance.rows)
    switch model.dependence {
    case .gaussianCopula(let copula): self.copula = copula
    case .pairwiseField:
      throw ModelError(.inconsistent, "it is a pairwise field, and only copulas can be merged")
    }
    var patterns = [Int?](repeating: nil, count: model.columns.count)
    for (index, pattern) in model.missingness.enumerated() {
      for column in pattern.columns { patterns[column] = index }
    }
    patternOfColumn = patterns
  }

  /// How many rows have a value of the column.
  func presentRows(_ column: Int) -> Double {
    guard let pattern = patternOfColumn[column] else { return rows }
    return rows * (1 - model.missingness[pattern].share)
  }

  func latent(ofColumn column: Int) -> Int? {
    if case .modelled(_, let latent) = model.columns[column] { latent } else { nil }
  }

  /// What the presence of the column's values does to its latent.
  func selection(ofColumn column: Int) -> SelectedNormal? {
    guard let pattern = patternOfColumn[column], let latent = latent(ofColumn: column) else { return nil }
    let presence = model.missingness[pattern]
    return SelectedNormal(
      rho: copula.correlation[latent, presence.latent], threshold: StandardNormal.quantile(presence.share))
  }

  /// A variable of the merged model as this part's rows show it: a step function of one of its latents.
  struct Function: Sendable {
    /// `nil`: a constant.
    let latent: Int?
    let series: HermiteSeries
    let meanSquare: Double
    /// The pattern that decides whether a row shows it.
    let gate: Int?
    /// For the presence of a pattern: that pattern, and what the variable is where its columns are present.
    let presence: (pattern: Int, ifPresent: Double)?
  }

  /// The scores of a column's cells, cell c between the shares `cumulative[c]` and `cumulative[c + 1]` of its values.
  func values(ofColumn column: Int, scores: [Double], cumulative: [Double]) -> Function {
    var meanSquare = 0.0
    for cell in scores.indices {
      meanSquare += (cumulative[cell + 1] - cumulative[cell]) * scores[cell] * scores[cell]
    }
    return Function(
      latent: latent(ofColumn: column),
      series: HermiteSeries(StepFunction(values: scores, cumulative: cumulative)), meanSquare: meanSquare,
      gate: patternOfColumn[column], presence: nil)
  }

  /// Whether the values of a column are present: `scores[0]` if not, `scores[1]` if so.
  func presence(ofColumn column: Int, scores: [Double]) -> Function {
    guard let pattern = patternOfColumn[column] else {
      return Function(
        latent: nil, series: HermiteSeries(StepFunction(thresholds: [], values: [scores[1]])),
        meanSquare: scores[1] * scores[1], gate: nil, presence: nil)
    }
    let share = model.missingness[pattern].share
    return Function(
      latent: model.missingness[pattern].latent,
      series: HermiteSeries(StepFunction(values: scores, cumulative: [0, share, 1])),
      meanSquare: share * scores[0] * scores[0] + (1 - share) * scores[1] * scores[1], gate: nil,
      presence: (pattern, scores[1]))
  }

  /// Sums over the rows that show both variables, as many as are expected.
  struct Moments {
    var rows = 0.0
    var sums = (0.0, 0.0)
    var squares = (0.0, 0.0)
    var products = 0.0

    static func += (left: inout Moments, right: Moments) {
      left.rows += right.rows
      left.sums = (left.sums.0 + right.sums.0, left.sums.1 + right.sums.1)
      left.squares = (left.squares.0 + right.squares.0, left.squares.1 + right.squares.1)
      left.products += right.products
    }

    /// NaN if there are too few rows, or one of the two does not vary in them.
    func correlation(leastRows: Double) -> Double {
      let (a, b) = (rows * squares.0 - sums.0 * sums.0, rows * squares.1 - sums.1 * sums.1)
      guard rows >= leastRows, a > 1e-9 * rows * squares.0, b > 1e-9 * rows * squares.1 else { return .nan }
      return min(max((rows * products - sums.0 * sums.1) / (a * b).squareRoot(), -1), 1)
    }
  }

  /// What missing values select is left out, as the part's own latent correlations are free of it.
  func moments(_ first: Function, _ second: Function) -> Moments {
    let n = sharedRows(first, second)
    var (m1, m2) = (first.series.mean, second.series.mean)
    var (s1, s2) = (first.meanSquare, second.meanSquare)
    var product: Double
    if let presence = second.presence, presence.pattern == first.gate {
      (m2, s2) = (presence.ifPresent, presence.ifPresent * presence.ifPresent)
      product = m1 * m2
    } else if let presence = first.presence, presence.pattern == second.gate {
      (m1, s1) = (presence.ifPresent, presence.ifPresent * presence.ifPresent)
      product = m1 * m2
    } else if let one = first.latent, let other = second.latent {
      // The same latent: columns that are missing together here, but not in the other part. Both are lines of one
      // indicator, so that their product follows from the means and the squares.
      product =
        one == other
        ? m1 * m2 + (max(0, s1 - m1 * m1) * max(0, s2 - m2 * m2)).squareRoot()
        : first.series.meanProduct(second.series, at: copula.correlation[one, other])
    } else {
      product = m1 * m2
    }
    return Moments(
      rows: n, sums: (n * m1, n * m2), squares: (n * s1, n * s2), products: n * product)
  }

  func correlation(_ first: Function, _ second: Function) -> Double {
    guard let one = first.latent, let other = second.latent else { return 0 }
    return copula.correlation[one, other]
  }

  func sharedRows(_ first: Function, _ second: Function) -> Double {
    switch (first.gate, second.gate) {
    case (nil, nil): return rows
    case (let gate?, nil), (nil, let gate?): return rows * (1 - model.missingness[gate].share)
    case (let one?, let other?):
      let (a, b) = (model.missingness[one], model.missingness[other])
      if one == other { return rows * (1 - a.share) }
      let (f, g) = [a, b].map {
        HermiteSeries(StepFunction(values: [0, 1], cumulative: [0, $0.share, 1]))
      }.pair
      let both = f.meanProduct(g, at: copula.correlation[a.latent, b.latent])
      return rows * min(max(both, 0), 1 - max(a.share, b.share))
    }
  }
}

extension Array {
  fileprivate var pair: (Element, Element) { (self[0], self[1]) }
}
