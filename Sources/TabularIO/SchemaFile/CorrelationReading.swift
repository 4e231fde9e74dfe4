internal import Distributions
internal import Yams

/// The correlations of a definition: a full matrix, or the pairs that are not 0.
struct CorrelationReading {
  let file: String
  let names: [String]

  func read(_ node: Node?) throws(SchemaFileError) -> (
    kind: TableDefinition.CorrelationKind, values: [[Double]]
  ) {
    guard let node else { return (.latent, identity) }
    guard let mapping = node.mapping else {
      throw SchemaFileError(
        file: file, line: node.mark?.line, key: "correlation",
        message: "A mapping is required here: kind, and matrix or pairs.")
    }
    var entry = SchemaEntry(mapping, file: file, column: nil, line: node.mark?.line)
    let name: String = try entry.required("kind", "spearman or latent")
    guard let kind = TableDefinition.CorrelationKind(rawValue: name) else {
      throw entry.error("kind", "Unknown kind of correlation. Use spearman or latent.")
    }
    let values: [[Double]]
    switch (entry.take("matrix"), entry.take("pairs")) {
    case (let matrix?, nil): values = try self.matrix(matrix, entry)
    case (nil, let pairs?): values = try self.pairs(pairs, entry)
    default: throw entry.error(nil, "State the correlations as matrix or as pairs, one of the two.")
    }
    try entry.refuseOthers("kind, matrix and pairs")
    return (kind, values)
  }

  private var identity: [[Double]] {
    names.indices.map { i in names.indices.map { i == $0 ? 1 : 0 } }
  }

  private func number(_ node: Node?) -> Double? {
    guard let text = node?.scalar?.string, let value = Double(text), abs(value) <= 1 else { return nil }
    return value
  }

  private func matrix(_ node: Node, _ entry: SchemaEntry) throws(SchemaFileError) -> [[Double]] {
    let count = names.count
    guard let rows = node.sequence, rows.count == count else {
      throw entry.error(
        "matrix", "The matrix must have a row for each of the \(count) columns, in their order.")
    }
    var values: [[Double]] = []
    for (i, row) in rows.enumerated() {
      func refuse(_ message: String) -> SchemaFileError {
        SchemaFileError(file: file, line: row.mark?.line, column: names[i], key: "matrix", message: message)
      }
      guard let elements = row.sequence, elements.count == count else {
        throw refuse("The row must have \(count) numbers, one for each column.")
      }
      var line: [Double] = []
      for (j, element) in elements.enumerated() {
        guard let value = number(element) else { throw refuse("A correlation is a number from -1 to 1.") }
        guard i != j || value == 1 else { throw refuse("A column's correlation with itself is 1. Write 1.") }
        guard j >= i || value == values[j][i] else {
          throw refuse("The matrix is not symmetric: \(other(j)) has another number. Make the two the same.")
        }
        line.append(value)
      }
      values.append(line)
    }
    return values
  }

  private func other(_ index: Int) -> String { "the row of column \(index + 1)" }

  private func pairs(_ node: Node, _ entry: SchemaEntry) throws(SchemaFileError) -> [[Double]] {
    guard let items = node.sequence else {
      throw entry.error("pairs", "A list is required here: - {between: [a, b], value: 0.5}.")
    }
    var positions: [String: Int] = [:]
    for (index, name) in names.enumerated() { positions[name] = index }
    var values = identity
    var seen = Set<[Int]>()
    for item in items {
      guard let mapping = item.mapping else {
        throw SchemaFileError(
          file: file, line: item.mark?.line, key: "pairs",
          message: "A pair is a mapping: {between: [a, b], value: 0.5}.")
      }
      var pair = SchemaEntry(mapping, file: file, column: nil, line: item.mark?.line)
      guard let between = try pair.strings("between"), between.count == 2, between[0] != between[1] else {
        throw pair.error("between", "The names of two columns are required: [a, b].")
      }
      var places: [Int] = []
      for name in between {
        pair.column = name
        guard let place = positions[name] else {
          throw pair.error("between", "No column has this name. Correct it, or define the column.")
        }
        places.append(place)
      }
      pair.column = between[1]
      guard seen.insert(places.sorted()).inserted else {
        throw pair.error("between", "The pair is listed twice. Remove one of the two.")
      }
      guard let value = number(pair.take("value")) else {
        throw pair.error("value", "A correlation is a number from -1 to 1.")
      }
      try pair.refuseOthers("between and value")
      values[places[0]][places[1]] = value
      values[places[1]][places[0]] = value
    }
    return values
  }
}
