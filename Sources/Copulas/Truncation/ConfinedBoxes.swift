internal import Kernels
public import Randomness

/// Classes of boxes, ready to be drawn from: a row of a class falls into one of its boxes.
///
/// A box is proposed with a probability in proportion to the bound of its weights, and a proposal accepted as its weight is to
/// that bound: so the normals are distributed as they are given that they fall into one of the boxes, exactly, and no
/// probability of a box needs to be known.
public struct ConfinedBoxes: Sendable {
  public let normals: ConfinedNormals
  /// Row by row: the boxes' ends, tilts and, of points, standard normals.
  private var low: [Double] = []
  private var high: [Double] = []
  private var tilt: [Double] = []
  private var bound: [Double] = []
  /// The first box of each class, and the end of the last.
  private var starts = [0]
  /// Running sums of the boxes' shares of their class.
  private var cumulative: [Double] = []
  /// The logarithm of the sum of the boxes' bounds, of each class.
  private var total: [Double] = []
  /// Whether a proposal may be turned down.
  public private(set) var isTested = false

  private let kernels: KernelSet

  public init(_ normals: ConfinedNormals) {
    self.normals = normals
    kernels = .active
  }

  public var classCount: Int { starts.count - 1 }

  /// Adds a class of disjoint boxes, at least one.
  public mutating func append(_ boxes: [ConfinedBox]) {
    precondition(!boxes.isEmpty && boxes.allSatisfy { $0.low.count == normals.leading })
    let (leading, points, size) = (normals.leading, normals.points, normals.dimension)
    let trailing = normals.lower(points..<leading)
    var weights: [Double] = []
    for box in boxes {
      var innovations: [Double] = []
      var weight = box.logWeight
      for j in 0..<points {
        var mean = 0.0
        for i in 0..<j { mean += normals.lower[j * size + i] * innovations[i] }
        let innovation = (box.low[j] - mean) / normals.lower[j * size + j]
        innovations.append(innovation)
        weight -= innovation * innovation / 2
      }
      var (from, to): ([Double], [Double]) = ([], [])
      for j in points..<leading {
        var mean = 0.0
        for i in 0..<points { mean += normals.lower[j * size + i] * innovations[i] }
        precondition(box.low[j] < box.high[j])
        from.append(box.low[j] - mean)
        to.append(box.high[j] - mean)
      }
      let tilting = MinimaxTilting(lower: trailing, low: from, high: to, kernels: kernels)
      low += box.low
      high += box.high
      tilt += [Double](repeating: 0, count: points) + tilting.tilt
      bound.append(tilting.bound)
      weights.append(weight + tilting.bound)
      let finite = zip(from, to).count { $0 > -.infinity || $1 < .infinity }
      if finite > 1 || boxes.count > 1 { isTested = true }
    }
    let most = weights.max()!
    var sum = 0.0
    for weight in weights {
      sum += kernels.exponential(of: max(weight - most, -700))
      cumulative.append(sum)
    }
    for index in (cumulative.count - boxes.count)..<cumulative.count { cumulative[index] /= sum }
    total.append(most + kernels.logarithm(of: sum))
    starts.append(starts[starts.count - 1] + boxes.count)
  }

  /// The rows that are drawn together: their numbers, their classes and which redrawing of the whole row they are.
  public struct Rows: Sendable {
    public var numbers: [UInt64]
    /// `nil`: class 0 all.
    public var classes: [Int32]?
    /// `nil`: the first, all.
    public var rounds: [UInt16]?

    public init(_ numbers: Range<Int>, classes: [Int32]? = nil) {
      self.numbers = numbers.map { UInt64($0) }
      self.classes = classes
      rounds = nil
      isConsecutive = true
    }

    public init(numbers: [UInt64], classes: [Int32]?, rounds: [UInt16]) {
      self.numbers = numbers
      self.classes = classes
      self.rounds = rounds
      isConsecutive = false
    }

    let isConsecutive: Bool
    public var count: Int { numbers.count }
  }

  /// Redoings of a row after which it is given up.
  public static let mostAttempts = 65_536

  /// Writes the standard normals of the confined places: place j of row r to `columns[j * stride + r]`.
  ///
  /// - Returns: How many proposals were made; `nil` if a row found none that was accepted.
  @discardableResult
  public func draw(
    _ rows: Rows, seed: Seed, into columns: UnsafeMutableBufferPointer<Double>, stride: Int
  ) -> Int? {
    let leading = normals.leading
    guard leading > 0, rows.count > 0 else { return 0 }
    precondition(columns.count >= (leading - 1) * stride + rows.count)
    var pending = (0..<Int32(rows.count)).map { $0 }
    var work = Workspace(rows: rows.count, leading: leading)
    var proposals = 0
    for attempt in 0..<Self.mostAttempts {
      let count = pending.count
      proposals += count
      work.fillUniforms(self, rows, pending, seed, attempt)
      propose(&work, rows, pending)
      var left: [Int32] = []
      for t in 0..<count {
        if isTested, work.weights[t] < work.thresholds[t] {
          left.append(pending[t])
          continue
        }
        for j in 0..<leading { columns[j * stride + Int(pending[t])] = work.innovations[j * work.stride + t] }
      }
      if left.isEmpty { return proposals }
      pending = left
    }
    return nil
  }

  /// The share of proposals that are accepted, and the probability of the boxes, of class `number`: estimates from so many
  /// proposals, exact where nothing is turned down. Without points; with points it is the density's.
  public func estimate(_ number: Int, proposals count: Int = 4096) -> (
    acceptance: Double, logProbability: Double
  ) {
    guard normals.leading > 0 else { return (1, 0) }
    guard isTested else { return (1, total[number]) }
    let rows = Rows(
      numbers: (0..<UInt64(count)).map { $0 }, classes: [Int32](repeating: Int32(number), count: count),
      rounds: [UInt16](repeating: .max, count: count))
    var work = Workspace(rows: count, leading: normals.leading)
    let pending = (0..<Int32(count)).map { $0 }
    work.fillUniforms(self, rows, pending, Seed(0), 0)
    propose(&work, rows, pending)
    var sum = 0.0
    for t in 0..<count { sum += kernels.exponential(of: min(max(work.weights[t], -700), 0)) }
    let acceptance = sum / Double(count)
    return (acceptance, total[number] + kernels.logarithm(of: max(acceptance, 1e-300)))
  }

  /// Memory for the proposals of some rows.
  private struct Workspace {
    let stride: Int
    /// One column for each confined place; then which box, then whether it is accepted.
    var uniforms: [Double]
    var innovations: [Double]
    var weights: [Double]
    var thresholds: [Double]
    var boxes: [Int32]
    var low: [Double]
    var high: [Double]
    var lowCDF: [Double]
    var highCDF: [Double]
    var means: [Double]

    init(rows: Int, leading: Int) {
      stride = rows
      uniforms = [Double](repeating: 0, count: (leading + 2) * rows)
      innovations = [Double](repeating: 0, count: leading * rows)
      weights = [Double](repeating: 0, count: rows)
      thresholds = weights
      boxes = [Int32](repeating: 0, count: rows)
      low = weights
      high = weights
      lowCDF = weights
      highCDF = weights
      means = weights
    }

    mutating func fillUniforms(
      _ boxes: ConfinedBoxes, _ rows: Rows, _ pending: [Int32], _ seed: Seed, _ attempt: Int
    ) {
      let leading = boxes.normals.leading
      let first = boxes.normals.points
      let last = boxes.isTested ? leading + 2 : leading
      let stream = RandomStream.conditions
      if rows.isConsecutive, attempt == 0 {
        for place in first..<max(last, first) {
          uniforms.withUnsafeMutableBufferPointer {
            boxes.kernels.uniforms(
              seed: seed.value, stream: stream.rawValue, latent: UInt32(place), draw: 0,
              firstRow: rows.numbers[0],
              into: UnsafeMutableBufferPointer(rebasing: $0[(place * stride)..<(place * stride + rows.count)])
            )
          }
        }
        return
      }
      let philox = Philox4x32(seed: seed)
      for (t, position) in pending.enumerated() {
        let number = rows.numbers[Int(position)]
        let round = UInt32(rows.rounds?[Int(position)] ?? 0) << 14
        var place = first & ~1
        while place < last {
          let block = Philox4x32.block(
            counter: SIMD4(
              UInt32(truncatingIfNeeded: number), UInt32(number >> 32), round | UInt32(place >> 1),
              UInt32(stream.rawValue) << 16 | UInt32(attempt)), key: philox.key)
          uniforms[place * stride + t] = Philox4x32.uniform(fromBits: UInt64(block.x) | UInt64(block.y) << 32)
          if place + 1 < leading + 2 {
            uniforms[(place + 1) * stride + t] =
              Philox4x32.uniform(fromBits: UInt64(block.z) | UInt64(block.w) << 32)
          }
          place += 2
        }
      }
    }
  }

  /// Fills the innovations, the logarithms of weight over bound, and those of the uniforms they are held against.
  private func propose(_ work: inout Workspace, _ rows: Rows, _ pending: [Int32]) {
    let (leading, size) = (normals.leading, normals.dimension)
    let count = pending.count
    let stride = work.stride
    for t in 0..<count {
      let number = rows.classes.map { Int($0[Int(pending[t])]) } ?? 0
      let (from, to) = (starts[number], starts[number + 1])
      var box = from
      if to - from > 1 {
        let u = work.uniforms[leading * stride + t]
        var high = to - 1
        while box < high {
          let middle = (box + high) / 2
          if cumulative[middle] <= u { box = middle + 1 } else { high = middle }
        }
      }
      work.boxes[t] = Int32(box)
      work.weights[t] = -bound[box]
    }
    for j in 0..<leading {
      let diagonal = normals.lower[j * size + j]
      for t in 0..<count { work.means[t] = 0 }
      for i in 0..<j {
        let weight = normals.lower[j * size + i]
        for t in 0..<count { work.means[t] += weight * work.innovations[i * stride + t] }
      }
      if j < normals.points {
        for t in 0..<count {
          work.innovations[j * stride + t] =
            (low[Int(work.boxes[t]) * leading + j] - work.means[t]) / diagonal
        }
        continue
      }
      confine(&work, j, count, diagonal)
    }
    guard isTested else { return }
    for t in 0..<count { work.thresholds[t] = work.uniforms[(leading + 1) * stride + t] }
    Self.inPlace(&work.thresholds, count) { kernels.logarithm($0) }
  }

  /// Coordinate j: normals of unit variance about the tilt, confined to what is left of the box, by inversion on the side where
  /// probabilities are small.
  private func confine(_ work: inout Workspace, _ j: Int, _ count: Int, _ diagonal: Double) {
    let leading = normals.leading
    let stride = work.stride
    for t in 0..<count {
      let place = Int(work.boxes[t]) * leading + j
      let mean = work.means[t]
      let shift = tilt[place]
      let from = (low[place] - mean) / diagonal - shift
      let to = (high[place] - mean) / diagonal - shift
      // Mirrored where the interval lies above zero.
      let isAbove = from > -to
      work.low[t] = isAbove ? -to : from
      work.high[t] = isAbove ? -from : to
      work.lowCDF[t] = work.low[t]
      work.highCDF[t] = work.high[t]
      work.means[t] = isAbove ? -1 : 1
    }
    Self.inPlace(&work.lowCDF, count) { kernels.normalCDF($0) }
    Self.inPlace(&work.highCDF, count) { kernels.normalCDF($0) }
    for t in 0..<count {
      if work.low[t] == -.infinity { work.lowCDF[t] = 0 }
      if work.high[t] == .infinity { work.highCDF[t] = 1 }
      let share = work.highCDF[t] - work.lowCDF[t]
      work.lowCDF[t] += work.uniforms[j * stride + t] * share
      work.highCDF[t] = share
    }
    Self.inPlace(&work.lowCDF, count) { kernels.normalQuantile($0) }
    if isTested { Self.inPlace(&work.highCDF, count) { kernels.logarithm($0) } }
    for t in 0..<count {
      let shift = tilt[Int(work.boxes[t]) * leading + j]
      let held = min(max(work.lowCDF[t], work.low[t]), work.high[t])
      let innovation = work.means[t] * held + shift
      work.innovations[j * stride + t] = innovation
      if isTested { work.weights[t] += work.highCDF[t] + shift * (shift / 2 - innovation) }
    }
  }

  private static func inPlace(
    _ values: inout [Double], _ count: Int, _ body: (UnsafeMutableBufferPointer<Double>) -> Void
  ) {
    values.withUnsafeMutableBufferPointer { body(UnsafeMutableBufferPointer(rebasing: $0[..<count])) }
  }
}
