import Copulas
import Distributions
import LinearAlgebra
import MarkovFields
import Sklar

/// A model in words.
struct ModelSummary {
  private let model: SynthesisModel
  /// The columns' names, fit for a terminal.
  private let names: [String]

  init(_ model: SynthesisModel) {
    self.model = model
    names = model.schema.fields.map { ColumnPlace.shown($0.name) }
  }

  /// What was learned, in a few lines.
  var overview: [String] {
    let fields = model.schema.fields
    var kinds: [(name: String, count: Int)] = []
    for field in fields {
      if let index = kinds.firstIndex(where: { $0.name == field.type.name }) {
        kinds[index].count += 1
      } else {
        kinds.append((field.type.name, 1))
      }
    }
    let origin = model.provenance
    var lines = [
      (origin.isDefined
        ? "defined   not fitted, "
        : "learned   \(model.privacy == nil ? "" : "about ")\(quantity(origin.rows)) row\(origin.rows == 1 ? "" : "s") of ")
        + "\(fields.count) column\(fields.count == 1 ? "" : "s"): "
        + kinds.map { "\($0.count) \($0.name)" }.joined(separator: ", "),
      kind,
    ]
    if !model.missingness.isEmpty {
      let patterns = model.missingness.map { pattern in
        let patternNames = pattern.columns.prefix(4).map { names[$0] }
        let more = pattern.columns.count > 4 ? ", ..." : ""
        return "\(patternNames.joined(separator: ", "))\(more) (\(fixed(100 * pattern.share, 2)) %)"
      }
      lines.append("missing   " + patterns.joined(separator: "; "))
    }
    let left = fields.indices.filter {
      if case .modelled = model.columns[$0] { false } else { true }
    }
    if !left.isEmpty {
      lines.append(
        "not modelled: " + left.map { "\(names[$0]) (\(fields[$0].type.name))" }.joined(separator: ", ")
      )
    }
    return lines
  }

  /// The columns in which a private fit has nowhere to put a level that their public schema does not list: a slip in the
  /// schema would show as too many of the first level.
  func unlisted(in schema: Schema) -> [String] {
    let closed = schema.fields.filter { field in
      guard case .categorical = field.type, case .levels(let levels, _) = field.domain else { return false }
      return field.missing == nil && !levels.isEmpty && !levels.contains(PublicDomain.otherName)
    }
    if closed.isEmpty { return [] }
    return [
      "unlisted  whatever is none of the schema's levels counts as the first of them: "
        + closed.map { ColumnPlace.shown($0.name) }.joined(separator: ", ")
    ]
  }

  private var kind: String {
    switch model.dependence {
    case .gaussianCopula(let copula):
      "model     Gaussian copula of \(copula.dimension) latent normals, "
        + (model.privacy == nil ? "exact marginals" : "noisy marginals")
    case .pairwiseField(let field):
      "model     pairwise field of \(field.dimension) variables, \(field.cardinalities.reduce(0, +)) states, rows in blocks of "
        + quantity(field.blockRows)
    }
  }

  /// What was promised, what was released and what it cost; nothing for a model without a budget.
  var privacy: [String] {
    guard let ledger = model.privacy else { return [] }
    return ledger.lines.enumerated().map { ($0.offset == 0 ? "privacy   " : "          ") + $0.element }
  }

  func correlationLine(error: Double, repair: Double) -> String {
    let repaired =
      repair > 0.01 ? "; no correlation matrix meets all pairs, moved by \(fixed(repair, 3)) (Frobenius)" : ""
    return "matched   correlations of normal scores to \(fixed(error, 4)) (root mean square)\(repaired)"
  }

  /// A line for each column.
  var columns: [String] {
    let fields = model.schema.fields
    let width = min(28, names.map(\.count).max() ?? 0)
    return fields.indices.map { index in
      let field = fields[index]
      let name = names[index] + String(repeating: " ", count: max(0, width - names[index].count))
      let type = field.type.name + String(repeating: " ", count: max(0, 11 - field.type.name.count))
      return "\(name)  \(type)  \(content(index))"
    }
  }

  private func content(_ index: Int) -> String {
    let field = model.schema.fields[index]
    switch model.columns[index] {
    case .identifier:
      if case .identifier(.strings(let pattern)) = field.type { return "unique, \(pattern.pattern)" }
      return "unique integers"
    case .text:
      if case .text(let emission) = field.type {
        switch emission {
        case .drop: return "left out"
        case .constant: return "a constant"
        case .template: return "a template"
        }
      }
      return ""
    case .modelled(let marginal, _):
      switch marginal {
      case .levels(let levels):
        let shares = zip(levels.cuts, levels.cuts.dropFirst()).map { $1 - $0 }
        let top = levels.levels.indices.sorted { shares[$0] > shares[$1] }.prefix(3)
        let shown = top.map { "\(ColumnPlace.shown(levels.levels[$0])) \(fixed(100 * shares[$0], 1)) %" }
        return "\(quantity(levels.levels.count)) levels: \(shown.joined(separator: ", "))"
          + (levels.levels.count > 3 ? ", ..." : "")
      case .integers(let integers) where integers.lower.count == 1 && integers.span[0] > 0:
        let last = integers.lower[0] &+ Int64(bitPattern: integers.span[0] &* integers.step)
        return "uniform, \(field.type.text(of: integers.lower[0])) to \(field.type.text(of: last))"
      case .integers(let integers):
        return "\(quantity(integers.lower.count)) segments, \(atoms(integers.span.count { $0 == 0 }))"
      case .family(let family): return FamilyText(family, of: field.type).text
      case .reals(let reals):
        return
          "\(quantity(reals.low.count)) segments, \(atoms(zip(reals.low, reals.high).count { $0 == $1 }))"
          + ", \(reals.low.first!) to \(reals.high.last!)"
      }
    }
  }

  private func atoms(_ count: Int) -> String { "\(quantity(count)) of them single values" }

  /// What each latent belongs to.
  private var latentLabels: [String] {
    var labels = [String](repeating: "", count: model.dependence.latentCount)
    for pattern in model.missingness {
      labels[pattern.latent] = "presence of " + names[pattern.columns[0]]
    }
    for (index, column) in model.columns.enumerated() {
      if case .modelled(_, let latent?) = column { labels[latent] = names[index] }
    }
    return labels
  }

  /// The strongest ties: of a copula the latent correlations, of a field the distances from independence.
  var correlations: [String] {
    let labels = latentLabels
    var pairs: [(value: Double, i: Int, j: Int)] = []
    let title: String
    switch model.dependence {
    case .gaussianCopula(let copula):
      title = "strongest latent correlations"
      for i in 0..<copula.dimension {
        for j in 0..<i where copula.correlation[i, j] != 0 { pairs.append((copula.correlation[i, j], i, j)) }
      }
    case .pairwiseField(let field):
      title = "strongest ties (total variation from independence)"
      for i in 0..<field.dimension { for j in 0..<i { pairs.append((field.dependence(j, i), i, j)) } }
    }
    pairs.sort { (-abs($0.value), $0.i, $0.j) < (-abs($1.value), $1.i, $1.j) }
    guard !pairs.isEmpty else { return ["no correlations"] }
    return [title]
      + pairs.prefix(10).map { value, i, j in
        "  \(value < 0 ? "" : " ")\(fixed(value, 3))  \(labels[j]) ~ \(labels[i])"
      }
  }
}
