internal import CKernels

/// A tree on binned rows as arrays, node after node.
public struct TreeArrays {
  public let depth: Int
  /// How far behind a row's first code the one lies that a node asks about.
  public let places: UnsafePointer<Int64>
  /// Four words per node: the codes that go to its second child.
  public let sides: UnsafePointer<UInt64>
  /// Two per node; a leaf is its own children.
  public let children: UnsafePointer<UInt32>
  /// What is added to a row that ends at the node.
  public let values: UnsafePointer<Double>

  public init(
    depth: Int, places: UnsafePointer<Int64>, sides: UnsafePointer<UInt64>, children: UnsafePointer<UInt32>,
    values: UnsafePointer<Double>
  ) {
    self.depth = depth
    self.places = places
    self.sides = sides
    self.children = children
    self.values = values
  }
}

/// Trees on binned rows. Codes are bytes in blocks of ``treeBlockWidth`` features, row after row within a block.
///
/// Nothing here checks an index: rows lie within the codes and the arrays that they index, codes within the bins.
extension KernelSet {
  /// Features in a block of codes.
  public static let treeBlockWidth = 16

  /// The derivatives of the logistic loss by the score: p - y and p (1 - p), where p = 1 / (1 + exp(-score)).
  public func logisticDerivatives(
    _ scores: UnsafeBufferPointer<Double>, labels: UnsafePointer<UInt8>, first: UnsafeMutablePointer<Double>,
    second: UnsafeMutablePointer<Double>
  ) {
    guard let source = scores.baseAddress else { return }
    table.pointee.logistic_derivatives(Int64(scores.count), source, labels, first, second)
  }

  /// The sum of magnitudes, in eight running sums whatever the instruction set.
  public func sumOfMagnitudes(_ values: UnsafeBufferPointer<Double>) -> Double {
    guard let source = values.baseAddress else { return 0 }
    return table.pointee.sum_magnitudes(Int64(values.count), source)
  }

  /// Pairs of derivatives as whole numbers: first * firstScale in the upper 32 bits, second * secondScale, at least 1,
  /// in the lower ones.
  /// - Precondition: The products are below 2^31.
  public func packDerivatives(
    _ first: UnsafeBufferPointer<Double>, _ second: UnsafePointer<Double>, firstScale: Double,
    secondScale: Double, into pairs: UnsafeMutablePointer<Int64>
  ) {
    guard let source = first.baseAddress else { return }
    table.pointee.pack_derivatives(Int64(first.count), source, second, firstScale, secondScale, pairs)
  }

  /// Adds the pair of each of `rows` to the bins of its first `width` codes; the bins of code k begin at offsets[k].
  ///
  /// Source: Ke et al., "LightGBM: a highly efficient gradient boosting decision tree", NeurIPS 2017.
  public func sumBins(
    _ rows: UnsafeBufferPointer<Int32>, codes: UnsafePointer<UInt8>, pairs: UnsafePointer<Int64>,
    offsets: UnsafePointer<UInt32>, width: Int, into sums: UnsafeMutablePointer<Int64>
  ) {
    precondition(width >= 1 && width <= Self.treeBlockWidth)
    guard let source = rows.baseAddress else { return }
    table.pointee.bin_sums(Int64(rows.count), source, codes, pairs, offsets, Int64(width), sums)
  }

  /// Moves the rows whose code is among the 256 bits of `sides` behind the others, both in their order; returns how
  /// many others there are. `codes` points to the feature's code of row 0; `scratch` has room for the rows.
  public func divide(
    _ rows: UnsafeMutableBufferPointer<Int32>, codes: UnsafePointer<UInt8>, sides: UnsafePointer<UInt64>,
    scratch: UnsafeMutablePointer<Int32>
  ) -> Int {
    guard let target = rows.baseAddress else { return 0 }
    return Int(table.pointee.divide_rows(Int64(rows.count), target, codes, sides, scratch))
  }

  /// Adds `second` to the scores of the rows whose code is among `sides`, `first` to the others'.
  public func addSides(
    _ rows: UnsafeBufferPointer<Int32>, codes: UnsafePointer<UInt8>, sides: UnsafePointer<UInt64>,
    first: Double, second: Double, to scores: UnsafeMutablePointer<Double>
  ) {
    guard let source = rows.baseAddress else { return }
    table.pointee.add_sides(Int64(rows.count), source, codes, sides, first, second, scores)
  }

  /// Adds to each score the value of the leaf that its row reaches. `codes` points to the first row's codes.
  public func addWalks(
    _ tree: TreeArrays, codes: UnsafePointer<UInt8>, to scores: UnsafeMutableBufferPointer<Double>
  ) {
    guard let target = scores.baseAddress else { return }
    var arrays = sk_tree(
      depth: Int64(tree.depth), places: tree.places, sides: tree.sides, children: tree.children,
      values: tree.values)
    table.pointee.add_walks(Int64(scores.count), codes, &arrays, target)
  }
}
