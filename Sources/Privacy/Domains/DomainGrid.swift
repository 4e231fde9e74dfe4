/// Cuts an interval into cells, from public quantities alone.
///
/// An interval of few numbers has a cell for each. A longer one is cut at round numbers in equal steps, and at round
/// numbers whose steps grow with their distance from 0 on either side: tables hold both bell-shaped columns and columns
/// of amounts, most of them small. 0 and both bounds, at which values pile up, have cells of their own.
struct DomainGrid {
  /// About how many cells; a few more for 0 and the bounds.
  let size: Int

  init(size: Int) {
    precondition(size >= 16)
    self.size = size
  }

  /// More cells where there is less noise: 100 up to ε = 0.1, 140 at ε = 1, 200 from ε = 10 on. An interval of up to 128
  /// numbers is never cut coarser than that.
  init(epsilon: Double) {
    let size = epsilon < 0.1 ? 100 : epsilon < 1 ? 120 : epsilon < 3 ? 140 : epsilon < 10 ? 170 : 200
    self.init(size: size)
  }

  /// What equal steps are made of.
  enum Unit {
    /// Whole numbers of the storage: 1, 2, 2.5, 5 times powers of ten.
    case decimal
    /// Seconds of so many ticks, minutes, hours and days.
    case time(ticksPerSecond: Int64)
  }

  /// The lower bounds of the cells of `range`.
  func integers(_ range: ClosedRange<Int64>, unit: Unit = .decimal) -> [Int64] {
    let (low, high) = (Int128(range.lowerBound), Int128(range.upperBound))
    if high - low < Int128(max(128, size)) { return (low...high).map { Int64($0) } }
    var always: Set<Int128> = [low, low + 1, high]
    if case .decimal = unit {
      if low <= 0, high >= 0 { always.formUnion([0, 1].filter { $0 <= high }) }
      always.formUnion(growing(low, high))
    }
    for step in steps(unit) where (high - low) / step <= Int128(size) {
      let edges = always.union(multiples(of: step, from: low, through: high))
      if edges.count <= size + 5 { return edges.sorted().map { Int64($0) } }
    }
    return always.sorted().map { Int64($0) }
  }

  private func multiples(of step: Int128, from low: Int128, through high: Int128) -> [Int128] {
    let first = low + ((step - low % step) % step)
    return Array(stride(from: first, through: high, by: Int(step)))
  }

  /// Edges whose distance grows with that from 0, about half as many as there are to be cells.
  private func growing(_ low: Int128, _ high: Int128) -> [Int128] {
    let largest = max(abs(low), abs(high))
    for mantissas in DomainGrid.mantissas {
      var edges = Set<Int128>()
      var power: Int128 = 1
      while power <= largest {
        // What is below a ten-millionth of the largest counts as 0.
        if power * 10_000_000 >= largest {
          for mantissa in mantissas {
            let edge = (Int128(mantissa) * power + 99) / 100
            if edge > low, edge <= high { edges.insert(edge) }
            // The cells below 0 are those above, mirrored.
            if 1 - edge > low, 1 - edge <= high { edges.insert(1 - edge) }
          }
        }
        power *= 10
      }
      if edges.count <= size / 2 { return Array(edges) }
    }
    return []
  }

  /// In hundredths, ever fewer.
  private static let mantissas: [[Int]] = [
    [
      100, 110, 120, 130, 140, 150, 160, 180, 200, 220, 250, 275, 300, 325, 350, 400, 450, 500, 550, 600, 650,
      700, 800, 900,
    ],
    [100, 110, 125, 150, 175, 200, 225, 250, 300, 350, 400, 500, 600, 700, 800, 900],
    [100, 120, 150, 200, 250, 300, 400, 500, 600, 800],
    [100, 150, 200, 300, 500, 700],
    [100, 200, 500],
    [100],
  ]

  private func steps(_ unit: Unit) -> [Int128] {
    var steps: [Int128] = []
    func powers(of base: Int128, upTo limit: Int128) {
      var power = base
      while power < limit {
        for step in [power, 2 * power, 5 * power / 2, 5 * power] where step < limit {
          if step != 5 * power / 2 || power % 2 == 0 { steps.append(step) }
        }
        power *= 10
      }
    }
    let largest = Int128(1) << 62
    switch unit {
    case .decimal: powers(of: 1, upTo: largest)
    case .time(let ticks):
      let second = Int128(ticks)
      powers(of: 1, upTo: second)
      steps += [1, 2, 5, 10, 20, 30].map { second * $0 }
      steps += [1, 2, 5, 10, 20, 30].map { 60 * second * $0 }
      steps += [1, 2, 3, 6, 12].map { 3600 * second * $0 }
      powers(of: 86_400 * second, upTo: largest)
    }
    return steps
  }

  /// The lower bounds of the cells of the numbers in `range`, which are finite.
  ///
  /// They are cut as whole numbers of the largest power of ten that leaves ten million of them.
  func reals(_ range: ClosedRange<Double>) -> [Double] {
    let (low, high) = (range.lowerBound, range.upperBound)
    if low == high { return [low] }
    let largest = max(abs(low), abs(high))
    var exponent = -300
    while exponent < 308, DomainGrid.power(exponent) * 1e7 < largest { exponent += 1 }
    let scale = DomainGrid.power(exponent)
    let whole =
      Int64(
        (low / scale).rounded(.up))...max(
        Int64((low / scale).rounded(.up)), Int64((high / scale).rounded(.down)))
    var edges = Set([low, low.nextUp, high])
    if low <= 0, high >= 0 { edges.formUnion([0, Double(0).nextUp].filter { $0 <= high }) }
    let cut = whole.count > 2 * size ? integers(whole) : whole.map { $0 }
    for edge in cut where edge != 0 {
      let value = exponent >= 0 ? Double(edge) * scale : Double(edge) / DomainGrid.power(-exponent)
      if value > low, value <= high { edges.insert(value) }
    }
    return edges.sorted()
  }

  private static func power(_ exponent: Int) -> Double { Double("1e\(exponent)")! }
}
