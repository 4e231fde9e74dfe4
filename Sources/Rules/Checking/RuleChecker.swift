internal import Scheduling
internal import Synchronization
public import Tabular

/// Holds the rows of a table, block after block, to rules.
///
/// What a rule has to remember of earlier rows (unique: a key for each value; functional: a key for each value of what
/// decides; monotone: the last value) lives as long as the checker. Keys are 64-bit hashes, 16 bytes or 32 each at the
/// most: that two of a hundred million different values share one has a chance of 3 in 10,000.
public struct RuleChecker: Sendable {
  public let rules: [BoundRule]
  private let memories: [Memory]

  public init(_ rules: [BoundRule]) {
    self.rules = rules
    memories = rules.map { Memory($0.check) }
  }

  /// For each rule the rows that break it (bit set).
  ///
  /// The rules of a block are checked side by side; blocks come one after the other.
  /// - Parameter unfit: for each column the rows whose text is no value of its type: they break every rule of the column
  ///   but `not_null`.
  public func broken(_ table: Table, unfit: [Bitmap?]? = nil, threads: Int) -> [Bitmap] {
    // Nothing is thrown by checking.
    let all = try? Parallel.map(count: rules.count, threads: threads) { index in
      let rule = rules[index]
      var broken = memories[index].broken(rule, table, unfit)
      if case .present = rule.check { return broken }
      for column in rule.columns {
        if let unfit = unfit?[column] { broken = broken | unfit }
      }
      return broken
    }
    return all ?? []
  }
}

/// What one rule remembers. A class, so that tables of keys are not copied; one thread at a time looks at a rule.
private final class Memory: Sendable {
  enum Content: Sendable {
    case nothing
    case matcher(RegexMatcher)
    case keys(KeyTable)
    case integer(Int64?)
    case real(Double?)
  }

  private let content: Mutex<Content>

  init(_ check: BoundRule.Check) {
    switch check {
    case .regex(_, let automaton): content = Mutex(.matcher(automaton.matcher()))
    case .unique: content = Mutex(.keys(KeyTable(isMap: false)))
    case .functional: content = Mutex(.keys(KeyTable(isMap: true)))
    default: content = Mutex(.nothing)
    }
  }

  func broken(_ rule: BoundRule, _ table: Table, _ unfit: [Bitmap?]?) -> Bitmap {
    let rows = 0..<table.rowCount
    switch rule.check {
    case .nothing: return Bitmap(repeating: false, count: rows.count)
    case .condition(let node): return node.truth(table, rows).no
    case .present: return absent(rule.columns, table, unfit)
    case .steps(let column, let test):
      return table.broken(column) {
        test.holds($0)
      } real: {
        test.holds($0)
      }
    case .oneHot: return table.notOneHot(rule.columns)
    case .regex(let column, _): return content.withLock { Self.unmatched(&$0, table, column) }
    case .combinations(let keys):
      let found = RowKeys(table, rule.columns)
      let unknown = Bitmap.rows(rows.count) { !keys.contains(found.keys[$0]) }
      return found.present.map { $0 & unknown } ?? unknown
    case .unique: return content.withLock { Self.repeated(&$0, RowKeys(table, rule.columns)) }
    case .functional(let from, let to):
      let (deciding, decided) = (RowKeys(table, from), RowKeys(table, to))
      return content.withLock { Self.otherwise(&$0, deciding, decided) }
    case .monotone(let column, let decreasing, let strictly):
      return content.withLock { Self.outOfOrder(&$0, table.columns[column], decreasing, strictly) }
    }
  }

  private func absent(_ columns: [Int], _ table: Table, _ unfit: [Bitmap?]?) -> Bitmap {
    var absent = Bitmap(repeating: false, count: table.rowCount)
    for column in columns {
      guard let validity = table.columns[column].validity else { continue }
      // What does not fit its type is there.
      absent = absent | (unfit?[column].map { !(validity | $0) } ?? !validity)
    }
    return absent
  }

  private static func unmatched(_ content: inout Content, _ table: Table, _ column: Int) -> Bitmap {
    guard case .matcher(var matcher) = content else { return Bitmap(repeating: false, count: table.rowCount) }
    content = .nothing
    defer { content = .matcher(matcher) }
    let values = table.columns[column]
    let bits: Bitmap
    switch values.values {
    case .codes(let codes, let levels):
      let matches = levels.indices.map { matcher.matches(levels[$0]) }
      bits = .rows(codes.count) { Int(codes[$0]) < matches.count && !matches[Int(codes[$0])] }
    case .strings(let strings): bits = .rows(strings.count) { !matcher.matches(strings[$0]) }
    case .int64(let numbers):
      bits = .rows(numbers.count) { !matcher.matches(Array(String(numbers[$0]).utf8)) }
    case .float64: bits = Bitmap(repeating: false, count: table.rowCount)
    }
    return values.validity.map { bits & $0 } ?? bits
  }

  private static func repeated(_ content: inout Content, _ rows: RowKeys) -> Bitmap {
    guard case .keys(var keys) = content else { return Bitmap(repeating: false, count: rows.keys.count) }
    content = .nothing
    defer { content = .keys(keys) }
    return .rows(rows.keys.count) { row in
      (rows.present?[row] ?? true) && keys.insert(rows.keys[row]) != nil
    }
  }

  private static func otherwise(_ content: inout Content, _ deciding: RowKeys, _ decided: RowKeys) -> Bitmap {
    guard case .keys(var keys) = content else { return Bitmap(repeating: false, count: deciding.keys.count) }
    content = .nothing
    defer { content = .keys(keys) }
    return .rows(deciding.keys.count) { row in
      guard deciding.present?[row] ?? true, decided.present?[row] ?? true else { return false }
      let first = keys.insert(deciding.keys[row], decided.keys[row])
      return first != nil && first != decided.keys[row]
    }
  }

  private static func outOfOrder(
    _ content: inout Content, _ column: Column, _ decreasing: Bool, _ strictly: Bool
  )
    -> Bitmap
  {
    func breaks<Value: Comparable>(_ value: Value, after last: Value?) -> Bool {
      guard let last else { return false }
      if value == last { return strictly }
      return (value < last) != decreasing
    }
    switch column.values {
    case .int64(let values):
      var last: Int64?
      if case .integer(let kept) = content { last = kept }
      let bits = Bitmap.rows(values.count) { row in
        guard column.validity?[row] ?? true else { return false }
        defer { last = values[row] }
        return breaks(values[row], after: last)
      }
      content = .integer(last)
      return bits
    case .float64(let values):
      var last: Double?
      if case .real(let kept) = content { last = kept }
      let bits = Bitmap.rows(values.count) { row in
        guard column.validity?[row] ?? true else { return false }
        defer { last = values[row] }
        return breaks(values[row], after: last)
      }
      content = .real(last)
      return bits
    default: return Bitmap(repeating: false, count: column.count)
    }
  }
}

extension Table {
  /// Rows whose value is there and fails a test.
  fileprivate func broken(_ column: Int, _ integer: (Int64) -> Bool, real: (Double) -> Bool) -> Bitmap {
    let bits: Bitmap
    switch columns[column].values {
    case .int64(let values): bits = .rows(rowCount) { !integer(values[$0]) }
    case .float64(let values): bits = .rows(rowCount) { !real(values[$0]) }
    default: bits = Bitmap(repeating: false, count: rowCount)
    }
    return columns[column].validity.map { bits & $0 } ?? bits
  }

  /// Rows of which all columns have a value, but not exactly one is 1 or true and the others 0 or false.
  fileprivate func notOneHot(_ places: [Int]) -> Bitmap {
    var ones = [UInt8](repeating: 0, count: rowCount)
    func add(_ digit: (Int) -> UInt8) {
      // From two on it is all the same.
      for row in ones.indices { ones[row] = min(2, ones[row] + digit(row)) }
    }
    for place in places {
      switch columns[place].values {
      case .int64(let values):
        // A decimal 1.0 is stored as 10.
        var one: Int64 = 1
        if case .decimal(let scale, _) = schema.fields[place].type { one = Int64(powerOfTen(scale)) }
        add { values[$0] == 0 ? 0 : values[$0] == one ? 1 : 2 }
      case .float64(let values): add { values[$0] == 0 ? 0 : values[$0] == 1 ? 1 : 2 }
      case .codes(let codes, let levels):
        let digits = levels.indices.map { level -> UInt8 in
          switch String(decoding: levels[level], as: UTF8.self).lowercased() {
          case "0", "false", "no": 0
          case "1", "true", "yes": 1
          default: 2
          }
        }
        add { Int(codes[$0]) < digits.count ? digits[Int(codes[$0])] : 0 }
      case .strings: add { _ in 2 }
      }
    }
    let bits = Bitmap.rows(rowCount) { ones[$0] != 1 }
    return validity(of: places, 0..<rowCount).map { bits & $0 } ?? bits
  }
}
