import Sklar

/// What holding rows to rules changes: from the first rows of a run without and with the rules.
struct RulingSummary {
  private(set) var text = ""

  static let rows = 8192
  private static let shownColumns = 5

  init(from free: any RowSource, to ruled: RuledSource, rules: [BoundRule]) throws {
    var rows = Self.rows
    while rows > 1, (try? free.check(rowsUpTo: rows)) == nil || (try? ruled.check(rowsUpTo: rows)) == nil {
      rows /= 2
    }
    var latents = LatentBuffer()
    let before = try free.chunk(rows: 0..<rows, latents: &latents)
    let after = try ruled.chunk(rows: 0..<rows, latents: &latents)
    let broken = RuleChecker(rules).broken(before, threads: 1)
    let bad = (0..<rows).count { row in broken.contains { $0[row] } }
    add(
      "rules: of \(quantity(rows)) rows of the model \(Self.share(bad, rows)) break a rule; "
        + "\(fixed((1 - ruled.acceptance) * 100, 2)) % are rejected, the others are drawn by the rules or repaired"
    )
    for (rule, bits) in zip(rules, broken) where bits.setCount > 0 {
      add("rules:   \(Self.share(bits.setCount, rows)) break \(ColumnPlace.shown(rule.rule.description))")
    }
    let changes = before.schema.fields.indices.compactMap { index in
      Self.change(before.columns[index], after.columns[index], before.schema.fields[index])
    }.sorted { $0.size > $1.size }
    for change in changes.prefix(Self.shownColumns) { add("rules:   bias: \(change.text)") }
  }

  private mutating func add(_ line: String) { text += "sklar: \(line)\n" }

  private static func share(_ count: Int, _ of: Int) -> String {
    "\(fixed(Double(count) / Double(max(of, 1)) * 100, 2)) %"
  }

  /// The change of a mean in standard deviations, or of shares as their total variation; `nil` below what chance gives.
  private static func change(_ before: Column, _ after: Column, _ field: Field) -> (
    size: Double, text: String
  )? {
    let name = ColumnPlace.shown(field.name)
    switch field.type {
    case .identifier, .text: return nil
    default: break
    }
    guard let x = numbers(before), let y = numbers(after) else {
      let (old, new) = (shares(before), shares(after))
      let distance = Set(old.keys).union(new.keys).reduce(0) { $0 + abs((old[$1] ?? 0) - (new[$1] ?? 0)) } / 2
      guard distance > 0.03 else { return nil }
      return (distance, "\(name): \(fixed(distance * 100, 1)) % of its rows changed level")
    }
    guard x.count > 1, y.count > 1 else { return nil }
    let (first, second) = (x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(y.count))
    let deviation = (x.reduce(0) { $0 + ($1 - first) * ($1 - first) } / Double(x.count)).squareRoot()
    let change = deviation > 0 ? (second - first) / deviation : 0
    guard abs(change) > 0.03 else { return nil }
    return (abs(change), "\(name): its mean moved by \(fixed(change, 2)) standard deviations")
  }

  private static func numbers(_ column: Column) -> [Double]? {
    let rows = (0..<column.count).filter { column.validity?[$0] ?? true }
    switch column.values {
    case .int64(let values): return rows.map { Double(values[$0]) }
    case .float64(let values): return rows.map { values[$0] }
    default: return nil
    }
  }

  private static func shares(_ column: Column) -> [String: Double] {
    guard case .codes(let codes, let levels) = column.values else { return [:] }
    var counts: [Int32: Int] = [:]
    for row in 0..<column.count where column.validity?[row] ?? true { counts[codes[row], default: 0] += 1 }
    let shares = counts.map { (levels.string(Int($0.key)), Double($0.value) / Double(max(column.count, 1))) }
    return Dictionary(shares, uniquingKeysWith: +)
  }
}
