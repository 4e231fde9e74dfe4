/// The pairs of a field by their strength, the total variation from independence: which tree rows start from, and which pairs a
/// block is held to.
struct FieldTies: Sendable {
  /// Each variable after its parent, by Prim's algorithm: the tree of the greatest strength.
  let tree: [(variable: Int, parent: Int?)]
  /// The pairs of the tree and the strongest others, by their variables.
  let held: [(first: Int, second: Int)]

  /// For each variable so many pairs at most are held to, on average: up to 33 variables that is all.
  static let pairsPerVariable = 16

  /// - Complexity: O(cells of all pairs + pairs * log pairs).
  init(_ field: PairwiseField) {
    let dimension = field.dimension
    var strengths: [Double] = []
    var pairs: [(first: Int, second: Int)] = []
    for a in 0..<dimension {
      for b in (a + 1)..<max(a + 1, dimension) {
        strengths.append(field.dependence(a, b))
        pairs.append((a, b))
      }
    }
    let tree = FieldTies.tree(field, strengths)
    self.tree = tree
    let most = dimension * Self.pairsPerVariable
    guard pairs.count > most else {
      held = pairs
      return
    }
    var chosen = [Bool](repeating: false, count: pairs.count)
    for case (let variable, let parent?) in tree {
      chosen[field.pairIndex(min(variable, parent), max(variable, parent))] = true
    }
    let others = pairs.indices.filter { !chosen[$0] }.sorted {
      (strengths[$1], $0) < (strengths[$0], $1)
    }
    for index in others.prefix(most - max(tree.count - 1, 0)) { chosen[index] = true }
    held = pairs.indices.filter { chosen[$0] }.map { pairs[$0] }
  }

  private static func tree(_ field: PairwiseField, _ strengths: [Double]) -> [(variable: Int, parent: Int?)] {
    guard field.dimension > 0 else { return [] }
    var tree: [(variable: Int, parent: Int?)] = [(0, nil)]
    var best = [(strength: Double, parent: Int)](repeating: (-1, 0), count: field.dimension)
    var left = Set(1..<field.dimension)
    var latest = 0
    while !left.isEmpty {
      for variable in left {
        let strength = strengths[field.pairIndex(min(variable, latest), max(variable, latest))]
        if strength > best[variable].strength { best[variable] = (strength, latest) }
      }
      let next = left.max { (best[$0].strength, -$0) < (best[$1].strength, -$1) }!
      tree.append((next, best[next].parent))
      left.remove(next)
      latest = next
    }
    return tree
  }
}
