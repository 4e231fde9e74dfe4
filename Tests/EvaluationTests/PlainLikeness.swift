import Evaluation
import Tabular

/// The scores of `Likeness` by the plainest loops, to compare with.
struct PlainLikeness {
  private(set) var shapes: [Double] = []
  private(set) var trends: [Double] = []

  private enum Cells {
    case numbers([Double], [Double])
    case levels([String?], [String?])
  }

  init(real: Table, synthetic: Table) {
    let columns = zip(real.columns, synthetic.columns).map { a, b -> Cells in
      if case .codes = a.values { return .levels(Self.strings(a), Self.strings(b)) }
      return .numbers(Self.doubles(a), Self.doubles(b))
    }
    for (i, first) in columns.enumerated() {
      switch first {
      case .numbers(let a, let b):
        shapes.append(1 - max(Self.kolmogorovSmirnov(a, b), abs(Self.missing(a) - Self.missing(b))))
      case .levels(let a, let b): shapes.append(1 - Self.distance(a.map(Self.text), b.map(Self.text)))
      }
      for second in columns[(i + 1)...] {
        if case .numbers(let x, let u) = first, case .numbers(let y, let v) = second {
          let dependence = abs(Self.pearson(x, y) - Self.pearson(u, v)) / 2
          let missing = Self.distance(
            zip(x, y).map { "\($0.isNaN)|\($1.isNaN)" }, zip(u, v).map { "\($0.isNaN)|\($1.isNaN)" })
          trends.append(1 - max(dependence, missing))
        } else {
          let (a, b) = (Self.binned(first), Self.binned(second))
          trends.append(
            1 - Self.distance(zip(a.0, b.0).map { "\($0)|\($1)" }, zip(a.1, b.1).map { "\($0)|\($1)" }))
        }
      }
    }
  }

  private static func missing(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : Double(values.count { $0.isNaN }) / Double(values.count)
  }

  private static func text(_ level: String?) -> String { level ?? "missing" }

  private static func strings(_ column: Column) -> [String?] {
    guard case .codes(let codes, let levels) = column.values else { return [] }
    let names = levels.strings
    return codes.indices.map { column.validity?[$0] ?? true ? names[Int(codes[$0])] : nil }
  }

  private static func doubles(_ column: Column) -> [Double] {
    (0..<column.count).map { row in
      guard column.validity?[row] ?? true else { return .nan }
      switch column.values {
      case .int64(let values): return Double(values[row])
      case .float64(let values): return values[row]
      case .codes, .strings: return .nan
      }
    }
  }

  private static func binned(_ cells: Cells) -> ([String], [String]) {
    switch cells {
    case .levels(let a, let b): return (a.map(text), b.map(text))
    case .numbers(let a, let b):
      let present = a.filter { !$0.isNaN }
      let (low, high) = (present.min() ?? .infinity, present.max() ?? -.infinity)
      let width = high > low ? (high - low) / 10 : 1
      func bin(_ value: Double) -> String {
        if value.isNaN { return "missing" }
        if value < low { return "below" }
        if value > high { return "above" }
        return "\(Int(min(9, (value - low) / width)))"
      }
      return (a.map(bin), b.map(bin))
    }
  }

  static func distance(_ a: [String], _ b: [String]) -> Double {
    if a.isEmpty || b.isEmpty { return a.count == b.count ? 0 : 1 }
    var shares: [String: Double] = [:]
    for cell in a { shares[cell, default: 0] += 1 / Double(a.count) }
    for cell in b { shares[cell, default: 0] -= 1 / Double(b.count) }
    return shares.values.reduce(0) { $0 + abs($1) } / 2
  }

  static func kolmogorovSmirnov(_ first: [Double], _ second: [Double]) -> Double {
    let (a, b) = (first.filter { !$0.isNaN }.sorted(), second.filter { !$0.isNaN }.sorted())
    if a.isEmpty || b.isEmpty { return a.isEmpty && b.isEmpty ? 0 : 1 }
    func share(_ sorted: [Double], upTo x: Double) -> Double {
      Double(sorted.partitioningIndex { $0 > x }) / Double(sorted.count)
    }
    return (a + b).map { abs(share(a, upTo: $0) - share(b, upTo: $0)) }.max()!
  }

  /// Textbook sums about the means, over the rows that both have.
  static func pearson(_ x: [Double], _ y: [Double]) -> Double {
    let rows = zip(x, y).filter { !$0.isNaN && !$1.isNaN }
    let n = Double(rows.count)
    let (meanX, meanY) = (rows.reduce(0) { $0 + $1.0 } / n, rows.reduce(0) { $0 + $1.1 } / n)
    if Set(rows.map(\.0)).count < 2 || Set(rows.map(\.1)).count < 2 { return 0 }
    let xx = rows.reduce(0) { $0 + ($1.0 - meanX) * ($1.0 - meanX) }
    let yy = rows.reduce(0) { $0 + ($1.1 - meanY) * ($1.1 - meanY) }
    let r = rows.reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) } / (xx * yy).squareRoot()
    return r.isNaN ? 0 : r
  }
}

extension Array {
  /// The first index whose element is in the second part, the array being parted.
  fileprivate func partitioningIndex(_ isSecond: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isSecond(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
