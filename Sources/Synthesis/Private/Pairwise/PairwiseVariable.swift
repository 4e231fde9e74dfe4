package import Privacy

/// A variable of the field: a column, or columns joined since the schema says that some decide the others.
///
/// Its cells are those of the deciding columns; what the others hold is a function of them.
package struct PairwiseVariable: Sendable, Hashable {
  /// Positions among the records' columns. A nullable one, of which there is at most one beside others, comes first.
  package let deciding: [Int]
  /// Nullable ones first.
  package let decided: [Int]

  package var columns: [Int] { deciding + decided }

  /// More cells than this are not joined: the noise of so many would hide the function.
  static let mostCells = 1 << 14

  /// All variables of a table, in the order of their first columns.
  ///
  /// Dependencies that share columns are joined. A column that would make a variable of more than `mostCells` cells stays
  /// on its own, as do columns that decide together while two of them may be missing. Depends on public things only.
  ///
  /// - Parameter functional: Which columns decide which.
  package static func all(of domains: [PublicDomain], functional: [(deciding: [Int], decided: [Int])])
    -> [PairwiseVariable]
  {
    var component = Array(domains.indices)
    for dependency in functional {
      let columns = dependency.deciding + dependency.decided
      guard let first = columns.first, !dependency.deciding.isEmpty else { continue }
      for column in columns {
        let (from, to) = (component[column], component[first])
        if from != to {
          for index in component.indices where component[index] == from { component[index] = to }
        }
      }
    }
    var variables: [PairwiseVariable] = []
    for id in Set(component) {
      let columns = domains.indices.filter { component[$0] == id }
      variables += joined(columns, domains, functional)
    }
    return variables.sorted { $0.columns.min()! < $1.columns.min()! }
  }

  private static func joined(
    _ columns: [Int], _ domains: [PublicDomain], _ functional: [(deciding: [Int], decided: [Int])]
  ) -> [PairwiseVariable] {
    func closure(_ start: Set<Int>) -> Set<Int> {
      var known = start
      while true {
        let more = functional.filter { !$0.deciding.isEmpty && Set($0.deciding).isSubset(of: known) }
          .flatMap(\.decided)
        if known.isSuperset(of: more) { return known }
        known.formUnion(more)
      }
    }
    // Columns that the others decide anyway leave, those of the fewest cells first.
    var deciding = columns
    for column in columns.sorted(by: { (domains[$0].count, -$0) < (domains[$1].count, -$1) }) {
      let rest = Set(deciding).subtracting([column])
      if closure(rest).contains(column) { deciding.removeAll { $0 == column } }
    }
    let alone = columns.map { PairwiseVariable(deciding: [$0], decided: []) }
    if deciding.count > 1, deciding.filter({ domains[$0].isNullable }).count > 1 { return alone }
    func nullableFirst(_ columns: [Int]) -> [Int] {
      columns.filter { domains[$0].isNullable } + columns.filter { !domains[$0].isNullable }
    }
    var cells = 1
    for column in deciding { cells = min(cells * domains[column].count, mostCells + 1) }
    guard cells <= mostCells || deciding.count == 1 else { return alone }
    var (decided, left): ([Int], [Int]) = ([], [])
    for column in columns where !deciding.contains(column) {
      if cells * domains[column].count <= mostCells {
        cells *= domains[column].count
        decided.append(column)
      } else {
        left.append(column)
      }
    }
    // Columns that decide nothing together are columns on their own.
    if decided.isEmpty { return alone }
    return [PairwiseVariable(deciding: nullableFirst(deciding), decided: nullableFirst(decided))]
      + left.map { PairwiseVariable(deciding: [$0], decided: []) }
  }
}

extension PairwiseVariable {
  /// Cells of the deciding columns.
  func cellCount(_ domains: [PublicDomain]) -> Int { deciding.reduce(1) { $0 * domains[$1].count } }

  /// Whether neighbouring cells are near each other.
  func isOrdinal(_ domains: [PublicDomain]) -> Bool { deciding.count == 1 && domains[deciding[0]].isOrdinal }

  /// The cell of each deciding column in a cell of theirs; the last changes first.
  func parts(ofCell cell: Int, _ domains: [PublicDomain]) -> [Int] {
    PairwiseVariable.parts(cell, deciding.map { domains[$0].count })
  }

  static func parts(_ cell: Int, _ counts: [Int]) -> [Int] {
    var cell = cell
    var parts = [Int](repeating: 0, count: counts.count)
    for index in counts.indices.reversed() {
      parts[index] = cell % counts[index]
      cell /= counts[index]
    }
    return parts
  }
}
