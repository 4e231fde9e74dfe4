internal import CKernels

/// Points of single precision, laid out in blocks of 64 for ``KernelSet/nearest(in:queries:)``.
public struct PointBlocks: Sendable {
  public let count: Int
  public let dimensions: Int
  let values: [Float]

  private static let blockPoints = 64

  /// - Parameter points: point after point.
  /// - Complexity: O(count * dimensions).
  public init(_ points: [Float], dimensions: Int) {
    precondition(dimensions > 0 && points.count.isMultiple(of: dimensions))
    count = points.count / dimensions
    self.dimensions = dimensions
    let block = Self.blockPoints
    // Whole tiles of the kernel are read: points that fill up are infinitely far.
    var values = [Float](repeating: .infinity, count: (count + block - 1) / block * block * dimensions)
    for point in 0..<count {
      let start = point / block * block * dimensions + point % block
      for j in 0..<dimensions { values[start + j * block] = points[point * dimensions + j] }
    }
    self.values = values
  }
}

extension KernelSet {
  /// The index of the nearest point to each query, and the squared Euclidean distance.
  ///
  /// The squares are summed in the order of the dimensions, in single precision. Of equally near points the first is
  /// taken. A point or query with NaN is never near; -1 and infinity where there is no point at a finite distance.
  ///
  /// - Parameter queries: query after query.
  /// - Complexity: O(points * queries * dimensions).
  public func nearest(in points: PointBlocks, queries: [Float]) -> (indices: [Int], squares: [Float]) {
    precondition(queries.count.isMultiple(of: points.dimensions))
    let count = queries.count / points.dimensions
    var indices = [Int64](repeating: -1, count: count)
    var squares = [Float](repeating: .infinity, count: count)
    points.values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      table.pointee.nearest_points(
        Int64(points.count), Int64(points.dimensions), base, Int64(count), queries, &squares, &indices)
    }
    return (indices.map(Int.init), squares)
  }
}
