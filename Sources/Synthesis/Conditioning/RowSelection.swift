internal import Copulas
internal import Kernels
internal import MarkovFields
public import Randomness
public import Rules
public import Tabular

/// The rows of a model that satisfy a condition, in the shares that are wanted.
public struct RowSelection: Sendable {
  public let source: any RowSource
  public let summary: Summary

  /// What a selection does, for those who rely on it.
  public struct Summary: Sendable, Hashable, Codable {
    /// The share of the model's rows that satisfy the condition; an estimate where it is no closed form, its relative error
    /// `probabilityError`. Of single values of continuous columns there is none.
    public var probability: Double?
    public var probabilityError: Double
    /// The share of proposals that became rows.
    public var acceptance: Double
    /// Rows of each cell of the targets, where there are any.
    public var cells: [Cell]

    public struct Cell: Sendable, Hashable, Codable {
      public var levels: [String]
      /// Of the model's rows that satisfy the condition.
      public var modelShare: Double
      public var rows: Int
    }
  }

  /// A share of rows below which rejecting them is given up.
  static let leastPassing = 1.0 / 2000

  /// Rows that satisfy `condition`.
  ///
  /// - Parameter spell: A stored whole number as its column spells it, for messages.
  /// - Throws: `SelectionError`, `ConditionError`, `ModelError`.
  public init(
    _ model: SynthesisModel, where condition: Condition, seed: Seed, spell: (Int64, FieldType) -> String
  ) throws {
    let sampler = try RowSampler(model, seed: seed)
    let part = try Part(condition, ConditionRegions(sampler), spell)
    switch model.dependence {
    case .gaussianCopula(let copula):
      let boxes = try RegionBoxes.classes([part.region], correlation: copula.correlation)
      let source = ConditionedSampler(
        sampler: sampler, boxes: boxes, rest: part.isExact ? nil : part.condition,
        values: part.singleValues, classes: nil)
      let estimate = boxes.estimate(0)
      let passing = try source.passing()
      guard passing >= Self.leastPassing else { throw Self.tooRare(part, passing) }
      self.source = source
      summary = Summary(
        probability: boxes.normals.points > 0
          ? nil : passing * KernelSet.active.exponential(of: max(estimate.logProbability, -708)),
        probabilityError: boxes.isTested || !part.isExact ? 0.02 : 0,
        acceptance: estimate.acceptance * passing,
        cells: [])
    case .pairwiseField:
      let fields = try FieldSelection(sampler, conditions: [part.condition], counts: nil)
      source = fields
      summary = Summary(
        probability: fields.shares[0], probabilityError: 0.02, acceptance: fields.shares[0], cells: [])
    }
  }

  static func tooRare(_ part: Part, _ passing: Double) -> SelectionError {
    SelectionError(
      passing == 0 ? .impossible : .tooRare,
      (passing == 0
        ? "Of 262,144 rows drawn to satisfy the condition as far as single columns can, none satisfied the rest of it: it may be "
          + "impossible."
        : "Fewer than one in 2,000 of the rows drawn to satisfy the condition as far as single columns can satisfies the rest of it.")
        + " Comparisons of columns with columns, and arithmetic, are tried row by row; state what you can as comparisons with "
        + "single values.")
  }

  /// A condition and the region it comes to.
  struct Part {
    let condition: BoundCondition
    let region: LatentRegion
    let isExact: Bool
    /// Numbers of continuous columns that the condition states one by one.
    let singleValues: [(column: Int, values: [Double])]

    init(_ condition: Condition, _ regions: ConditionRegions, _ spell: (Int64, FieldType) -> String) throws {
      self.condition = try condition.bound(to: regions.schema)
      try regions.checkLevels(condition)
      (region, isExact) = try regions.region(self.condition)
      guard !region.isEmpty else {
        throw SelectionError(
          .impossible,
          "No row of the model satisfies the condition. \(regions.offer(self.condition, spell: spell))")
      }
      singleValues = try regions.singleValues(self.condition)
    }
  }
}
