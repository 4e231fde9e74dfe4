/// Grows one tree, depth first: a division asks for no sums but those of its own node.
struct TreeGrowth {
  let rows: BinnedRows
  let search: SplitSearch
  let gradients: Gradients
  let candidates: [Int]
  let maximumDepth: Int
  let learningRate: Double
  var tree = Tree()
  var gain: [Double]
  /// The rows that the tree is grown from; those of a node are neighbours.
  var list: [Int32]
  /// A histogram per level.
  var histograms: [[Int64]]

  init(
    rows: BinnedRows, search: SplitSearch, gradients: Gradients, candidates: [Int], list: [Int32],
    maximumDepth: Int, learningRate: Double
  ) {
    self.rows = rows
    self.search = search
    self.gradients = gradients
    self.candidates = candidates
    self.list = list
    self.maximumDepth = maximumDepth
    self.learningRate = learningRate
    gain = [Double](repeating: 0, count: rows.features.count)
    let bins = rows.features.reduce(0) { $0 + $1.binCount }
    histograms = Array(repeating: Array(repeating: 0, count: bins), count: maximumDepth + 2)
    let total = list.reduce(0) { $0 + gradients.pairs[Int($1)] }
    fill(0, list.indices)
    _ = grow(list.indices, total: total, depth: 0, histogram: 0, free: 1)
  }

  private mutating func fill(_ histogram: Int, _ range: Range<Int>) {
    for bin in histograms[histogram].indices { histograms[histogram][bin] = 0 }
    for feature in candidates {
      let place = rows.place(feature)
      let offset = search.offsets[feature]
      for row in list[range] {
        let code = Int(rows.codes[place + Int(row) * BinnedRows.blockWidth])
        histograms[histogram][offset + code] += gradients.pairs[Int(row)]
      }
    }
  }

  private mutating func grow(_ range: Range<Int>, total: Int64, depth: Int, histogram: Int, free: Int) -> Int
  {
    let split =
      depth == maximumDepth
      ? nil
      : histograms[histogram].withUnsafeBufferPointer {
        search.best($0, total: total, gradients: gradients, candidates: candidates)
      }
    guard let split else {
      let (g, h) = gradients.sums(total)
      return tree.appendLeaf(-learningRate * g / (h + search.l2), depth: depth)
    }
    gain[split.feature] += split.gain
    let place = rows.place(split.feature)
    let rows = rows
    let second = { (row: Int32) in
      split.second.contains(Int(rows.codes[place + Int(row) * BinnedRows.blockWidth]))
    }
    let ordered = list[range].filter { !second($0) } + list[range].filter(second)
    let middle = range.lowerBound + list[range].count { !second($0) }
    list.replaceSubrange(range, with: ordered)

    let node = tree.appendSplit(feature: split.feature, side: split.second)
    let first = range.lowerBound..<middle
    let last = middle..<range.upperBound
    let firstIsSmall = first.count <= last.count
    fill(free, firstIsSmall ? first : last)
    for bin in histograms[free].indices { histograms[histogram][bin] -= histograms[free][bin] }
    let one = grow(
      first, total: split.firstSum, depth: depth + 1, histogram: firstIsSmall ? free : histogram,
      free: free + 1)
    let two = grow(
      last, total: total - split.firstSum, depth: depth + 1, histogram: firstIsSmall ? histogram : free,
      free: free + 1)
    tree.setChildren(of: node, one, two)
    return node
  }
}
