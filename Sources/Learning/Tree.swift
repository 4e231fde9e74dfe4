internal import Kernels

/// A binary tree over binned rows.
struct Tree: Sendable {
  /// The feature that a node asks about; 0 for a leaf.
  private(set) var features: [Int32] = []
  /// Four words per node: whether a row goes to the second child, by its code.
  private(set) var sides: [UInt64] = []
  /// Two per node; a leaf is its own children.
  private(set) var children: [UInt32] = []
  /// What a row that ends at the node is given; 0 unless it is a leaf.
  private(set) var values: [Double] = []
  private(set) var depth = 0

  var nodeCount: Int { values.count }

  /// Adds a leaf; returns its index.
  mutating func appendLeaf(_ value: Double, depth: Int) -> Int {
    let node = UInt32(values.count)
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
    children[2 * node] = UInt32(first)
    children[2 * node + 1] = UInt32(second)
  }

  /// Where the codes that the nodes ask about lie, from a row's first code on.
  func places(in rows: BinnedRows) -> [Int64] { features.map { Int64(rows.place(Int($0))) } }

  /// Adds to `scores` the value of each of the rows `range`; `places` are those in `rows`.
  func add(
    to scores: UnsafeMutablePointer<Double>, rows: BinnedRows, places: [Int64], range: Range<Int>,
    kernels: KernelSet
  ) {
    if range.isEmpty { return }
    rows.codes.withUnsafeBufferPointer { codes in
      sides.withUnsafeBufferPointer { sides in
        children.withUnsafeBufferPointer { children in
          values.withUnsafeBufferPointer { values in
            places.withUnsafeBufferPointer { places in
              let arrays = TreeArrays(
                depth: depth, places: places.baseAddress!, sides: sides.baseAddress!,
                children: children.baseAddress!, values: values.baseAddress!)
              kernels.addWalks(
                arrays, codes: codes.baseAddress! + range.lowerBound * BinnedRows.blockWidth,
                to: UnsafeMutableBufferPointer(start: scores + range.lowerBound, count: range.count))
            }
          }
        }
      }
    }
  }
}

/// A set of codes 0 ... 255.
struct CodeSet: Sendable {
  private(set) var words: [UInt64] = [0, 0, 0, 0]

  mutating func insert(_ code: Int) { words[code >> 6] |= 1 << UInt64(code & 63) }
}
