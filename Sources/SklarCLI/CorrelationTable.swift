import LinearAlgebra
import Sklar

/// Correlations as text: the lower triangle, in blocks that fit a terminal, with the columns numbered.
struct CorrelationTable {
  private static let width = 100
  private static let cell = 7

  private let correlations: ModelCorrelations
  private let labels: [String]
  private let schema: Schema
  private let hasMissing: Bool

  init(_ correlations: ModelCorrelations, of model: SynthesisModel) {
    self.correlations = correlations
    schema = model.schema
    hasMissing = !model.missingness.isEmpty
    let names = model.schema.fields.map { ColumnPlace.shown($0.name) }
    labels = correlations.variables.map {
      switch $0 {
      case .column(let index): names[index]
      case .presence(let pattern): "presence of " + names[model.missingness[pattern].columns[0]]
      }
    }
  }

  var lines: [String] {
    let count = labels.count
    guard count > 1 else { return ["no correlations: fewer than two columns have any"] }
    let about =
      switch correlations.kind {
      case .pearson: "Pearson correlations of values"
      case .spearman: "Spearman correlations of ranks"
      case .latent: "correlations of the latent normals"
      }
    var lines = [about + ", computed from the model"]
    let number = String(count).count
    let width = min(28, labels.map(\.count).max()!)
    let block = max(4, (Self.width - number - width - 2) / Self.cell)
    for start in stride(from: 0, to: count, by: block) {
      let end = min(start + block, count)
      lines.append("")
      lines.append(
        String(repeating: " ", count: number + width + 2)
          + (start..<end).map { padded(String($0 + 1), Self.cell) }.joined())
      for i in start..<count {
        let label = String(labels[i].prefix(width))
        let cells = (start..<min(i + 1, end)).map { padded(shown(correlations.values[i, $0]), Self.cell) }
        lines.append(
          padded(String(i + 1), number) + "  " + label
            + String(repeating: " ", count: width - label.count) + cells.joined())
      }
    }
    return lines + notes
  }

  private var notes: [String] {
    var notes: [String] = []
    let categorical = schema.fields.filter { $0.type == .categorical }.map { ColumnPlace.shown($0.name) }
    if !categorical.isEmpty {
      switch correlations.kind {
      case .pearson: notes.append("Left out, as they are no numbers: \(listed(categorical)).")
      case .spearman: notes.append("Ranked by the order of their levels: \(listed(categorical)).")
      case .latent: break
      }
    }
    if hasMissing, correlations.kind != .latent {
      notes.append("Missing values: these are the correlations before any value is taken away.")
    }
    return notes.isEmpty ? [] : [""] + notes
  }

  private func listed(_ names: [String]) -> String {
    names.count <= 8
      ? names.joined(separator: ", ")
      : names.prefix(6).joined(separator: ", ") + " and \(names.count - 6) more"
  }

  private func shown(_ value: Double) -> String { value.isFinite ? fixed(value, 3) : "-" }

  private func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// What `--json` writes. A correlation that is not defined is null.
  var report: Report {
    Report(
      kind: correlations.kind.rawValue,
      columns: correlations.variables.indices.map {
        if case .column(let index) = correlations.variables[$0] {
          schema.fields[index].name
        } else {
          labels[$0]
        }
      },
      matrix: labels.indices.map { i in
        labels.indices.map { correlations.values[i, $0].isFinite ? correlations.values[i, $0] : nil }
      })
  }

  struct Report: Encodable {
    let schemaVersion = 1
    let kind: String
    let columns: [String]
    let matrix: [[Double?]]

    enum CodingKeys: String, CodingKey {
      case schemaVersion = "schema_version"
      case kind, columns, matrix
    }
  }
}
