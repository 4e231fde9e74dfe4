internal import Kernels

/// Grows one tree, depth first: the sums of a node are no longer needed when its second child has its own, so that there
/// are only as many sums at a time as the tree has levels.
struct TreeGrowth {
  let search: SplitSearch
  let gradients: Gradients
  /// The features that may be split by.
  let candidates: [Int]
  let maximumDepth: Int
  let learningRate: Double
  let l2: Double
  /// No split leaves less in a child.
  let minimumWeight: Double
  /// Where the values of leaves are added to the rows that the tree is grown from; nil: nowhere.
  let scores: UnsafeMutablePointer<Double>?

  private(set) var tree = Tree()
  private(set) var splits: [Split] = []

  init(
    search: SplitSearch, gradients: Gradients, candidates: [Int], options: GradientBoostedTrees.Options,
    scores: UnsafeMutablePointer<Double>?
  ) {
    self.search = search
    self.gradients = gradients
    self.candidates = candidates
    self.scores = scores
    maximumDepth = options.maximumDepth
    learningRate = options.learningRate
    l2 = options.l2
    minimumWeight = options.minimumChildWeight
  }

  /// Grows the tree from the first `count` rows of the workspace's list.
  mutating func grow(_ count: Int, in space: borrowing TreeWorkspace) {
    var total: Int64 = 0
    for index in 0..<count { total &+= space.pairs[Int(space.list[index])] }
    space.sum(0..<count, into: space.histogram(0))
    _ = grow(0..<count, total: total, depth: 0, histogram: 0, free: 1, in: space)
  }

  /// Adds the node of the rows `range` of the list and all below it; returns its index.
  ///
  /// The node's sums are in `histogram`, which is overwritten, as are those from `free` on.
  private mutating func grow(
    _ range: Range<Int>, total: Int64, depth: Int, histogram: Int, free: Int,
    in space: borrowing TreeWorkspace
  ) -> Int {
    guard let split = search.best(space.histogram(histogram), total: total, candidates: candidates) else {
      return leaf(range, total, depth, in: space)
    }
    splits.append(split)
    let node = tree.appendSplit(feature: split.feature, side: split.second)
    let secondSum = total &- split.firstSum
    if depth + 1 == maximumDepth {
      let values = (value(split.firstSum), value(secondSum))
      if let scores {
        space.withCodes(split.feature) { codes in
          space.kernels.addSides(
            UnsafeBufferPointer(start: space.list + range.lowerBound, count: range.count), codes: codes,
            sides: split.second.words, first: values.0, second: values.1, to: scores)
        }
      }
      let first = tree.appendLeaf(values.0, depth: depth + 1)
      tree.setChildren(of: node, first, tree.appendLeaf(values.1, depth: depth + 1))
      return node
    }
    let middle =
      range.lowerBound
      + space.withCodes(split.feature) { codes in
        space.kernels.divide(
          UnsafeMutableBufferPointer(start: space.list + range.lowerBound, count: range.count), codes: codes,
          sides: split.second.words, scratch: space.scratch)
      }
    let (first, second) = (range.lowerBound..<middle, middle..<range.upperBound)
    let firstIsSmall = first.count <= second.count
    if isDivisible(first.count, split.firstSum) || isDivisible(second.count, secondSum) {
      // What the smaller child does not have is the larger one's.
      let (all, small) = (space.histogram(histogram), space.histogram(free))
      space.sum(firstIsSmall ? first : second, into: small)
      for bin in 0..<space.binCount { all[bin] &-= small[bin] }
    }
    let one = child(
      first, split.firstSum, depth + 1, histogram: firstIsSmall ? free : histogram, free: free + 1, in: space)
    let two = child(
      second, secondSum, depth + 1, histogram: firstIsSmall ? histogram : free, free: free + 1, in: space)
    tree.setChildren(of: node, one, two)
    return node
  }

  private mutating func child(
    _ range: Range<Int>, _ total: Int64, _ depth: Int, histogram: Int, free: Int,
    in space: borrowing TreeWorkspace
  ) -> Int {
    isDivisible(range.count, total)
      ? grow(range, total: total, depth: depth, histogram: histogram, free: free, in: space)
      : leaf(range, total, depth, in: space)
  }

  private func isDivisible(_ count: Int, _ total: Int64) -> Bool {
    count > 1 && gradients.sums(total).second >= 2 * minimumWeight
  }

  private mutating func leaf(
    _ range: Range<Int>, _ total: Int64, _ depth: Int, in space: borrowing TreeWorkspace
  )
    -> Int
  {
    let value = value(total)
    if let scores {
      for index in range { scores[Int(space.list[index])] += value }
    }
    return tree.appendLeaf(value, depth: depth)
  }

  private func value(_ total: Int64) -> Double {
    let (g, h) = gradients.sums(total)
    return -learningRate * g / (h + l2)
  }
}
