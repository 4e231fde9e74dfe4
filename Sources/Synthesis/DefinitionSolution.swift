internal import Copulas
public import Distributions
public import LinearAlgebra
internal import Tabular

/// A model made from a definition, and how far it had to leave what the definition asks for.
public struct DefinitionSolution: Sendable {
  public let model: SynthesisModel
  /// Positions of the columns that have a correlation with others: all but constant ones.
  public let columns: [Int]
  /// What was asked for, and what the model generates, of `columns`, in the definition's kind of correlation.
  public let asked: Matrix
  public let generated: Matrix
  /// Whether the latent correlations had to be moved to become a correlation matrix.
  public let isRepaired: Bool

  static let floor = 1e-7
  /// Moves below this are rounding.
  private static let noticeable = 1e-6

  /// Solves each pair for its latent correlation, then takes the nearest correlation matrix.
  ///
  /// - Throws: `DefinitionError` for a pair that cannot be as strongly correlated as it is asked to be;
  ///   `LinearAlgebraError` if an eigenvalue iteration fails.
  /// - Complexity: O(columns³), and O(degree) for each pair that is correlated.
  public init(_ definition: TableDefinition, program: String) throws {
    let fields = definition.columns.map(\.field)
    columns = definition.columns.indices.filter { definition.columns[$0].marginal.varies }
    let correlated = Set(columns)
    for i in fields.indices {
      for j in 0..<i where definition.correlations[i][j] != 0 && !correlated.isSuperset(of: [i, j]) {
        throw DefinitionError(
          fields[j].name, fields[i].name,
          "One of them has a single value, which goes with nothing. State the correlation 0.")
      }
    }
    let d = columns.count
    let cells = columns.map { LatentCells(definition.columns[$0].marginal) }
    let ranks = definition.kind == .spearman ? ColumnCorrelation(.spearman, of: cells) : nil
    var asked = Matrix.identity(d)
    var latent = Matrix.identity(d)
    for i in 0..<d {
      for j in 0..<i {
        let target = definition.correlations[columns[i]][columns[j]]
        let solved: Double
        if let ranks {
          guard let rho = ranks.latent(i, j, for: target) else {
            throw DefinitionError(
              fields[columns[j]].name, fields[columns[i]].name,
              DefinitionError.infeasible(target, within: ranks.feasible(i, j)))
          }
          solved = rho
        } else {
          solved = target
        }
        (asked[i, j], asked[j, i]) = (target, target)
        (latent[i, j], latent[j, i]) = (solved, solved)
      }
    }
    let nearest = try latent.nearestCorrelation(floor: Self.floor)
    isRepaired = nearest.distance(to: latent) > Self.noticeable
    var generated = nearest
    if let ranks {
      for i in 0..<d {
        for j in 0..<i {
          let value = isRepaired ? ranks.value(i, j, at: nearest[i, j]) : asked[i, j]
          (generated[i, j], generated[j, i]) = (value, value)
        }
      }
    }
    self.asked = asked
    self.generated = generated

    // Presence goes with nothing: a latent of its own behind those of the columns.
    let incomplete = fields.indices.filter { definition.columns[$0].missingShare > 0 }
    var full = Matrix.identity(d + incomplete.count)
    for i in 0..<d { for j in 0..<d { full[i, j] = nearest[i, j] } }
    var latentOfColumn: [Int: Int] = [:]
    for (latent, column) in columns.enumerated() { latentOfColumn[column] = latent }
    model = SynthesisModel(
      provenance: SynthesisModel.Provenance(definedBy: program, kind: definition.kind, columns: fields.count),
      schema: Schema(fields),
      columns: fields.indices.map {
        .modelled(marginal: definition.columns[$0].marginal, latent: latentOfColumn[$0])
      },
      missingness: incomplete.enumerated().map { index, column in
        SynthesisModel.MissingnessModel(
          columns: [column], share: definition.columns[column].missingShare, latent: d + index)
      },
      dependence: .gaussianCopula(copula: try GaussianCopula(correlation: full)))
  }

  /// The pair that had to move furthest, as positions in `columns`; `nil` without pairs.
  public var largestMove: (i: Int, j: Int)? {
    var largest: (i: Int, j: Int)?
    var most = -1.0
    for i in columns.indices {
      for j in 0..<i where abs(generated[i, j] - asked[i, j]) > most {
        most = abs(generated[i, j] - asked[i, j])
        largest = (i, j)
      }
    }
    return largest
  }
}

/// A pair of columns that cannot be as a definition asks.
public struct DefinitionError: Error, Sendable, Hashable, CustomStringConvertible {
  public let first: String
  public let second: String
  /// What is wrong and what to do, as whole sentences.
  public let message: String

  init(_ first: String, _ second: String, _ message: String) {
    self.first = first
    self.second = second
    self.message = message
  }

  public var description: String {
    "columns \"\(ColumnPlace.shown(first))\" and \"\(ColumnPlace.shown(second))\": \(message)"
  }

  static func infeasible(_ target: Double, within feasible: ClosedRange<Double>) -> String {
    // Rounded towards zero, so that the number shown is itself feasible.
    func shown(_ bound: Double) -> String { String((bound * 10_000).rounded(.towardZero) / 10_000) }
    return "A Spearman correlation of \(target) is out of their reach: their values allow "
      + "\(shown(feasible.lowerBound)) to \(shown(feasible.upperBound)). State one in between."
  }
}

extension SynthesisModel.Provenance {
  private static let definedOption = "defined"

  init(definedBy program: String, kind: TableDefinition.CorrelationKind, columns: Int) {
    self.init(
      rows: 0, columns: columns, sha256: nil, program: program,
      options: [Self.definedOption: kind.rawValue])
  }

  /// Whether the model was defined, not fitted.
  public var isDefined: Bool { rows == 0 && sha256 == nil && options[Self.definedOption] != nil }
}

extension Marginal {
  /// Whether it needs a latent: it has more than one value, or is of a family.
  fileprivate var varies: Bool {
    switch self {
    case .integers(let marginal): marginal.lower.count > 1 || marginal.span[0] > 0
    case .reals(let marginal): marginal.low.count > 1 || marginal.low[0] < marginal.high[0]
    case .levels(let marginal): marginal.levels.count > 1
    case .family: true
    }
  }
}
