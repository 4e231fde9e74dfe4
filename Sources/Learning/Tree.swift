/// A binary tree over binned rows.
struct Tree: Sendable {
  /// The feature that a node asks about; 0 for a leaf.
  private(set) var features: [Int32] = []
  /// Four words per node: whether a row goes to the second child, by its code.
  private(set) var sides: [UInt64] = []
  /// Two per node; a leaf is its own children.
  private(set) var children: [Int32] = []
  /// What a row that ends at the node is given; 0 unless it is a leaf.
  private(set) var values: [Double] = []
  private(set) var depth = 0

  var nodeCount: Int { values.count }

  /// Adds a leaf; returns its index.
  mutating func appendLeaf(_ value: Double, depth: Int) -> Int {
    let node = Int32(values.count)
    features.append(0)
    sides.append(contentsOf: [0, 0, 0, 0])
    children.append(contentsOf: [node, node])
    values.append(value)
    self.depth = max(self.depth, depth)
    return Int(node)
  }

  /// Adds a node whose children are set later; returns its index.
  mutating func appendSplit(feature: Int, side: CodeSet) -> Int {
    features.append(Int32(feature))
    sides.append(contentsOf: side.words)
    children.append(contentsOf: [0, 0])
    values.append(0)
    return values.count - 1
  }

  mutating func setChildren(of node: Int, _ first: Int, _ second: Int) {
    children[2 * node] = Int32(first)
    children[2 * node + 1] = Int32(second)
  }

  /// Adds each row's value to `scores`.
  func add(to scores: UnsafeMutableBufferPointer<Double>, rows: BinnedRows) {
    for row in 0..<rows.rowCount {
      var node = 0
      for _ in 0..<depth {
        let code = Int(rows.codes[rows.place(Int(features[node])) + row * BinnedRows.blockWidth])
        node = Int(children[2 * node + Int(sides[4 * node + code >> 6] >> UInt64(code & 63) & 1)])
      }
      scores[row] += values[node]
    }
  }
}

/// A set of codes 0 ... 255.
struct CodeSet: Sendable {
  private(set) var words: [UInt64] = [0, 0, 0, 0]

  func contains(_ code: Int) -> Bool { words[code >> 6] >> UInt64(code & 63) & 1 == 1 }
  mutating func insert(_ code: Int) { words[code >> 6] |= 1 << UInt64(code & 63) }
}
