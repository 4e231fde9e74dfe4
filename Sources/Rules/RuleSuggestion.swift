public import Tabular

extension RuleSet {
  /// Rules that hold in every row of a table, to be read and edited by someone who knows what the columns mean: that they
  /// hold in these rows is no proof that they must.
  ///
  /// Columns without missing values, ranges of numbers and dates, sets of up to 20 levels, uniqueness, whole steps above one,
  /// order, inequalities between columns of one type that are not far apart, sums `a == b + c`, one-hot groups, and columns
  /// that decide others.
  ///
  /// - Parameter spell: a stored whole number as its column spells it.
  /// - Complexity: O(rows * columns²), but pairs and sums are given up at the first rows that break them.
  public static func suggested(for table: Table, spell: @escaping (Int64, FieldType) -> String) -> RuleSet {
    var suggestion = RuleSuggestion(table: table, spell: spell)
    suggestion.columns()
    suggestion.inequalities()
    suggestion.sums()
    suggestion.oneHot()
    suggestion.functional()
    return RuleSet(suggestion.kinds.map { Rule($0) })
  }
}

private struct RuleSuggestion {
  let table: Table
  let spell: (Int64, FieldType) -> String
  var kinds: [Rule.Kind] = []

  private static let mostLevels = 20
  /// Fewer rows show nothing.
  private static let leastRows = 20
  /// Pairs and sums of more columns than this are not looked for.
  private static let mostColumns = 60

  init(table: Table, spell: @escaping (Int64, FieldType) -> String) {
    self.table = table
    self.spell = spell
  }

  private func name(_ index: Int) -> String { table.schema.fields[index].name }

  private func holds(_ kind: Rule.Kind) -> Bool {
    guard let bound = try? RuleSet([Rule(kind)]).bound(to: table.schema) else { return false }
    return RuleChecker(bound).broken(table, threads: 1)[0].setCount == 0
  }

  private mutating func add(_ kind: Rule.Kind) { if holds(kind) { kinds.append(kind) } }

  private func literal(_ value: Int64, _ type: FieldType) -> Literal {
    switch type {
    case .date, .timestamp: .string(spell(value, type))
    default: .number(spell(value, type))
    }
  }

  mutating func columns() {
    guard table.rowCount >= Self.leastRows else { return }
    for (index, field) in table.schema.fields.enumerated() {
      let column = table.columns[index]
      guard column.presentCount > 0 else { continue }
      if column.presentCount == column.count { kinds.append(.notNull(columns: [field.name])) }
      let rows = (0..<column.count).filter { column.validity?[$0] ?? true }
      switch (field.type, column.values) {
      case (.identifier, _): add(.unique(columns: [field.name]))
      case (.text, _): break
      case (_, .int64(let values)):
        let present = rows.map { values[$0] }
        guard let low = present.min(), let high = present.max(), low < high else { continue }
        add(
          .range(
            column: field.name, minimum: literal(low, field.type), maximum: literal(high, field.type),
            isOpen: false))
        if case .int64 = field.type { steps(field.name, present) }
        if zip(present, present.dropFirst()).allSatisfy({ $0 <= $1 }) {
          add(.monotone(column: field.name, decreasing: false, strictly: false))
        }
      case (_, .float64(let values)):
        let present = rows.map { values[$0] }
        guard let low = present.min(), let high = present.max(), low < high else { continue }
        add(
          .range(column: field.name, minimum: .number("\(low)"), maximum: .number("\(high)"), isOpen: false))
      case (_, .codes(let codes, let levels)):
        let used = Set(rows.map { codes[$0] }).sorted()
        guard used.count <= Self.mostLevels else { continue }
        add(.set(column: field.name, values: used.map { .string(levels.string(Int($0))) }))
      default: break
      }
    }
  }

  private mutating func steps(_ name: String, _ values: [Int64]) {
    var step: UInt64 = 0
    for value in values {
      var (a, b) = (step, value.magnitude)
      while b != 0 { (a, b) = (b, a % b) }
      step = a
      if step == 1 { return }
    }
    guard step > 1, Set(values).count >= 5 else { return }
    add(.increments(column: name, step: .number("\(step)"), start: .number("0")))
  }

  private var numbers: [Int] {
    Array(
      table.schema.fields.indices.filter {
        switch table.schema.fields[$0].type {
        case .int64, .decimal, .float64: true
        default: false
        }
      }.prefix(Self.mostColumns))
  }

  private func mean(_ index: Int) -> Double {
    let column = table.columns[index]
    let rows = (0..<column.count).filter { column.validity?[$0] ?? true }
    switch column.values {
    case .int64(let values): return rows.reduce(0) { $0 + Double(values[$1]) } / Double(max(1, rows.count))
    case .float64(let values): return rows.reduce(0) { $0 + values[$1] } / Double(max(1, rows.count))
    default: return 0
    }
  }

  private func span(_ index: Int) -> (low: Double, high: Double)? {
    let column = table.columns[index]
    let rows = (0..<column.count).lazy.filter { column.validity?[$0] ?? true }
    let values: [Double]
    switch column.values {
    case .int64(let stored): values = rows.map { Double(stored[$0]) }
    case .float64(let stored): values = rows.map { stored[$0] }
    default: return nil
    }
    guard let low = values.min(), let high = values.max() else { return nil }
    return (low, high)
  }

  /// Of columns of one type whose ranges overlap: that one range lies above the other says nothing of their rows.
  mutating func inequalities() {
    guard table.rowCount >= Self.leastRows else { return }
    let measured = Array(
      table.schema.fields.indices.filter { span($0) != nil && !isIdentifier($0) }.prefix(Self.mostColumns))
    for left in measured {
      for right in measured
      where left != right && table.schema.fields[left].type == table.schema.fields[right].type {
        guard let x = span(left), let y = span(right), x.high > y.low, x.low < x.high, y.low < y.high else {
          continue
        }
        add(.inequality(.comparison(.column(name(left)), .lessOrEqual, .column(name(right)))))
      }
    }
  }

  private func isIdentifier(_ index: Int) -> Bool {
    if case .identifier = table.schema.fields[index].type { true } else { false }
  }

  mutating func sums() {
    guard table.rowCount >= Self.leastRows else { return }
    let numbers = numbers
    let means = numbers.map(mean)
    // Sums of columns have sums of means; few triples pass that.
    for total in numbers.indices where means[total] != 0 {
      for first in numbers.indices where first != total {
        for second in numbers.indices where second > first && second != total {
          let gap = means[total] - means[first] - means[second]
          guard abs(gap) <= 1e-9 * (abs(means[total]) + abs(means[first]) + abs(means[second])),
            means[first] != 0, means[second] != 0
          else { continue }
          add(
            .formula(
              .column(name(numbers[total])),
              .arithmetic(.column(name(numbers[first])), .plus, .column(name(numbers[second]))),
              tolerance: nil))
        }
      }
    }
  }

  /// All columns of 0 and 1 together.
  mutating func oneHot() {
    guard table.rowCount >= Self.leastRows else { return }
    let digits = numbers.filter { index in span(index).map { $0.low == 0 && $0.high == 1 } ?? false }
    if digits.count >= 3 { add(.oneHot(columns: digits.map(name))) }
  }

  /// Levels, or numbers of few values, that decide others.
  mutating func functional() {
    guard table.rowCount >= Self.leastRows else { return }
    let few = table.schema.fields.indices.filter { !isIdentifier($0) }.prefix(Self.mostColumns).compactMap {
      index -> (index: Int, count: Int)? in
      let count = Set(table.keys(of: [index]).compactMap { $0 }).count
      return count >= 2 && count * 5 <= table.rowCount ? (index, count) : nil
    }
    for from in few {
      for to in few where to.index != from.index && to.count <= from.count {
        add(.functional(from: [name(from.index)], to: [name(to.index)]))
      }
    }
  }
}
