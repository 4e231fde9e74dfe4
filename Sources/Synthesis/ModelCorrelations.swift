internal import Copulas
internal import Distributions
internal import Kernels
public import LinearAlgebra
internal import MarkovFields
internal import Tabular

/// The correlations of a model's columns, computed from the model, not from rows drawn.
///
/// Pearson's and Spearman's are those of the values before any are taken away as missing. See
/// `ColumnCorrelation` for their accuracy: 2e-5, but for latent correlations beyond 0.97. Those of a field are exact but for
/// its shares' rounding.
public struct ModelCorrelations: Sendable {
  public enum Kind: String, Sendable, Hashable {
    /// Of the values. Categorical columns have none, booleans count as 0 and 1, dates as days.
    case pearson
    /// Of the ranks, ties at their mean. Categorical columns count in the order of their levels.
    case spearman
    /// Of the latent normals, those of presence included. Of a field: of the ranks of its variables' states.
    case latent
  }

  /// What a row of the matrix is about.
  public enum Variable: Sendable, Hashable {
    case column(Int)
    /// Whether the columns of this pattern of missing values have values.
    case presence(pattern: Int)
  }

  public let kind: Kind
  public let variables: [Variable]
  /// Symmetric, with a unit diagonal.
  public let values: Matrix

  /// - Precondition: `RowSampler` accepts the model.
  /// - Complexity: O(variables² * degree), degree 256 to 1024.
  public init(_ kind: Kind, of model: SynthesisModel) {
    self.kind = kind
    var variables: [Variable] = []
    var latents: [Int] = []
    var cells: [LatentCells] = []
    for (index, column) in model.columns.enumerated() {
      guard case .modelled(let marginal, let latent?) = column else { continue }
      if kind == .pearson, model.schema.fields[index].type == .categorical { continue }
      variables.append(.column(index))
      latents.append(latent)
      if kind != .latent { cells.append(LatentCells(marginal)) }
    }
    if kind == .latent {
      for (index, pattern) in model.missingness.enumerated() {
        variables.append(.presence(pattern: index))
        latents.append(pattern.latent)
      }
    }
    self.variables = variables
    let all: Matrix
    switch model.dependence {
    case .gaussianCopula(let copula): all = copula.correlation
    case .pairwiseField(let field):
      values = Self.values(of: field, kind, latents: latents, cells: cells)
      return
    }
    let latent = all.submatrix(rows: latents, columns: latents)
    guard kind != .latent else {
      values = latent
      return
    }
    let correlation = ColumnCorrelation(kind == .pearson ? .pearson : .spearman, of: cells)
    var values = Matrix.identity(variables.count)
    for i in variables.indices {
      for j in 0..<i {
        let value = correlation.value(i, j, at: latent[i, j])
        (values[i, j], values[j, i]) = (value, value)
      }
    }
    self.values = values
  }

  private static func values(
    of field: PairwiseField, _ kind: Kind, latents: [Int], cells: [LatentCells]
  ) -> Matrix {
    let scores = latents.indices.map { index -> (latent: Int, ends: [Double], values: [Double]) in
      if kind == .latent {
        // The middle of each state.
        let cuts = field.cuts(latents[index])
        return (
          latents[index], Array(cuts.dropFirst().dropLast()),
          zip(cuts, cuts.dropFirst()).map { ($0 + $1) / 2 }
        )
      }
      let steps = kind == .pearson ? cells[index].valueScores : cells[index].rankScores
      return (latents[index], steps.thresholds.map(StandardNormal.cdf), steps.scores)
    }
    let correlation = FieldCorrelation(field, scores)
    var values = Matrix.identity(latents.count)
    for i in latents.indices {
      for j in 0..<i {
        let value = correlation.value(i, j)
        (values[i, j], values[j, i]) = (value, value)
      }
    }
    return values
  }
}
