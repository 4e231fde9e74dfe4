import ArgumentParser

/// `1000000`, `1_000_000`, `1e6`, `10k`, `1M` or `2G`.
struct RowCount: ExpressibleByArgument {
  let value: Int

  init?(argument: String) {
    var digits = argument.replacing("_", with: "")
    var factor = 1
    switch digits.last {
    case "k", "K": factor = 1_000
    case "M": factor = 1_000_000
    case "G": factor = 1_000_000_000
    default: break
    }
    if factor > 1 { digits.removeLast() }
    let parts = digits.lowercased().split(separator: "e", omittingEmptySubsequences: false)
    if parts.count == 2, factor == 1 {
      guard let exponent = Int(parts[1]), (0...15).contains(exponent) else { return nil }
      for _ in 0..<exponent { factor *= 10 }
      digits = String(parts[0])
    }
    guard let number = Int(digits), number >= 0, digits.first != "+" else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: factor)
    guard !overflow, product <= 1 << 53 else { return nil }
    value = product
  }
}

/// `A..<B`, rows A up to but not B.
struct RowRange: ExpressibleByArgument {
  let range: Range<Int>

  init?(argument: String) {
    let parts = argument.split(separator: "..<", omittingEmptySubsequences: false)
    guard parts.count == 2, let lower = RowCount(argument: String(parts[0])),
      let upper = RowCount(argument: String(parts[1])), lower.value <= upper.value
    else { return nil }
    range = lower.value..<upper.value
  }
}

/// `K/N`, part K of N, from 1.
struct Shard: ExpressibleByArgument {
  let index: Int
  let count: Int

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]), count >= 1,
      count <= 1 << 20,
      (1...count).contains(index)
    else { return nil }
    self.index = index
    self.count = count
  }

  /// The shard's rows in a run of `total`; the shards cover it without gap or overlap, and differ by at most a row.
  func rows(of total: Int) -> Range<Int> {
    func start(_ shard: Int) -> Int {
      let (quotient, remainder) = total.quotientAndRemainder(dividingBy: count)
      return shard * quotient + min(shard, remainder)
    }
    return start(index - 1)..<start(index)
  }
}
