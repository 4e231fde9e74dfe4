internal import Kernels

/// One column's cells, in as few bytes as they take.
enum CellCodes: Sendable {
  case bytes([UInt8])
  case words([UInt16])

  init(_ codes: [UInt16], cardinality: Int) {
    precondition(cardinality >= 1 && cardinality <= 1 << 16)
    precondition(codes.allSatisfy { Int($0) < cardinality }, "a code beyond its column's cells")
    self = cardinality <= 256 ? .bytes(codes.map { UInt8(truncatingIfNeeded: $0) }) : .words(codes)
  }

  var count: Int {
    switch self {
    case .bytes(let codes): codes.count
    case .words(let codes): codes.count
    }
  }

  subscript(row: Int) -> Int {
    switch self {
    case .bytes(let codes): Int(codes[row])
    case .words(let codes): Int(codes[row])
    }
  }

  var wide: [UInt16] {
    switch self {
    case .bytes(let codes): codes.map(UInt16.init)
    case .words(let codes): codes
    }
  }

  func mapped(by map: [UInt16], cardinality: Int) -> CellCodes {
    switch self {
    case .bytes(let codes): CellCodes(codes.map { map[Int($0)] }, cardinality: cardinality)
    case .words(let codes): CellCodes(codes.map { map[Int($0)] }, cardinality: cardinality)
    }
  }

  /// The rows in each cell.
  func counts(cardinality: Int) -> [Int64] {
    var counts = [UInt32](repeating: 0, count: cardinality)
    counts.withUnsafeMutableBufferPointer { counts in
      switch self {
      case .bytes(let codes): codes.withUnsafeBufferPointer { KernelSet.active.count($0, into: counts) }
      case .words(let codes): codes.withUnsafeBufferPointer { KernelSet.active.count($0, into: counts) }
      }
    }
    return counts.map(Int64.init)
  }

  /// The rows in each pair of cells: `counts[a * width + b]`.
  func pairCounts(_ other: CellCodes, height: Int, width: Int) -> [UInt32] {
    var counts = [UInt32](repeating: 0, count: height * width)
    counts.withUnsafeMutableBufferPointer { counts in
      switch (self, other) {
      case (.bytes(let a), .bytes(let b)):
        a.withUnsafeBufferPointer { a in
          b.withUnsafeBufferPointer { b in KernelSet.active.countPairs(a, b, width: width, into: counts) }
        }
      case (.bytes(let a), .words(let b)): Self.count(a, b, width, counts)
      case (.words(let a), .bytes(let b)): Self.count(a, b, width, counts)
      case (.words(let a), .words(let b)): Self.count(a, b, width, counts)
      }
    }
    return counts
  }

  private static func count<A: FixedWidthInteger, B: FixedWidthInteger>(
    _ a: [A], _ b: [B], _ width: Int, _ counts: UnsafeMutableBufferPointer<UInt32>
  ) {
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        for row in a.indices { counts[Int(a[row]) &* width &+ Int(b[row])] &+= 1 }
      }
    }
  }
}
