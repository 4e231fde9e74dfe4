internal import Kernels

/// The marginal of a column's rows in two or more tables, from the marginals of each.
///
/// The mixture of piecewise uniform distributions is one, on the union of their segments. Segments are then taken
/// together at the resolution of `ValueGroups`: single values that weigh as much as an atom must stay apart, the rest is
/// cut into groups of at most 1/2048 of the rows, finer towards both ends. So the distribution function of the merged
/// marginal is off by at most 1/2048 inside a group, and exact at the groups' ends.
public struct NumericMixture: Sendable {
  /// A column's distribution in one table.
  public struct Part: Sendable {
    let segments: NumericSegments
    /// Rows with a value.
    let rows: Double
    /// Decides the presence of the values; `nil`: the latent's uniform is that of the present values.
    let selection: SelectedNormal?

    /// - Parameter marginal: Of numbers.
    public init(_ marginal: Marginal, rows: Double, selection: SelectedNormal?) {
      segments = NumericSegments(marginal)
      self.rows = rows
      self.selection = selection
    }

    /// P(X < `key`) among the present values.
    func share(below key: UInt64) -> Double {
      SelectedNormal.observed(segments.share(below: key), selection)
    }

  }

  public let marginal: Marginal
  /// Rows of each segment.
  public let counts: [Int]
  /// For each part, the shares of its present values below each segment; from 0 to 1.
  public let cumulative: [[Double]]

  /// - Parameter parts: At least one, all of integers or all of reals, each with rows.
  /// - Complexity: O(segments log segments).
  public init(_ parts: [Part]) {
    precondition(!parts.isEmpty && parts.allSatisfy { $0.rows > 0 })
    let boundaries = Set(parts.flatMap(\.segments.boundaries)).sorted()
    let shares = parts.map { part in boundaries.map { part.share(below: $0) } }
    let total = parts.reduce(0) { $0 + $1.rows }
    // A piece lies between two boundaries; the last one, of the largest value, may be a point.
    var pieces: [Piece] = []
    for (k, start) in boundaries.enumerated() {
      let end = k + 1 < boundaries.count ? boundaries[k + 1] : nil
      var mass = 0.0
      for (part, share) in zip(parts, shares) {
        mass += part.rows * ((end == nil ? 1 : share[k + 1]) - share[k])
      }
      let isPoint = end == nil || end == start + 1
      pieces.append(Piece(start: start, end: end, mass: mass, isPoint: isPoint))
    }
    let isReal = parts[0].segments.isReal
    var groups = NumericMixture.groups(pieces, total: total)
    // Stretches that weigh next to nothing belong to no group, but the range stays what it was.
    let last = groups.count - 1
    if !groups[0].isAtom { groups[0].start = boundaries[0] }
    if !groups[last].isAtom { groups[last].end = nil }
    (marginal, counts) = NumericMixture.marginal(
      groups, isReal: isReal, lattice: Lattice(parts.map(\.segments)),
      largest: parts.map { $0.segments.highKeys.last! }.max()!)
    cumulative = parts.map { part in
      groups.map { $0.start == groups[0].start ? 0 : part.share(below: $0.start) } + [1]
    }
  }

  private struct Piece {
    var start: UInt64
    /// The first key behind it; `nil`: there is none.
    var end: UInt64?
    var mass: Double
    var isPoint: Bool
  }

  private struct Group {
    var start: UInt64
    var end: UInt64?
    var count: Int
    var isAtom: Bool
  }

  /// Takes pieces together. A gap ends a group, if it has a row.
  private static func groups(_ pieces: [Piece], total: Double) -> [Group] {
    let tiny = 1e-9 * total
    let massive = pieces.filter { $0.mass > tiny }
    let isDiscrete = massive.count <= 4096 && massive.allSatisfy { $0.isPoint && $0.mass > 0.5 }
    let atomMass = max(5, total / 2000)
    let most = total / Double(ValueGroups.resolution)
    var groups: [Group] = []
    var open: Group?
    // Rows before the open group, and in it.
    var before = 0.0
    var mass = 0.0
    func rows() -> Int { Int((before + mass).rounded()) - Int(before.rounded()) }
    func close() {
      guard var group = open else { return }
      group.count = rows()
      if group.count > 0 {
        groups.append(group)
      } else if var last = groups.last, !last.isAtom {
        last.end = group.end
        groups[groups.count - 1] = last
      } else {
        return
      }
      before += mass
      mass = 0
      open = nil
    }
    for piece in pieces {
      let isAtom = piece.isPoint && (isDiscrete || piece.mass >= atomMass - tiny) && piece.mass > tiny
      if isAtom || piece.mass <= tiny {
        if isAtom || rows() > 0 { close() }
        guard isAtom else { continue }
        // What is left of less than half a row goes with the atom.
        open = Group(start: piece.start, end: piece.end, count: 0, isAtom: true)
        mass += piece.mass
        close()
        continue
      }
      let fromEnd = min(before, total - before - mass)
      let limit = max(1, min(fromEnd / 32, most))
      if mass > 0, mass + piece.mass > limit + tiny, rows() > 0 { close() }
      if open == nil { open = Group(start: piece.start, end: piece.end, count: 0, isAtom: false) }
      open!.end = piece.end
      mass += piece.mass
    }
    close()
    return groups
  }

  /// The points on which all integers of the parts lie.
  private struct Lattice {
    let origin: UInt64
    let step: UInt64

    init(_ parts: [NumericSegments]) {
      let origin = parts.map { $0.lowKeys[0] }.min()!
      var step: UInt64 = 0
      for part in parts {
        guard case .integers(let integers) = part.marginal else { continue }
        step = greatestCommonDivisor(step, part.lowKeys[0] - origin)
        for (low, high) in zip(part.lowKeys, part.highKeys) {
          step = greatestCommonDivisor(step, low - part.lowKeys[0])
          if high > low { step = greatestCommonDivisor(step, integers.step) }
        }
      }
      self.origin = origin
      self.step = max(1, step)
    }

    func up(_ key: UInt64) -> UInt64 {
      let beyond = (key - origin) % step
      return beyond == 0 ? key : key + (step - beyond)
    }
    func down(_ key: UInt64) -> UInt64 { origin + (key - origin) / step * step }
  }

  private static func marginal(
    _ groups: [Group], isReal: Bool, lattice: Lattice, largest: UInt64
  ) -> (Marginal, [Int]) {
    let counts = groups.map(\.count)
    let cuts = Marginal.cuts(counts: counts)
    if isReal {
      let low = groups.map { OrderedKey.double($0.start) }
      let high = groups.map {
        OrderedKey.double($0.isAtom ? $0.start : min($0.end ?? largest, largest))
      }
      return (.reals(RealMarginal(cuts, low: low, high: high)), counts)
    }
    let low = groups.map { $0.isAtom ? $0.start : lattice.up($0.start) }
    let high = groups.map { $0.isAtom ? $0.start : lattice.down($0.end.map { $0 - 1 } ?? largest) }
    return (
      .integers(
        IntegerMarginal(
          cuts, lower: low.map { OrderedKey.int64($0) },
          span: zip(low, high).map { ($1 - $0) / lattice.step }, step: lattice.step)), counts
    )
  }
}

extension IntegerMarginal {
  fileprivate init(_ cuts: [Double], lower: [Int64], span: [UInt64], step: UInt64) {
    self.cuts = cuts
    self.lower = lower
    self.span = span
    self.step = step
  }
}

extension RealMarginal {
  fileprivate init(_ cuts: [Double], low: [Double], high: [Double]) {
    self.cuts = cuts
    self.low = low
    self.high = high
  }
}
