public import Tabular

/// What came of holding a table to rules.
public struct RuleReport: Sendable, Hashable, Codable {
  public static let schemaVersion = 1

  public var schemaVersion = Self.schemaVersion
  public var rows = 0
  /// Rows that break a rule, or hold a text that is no value of its column's type.
  public var invalidRows = 0
  public var rules: [RuleResult]
  /// Columns with texts that are no values of their types.
  public var unfit: [UnfitColumn]
  /// Whether no row is invalid.
  public var passed = true

  /// Invalid rows over rows.
  public var errorRate: Double { rows > 0 ? Double(invalidRows) / Double(rows) : 0 }

  public struct RuleResult: Sendable, Hashable, Codable {
    public var rule: String
    public var kind: String
    /// Where it was stated.
    public var place: String?
    public var columns: [String]
    public var brokenRows = 0
    public var errorRate = 0.0
    /// The lines of the file on which the first rows that break it begin.
    public var firstLines: [Int] = []
    /// `false`: there was nothing to check it against.
    public var checked = true
  }

  public struct UnfitColumn: Sendable, Hashable, Codable {
    public var column: String
    public var type: String
    public var rows = 0
    public var firstLines: [Int] = []
  }

  private enum CodingKeys: String, CodingKey {
    case schemaVersion, rows, invalidRows, rules, unfit, passed, errorRate
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(schemaVersion, forKey: .schemaVersion)
    try container.encode(rows, forKey: .rows)
    try container.encode(invalidRows, forKey: .invalidRows)
    try container.encode(errorRate, forKey: .errorRate)
    try container.encode(rules, forKey: .rules)
    try container.encode(unfit, forKey: .unfit)
    try container.encode(passed, forKey: .passed)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    schemaVersion = try container.decode(Int.self, forKey: .schemaVersion)
    rows = try container.decode(Int.self, forKey: .rows)
    invalidRows = try container.decode(Int.self, forKey: .invalidRows)
    rules = try container.decode([RuleResult].self, forKey: .rules)
    unfit = try container.decode([UnfitColumn].self, forKey: .unfit)
    passed = try container.decode(Bool.self, forKey: .passed)
  }

  static let shownLines = 10

  public init(_ rules: [BoundRule], schema: Schema) {
    self.rules = rules.map { bound in
      var checked = true
      if case .nothing = bound.check, case .combinations = bound.rule.kind { checked = false }
      return RuleResult(
        rule: bound.rule.description, kind: bound.rule.kind.name, place: bound.rule.place,
        columns: bound.rule.kind.columns, checked: checked)
    }
    unfit = schema.fields.map { UnfitColumn(column: $0.name, type: $0.type.name) }
  }

  /// Adds a block of rows.
  /// - Parameters:
  ///   - broken: `RuleChecker.broken` of them.
  ///   - lines: the line of the file, from 1, on which each row of the block begins; asked for only where it is needed.
  /// - Returns: the rows that are invalid (bit set).
  public mutating func add(_ broken: [Bitmap], unfit columns: [Bitmap?], rowCount: Int, lines: () -> [Int])
    -> Bitmap
  {
    var known: [Int]?
    func line(_ row: Int) -> Int {
      if known == nil { known = lines() }
      return known![row]
    }
    var invalid = [UInt64](repeating: 0, count: (rowCount + 63) / 64)
    func merge(_ bits: Bitmap) { for index in invalid.indices { invalid[index] |= bits.words[index] } }
    for (index, bits) in broken.enumerated() {
      let count = bits.setCount
      guard count > 0 else { continue }
      merge(bits)
      rules[index].brokenRows += count
      Self.note(bits, line, &rules[index].firstLines)
    }
    for (index, bits) in columns.enumerated() {
      guard let bits, bits.setCount > 0 else { continue }
      merge(bits)
      unfit[index].rows += bits.setCount
      Self.note(bits, line, &unfit[index].firstLines)
    }
    rows += rowCount
    let result = Bitmap.words(rowCount) { invalid[$0] }
    invalidRows += result.setCount
    return result
  }

  /// After the last block.
  public mutating func finish() {
    for index in rules.indices where rows > 0 {
      rules[index].errorRate = Double(rules[index].brokenRows) / Double(rows)
    }
    unfit.removeAll { $0.rows == 0 }
    passed = invalidRows == 0
  }

  private static func note(_ bits: Bitmap, _ line: (Int) -> Int, _ lines: inout [Int]) {
    guard lines.count < shownLines else { return }
    for (index, word) in bits.words.enumerated() {
      var rest = word
      while rest != 0 {
        lines.append(line(index * 64 + rest.trailingZeroBitCount))
        if lines.count == shownLines { return }
        rest &= rest - 1
      }
    }
  }
}
