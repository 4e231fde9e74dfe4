internal import Kernels
internal import Randomness

/// A table of rows of states, drawn variable after variable under log-weights that say what its margins lack.
///
/// The log-weight of state x of variable a in a row is its base, plus weight * (target - count) of x, plus the same of the
/// cells (x, y) of all pairs of a with a variable b whose state in the row is y. A change of state changes the counts at once.
struct FieldRows: ~Copyable {
  let rowCount: Int
  private let targets: FieldTargets
  private let cardinalities: [Int]
  private let widths: [Int]
  private let kernels: KernelSet
  /// For each variable the pairs it is in, by the other variable's number.
  private let neighbours: [[(variable: Int, pair: Int)]]
  /// Which neighbour of its neighbours each variable is.
  private let back: [[Int]]
  /// Where the table of each neighbour begins in `tables`, and its states in `codes`.
  private let offsets: [[Int64]]
  private let places: [[Int64]]
  private let singleOffsets: [Int]
  /// From one variable's states in `codes` to the next's: a cache line more than a whole number of them, since those a power of
  /// two apart evict each other.
  private let stride: Int
  private let codes: UnsafeMutableBufferPointer<UInt8>
  private let tables: UnsafeMutableBufferPointer<Float>
  private let single: UnsafeMutableBufferPointer<Float>
  private let bits: UnsafeMutableBufferPointer<UInt64>
  private var scale = 1.0

  /// Rows that are all in state 0, and tables that are yet to be built.
  init(_ targets: FieldTargets, rows: Int, kernels: KernelSet) {
    precondition(rows > 0)
    self.targets = targets
    self.kernels = kernels
    rowCount = rows
    let cardinalities = targets.counts.map(\.count)
    precondition(cardinalities.allSatisfy { (1...256).contains($0) })
    let lanes = KernelSet.fieldLanes
    let widths = cardinalities.map { ($0 + lanes - 1) / lanes * lanes }
    self.cardinalities = cardinalities
    self.widths = widths
    var neighbours = [[(variable: Int, pair: Int)]](repeating: [], count: cardinalities.count)
    for (index, pair) in targets.pairs.enumerated() {
      neighbours[pair.first].append((pair.second, index))
      neighbours[pair.second].append((pair.first, index))
    }
    for a in neighbours.indices { neighbours[a].sort { $0.variable < $1.variable } }
    self.neighbours = neighbours
    var positions = [(Int, Int)](repeating: (0, 0), count: targets.pairs.count)
    for a in neighbours.indices {
      for (j, neighbour) in neighbours[a].enumerated() {
        if targets.pairs[neighbour.pair].first == a {
          positions[neighbour.pair].0 = j
        } else {
          positions[neighbour.pair].1 = j
        }
      }
    }
    back = neighbours.indices.map { a in
      neighbours[a].map { targets.pairs[$0.pair].first == a ? positions[$0.pair].1 : positions[$0.pair].0 }
    }
    var end: Int64 = 0
    offsets = neighbours.indices.map { a in
      neighbours[a].map { neighbour in
        defer { end += Int64(cardinalities[neighbour.variable] * widths[a]) }
        return end
      }
    }
    let stride = (rows + 63) / 64 * 64 + 64
    self.stride = stride
    places = neighbours.map { $0.map { Int64($0.variable * stride) } }
    var singles = 0
    singleOffsets = widths.map { width in
      defer { singles += width }
      return singles
    }
    codes = .allocate(capacity: cardinalities.count * stride)
    codes.initialize(repeating: 0)
    tables = FieldRows.floats(Int(end))
    single = FieldRows.floats(singles)
    bits = .allocate(capacity: rows)
    bits.initialize(repeating: 0)
  }

  deinit {
    codes.deallocate()
    tables.deallocate()
    single.deallocate()
    bits.deallocate()
  }

  /// Zeros that begin at a cache line.
  private static func floats(_ count: Int) -> UnsafeMutableBufferPointer<Float> {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    let floats = memory.bindMemory(to: Float.self)
    floats.initialize(repeating: 0)
    return floats
  }

  /// The states of a variable.
  func states(_ variable: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: codes[(variable * stride)..<(variable * stride + rowCount)])
  }

  /// Draws every variable by its base alone.
  mutating func drawIndependently(_ draws: FieldDraws) {
    for a in cardinalities.indices {
      fillSingle(a) { targets.base[a][$0] }
      pass(a, draws, sweep: 0, scale: 0, linked: false)
    }
  }

  /// Sets the states of a variable: `body` is given their memory.
  mutating func set(_ variable: Int, _ body: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
    body(UnsafeMutableBufferPointer(rebasing: codes[(variable * stride)..<(variable * stride + rowCount)]))
  }

  /// Takes the margins from the rows, all weights multiplied by `scale`.
  mutating func rebuild(scale: Double) {
    self.scale = scale
    for a in cardinalities.indices {
      let counts = counts(a)
      let weight = scale * targets.weights[a]
      fillSingle(a) { targets.base[a][$0] + weight * (targets.counts[a][$0] - Double(counts[$0])) }
    }
    for a in cardinalities.indices {
      for (j, neighbour) in neighbours[a].enumerated() where neighbour.variable > a {
        let b = neighbour.variable
        let pair = targets.pairs[neighbour.pair]
        let weight = scale * pair.weight
        let counts = pairCounts(a, b)
        let table = tables.baseAddress! + Int(offsets[a][j])
        for x in 0..<cardinalities[a] {
          for y in 0..<cardinalities[b] {
            let target =
              pair.first == a ? pair.counts[x * cardinalities[b] + y] : pair.counts[y * cardinalities[a] + x]
            table[y * widths[a] + x] = Float(
              weight * (target - Double(counts[x * cardinalities[b] + y])))
          }
        }
        copy(from: a, j, to: b, back[a][j])
      }
    }
  }

  /// Draws every variable once, the tables as they stand.
  /// - Returns: How many states changed.
  @discardableResult
  mutating func sweep(_ draws: FieldDraws, number: Int) -> Int {
    var moved = 0
    for a in cardinalities.indices {
      // What the other variables' passes have left in their tables.
      for (j, neighbour) in neighbours[a].enumerated() {
        copy(from: neighbour.variable, back[a][j], to: a, j)
      }
      moved += pass(a, draws, sweep: number, scale: scale, linked: true)
    }
    return moved
  }

  /// The counts of a variable.
  func counts(_ a: Int) -> [UInt32] {
    var counts = [UInt32](repeating: 0, count: cardinalities[a])
    counts.withUnsafeMutableBufferPointer { kernels.count(states(a), into: $0) }
    return counts
  }

  /// The counts of a pair, row-major.
  func pairCounts(_ a: Int, _ b: Int) -> [UInt32] {
    let columns = cardinalities[b]
    var counts = [UInt32](repeating: 0, count: cardinalities[a] * columns)
    counts.withUnsafeMutableBufferPointer {
      kernels.countPairs(states(a), states(b), width: columns, into: $0)
    }
    return counts
  }

  private func fillSingle(_ a: Int, _ value: (Int) -> Double) {
    let values = single.baseAddress! + singleOffsets[a]
    for x in 0..<widths[a] { values[x] = x < cardinalities[a] ? Float(max(value(x), -1e30)) : -1e30 }
  }

  /// Copies a pair's table from variable `a`, whose neighbour `j` is `b`, to variable `b`, whose neighbour `i` is `a`.
  private func copy(from a: Int, _ j: Int, to b: Int, _ i: Int) {
    let source = tables.baseAddress! + Int(offsets[a][j])
    let target = tables.baseAddress! + Int(offsets[b][i])
    for y in 0..<cardinalities[b] {
      for x in 0..<cardinalities[a] { target[x &* widths[b] &+ y] = source[y &* widths[a] &+ x] }
    }
  }

  @discardableResult
  private mutating func pass(_ a: Int, _ draws: FieldDraws, sweep: Int, scale: Double, linked: Bool) -> Int {
    kernels.bits(
      seed: draws.seed.value, stream: draws.stream.rawValue, latent: UInt32(a), draw: UInt16(sweep),
      firstRow: draws.firstRow, into: bits)
    let step = Float(scale * targets.weights[a])
    let steps = linked ? neighbours[a].map { Float(scale * targets.pairs[$0.pair].weight) } : []
    return steps.withUnsafeBufferPointer { steps in
      offsets[a].withUnsafeBufferPointer { offsets in
        places[a].withUnsafeBufferPointer { places in
          let variable = FieldVariable(
            rows: rowCount, width: widths[a], places: linked ? places : steps.empty(),
            offsets: linked ? offsets : steps.empty(), steps: steps, step: step,
            total: steps.reduce(step, +))
          return kernels.fieldPass(
            variable, own: codes.baseAddress! + a * stride, codes: UnsafePointer(codes.baseAddress!),
            single: single.baseAddress! + singleOffsets[a], tables: tables.baseAddress!,
            bits: UnsafePointer(bits.baseAddress!))
        }
      }
    }
  }
}

extension UnsafeBufferPointer {
  fileprivate func empty<Other>() -> UnsafeBufferPointer<Other> {
    UnsafeBufferPointer<Other>(start: nil, count: 0)
  }
}

/// Where the random bits of a table come from: cell (row, variable, sweep) takes the words of latent `variable` and draw
/// `sweep` of row `firstRow` + row.
struct FieldDraws {
  let seed: Seed
  let stream: RandomStream
  let firstRow: UInt64
}
