internal import Tabular

/// Whether distinct values only tell rows apart.
enum IdentifierInference {
  /// Fewer values than this may be distinct by chance.
  static let leastValues = 20

  /// Whether present integers, by their name or by running on without a gap, are identifiers.
  static func integers(_ values: [Int64], validity: Bitmap?, present: Int, name: String) -> Bool {
    guard present >= leastValues else { return false }
    let rows = values.indices.lazy.filter { validity?[$0] ?? true }
    guard let first = rows.first else { return false }
    var minimum = values[first]
    var maximum = minimum
    for row in rows {
      minimum = min(minimum, values[row])
      maximum = max(maximum, values[row])
    }
    let (span, overflow) = maximum.subtractingReportingOverflow(minimum)
    if !overflow, span == Int64(present) - 1 {
      // As many numbers as rows: distinct if each is met once.
      var met = Bitmap(repeating: false, count: present)
      for row in rows { met[Int(values[row] - minimum)] = true }
      return met.isFull && (IdentifierNames.contains(name) || !looksLikeTime(minimum...maximum, name))
    }
    guard overflow || span >= present, IdentifierNames.contains(name) else { return false }
    let sorted = rows.map { values[$0] }.sorted()
    return zip(sorted, sorted.dropFirst()).allSatisfy { $0 != $1 }
  }

  /// A yearly series has consecutive years, an hourly one consecutive hours: they are measured, not given out.
  private static func looksLikeTime(_ range: ClosedRange<Int64>, _ name: String) -> Bool {
    let years: ClosedRange<Int64> = 1500...2200
    let last = name.lowercased().split { !$0.isLetter }.last ?? ""
    let units = [
      "year", "quarter", "month", "week", "day", "hour", "minute", "second", "date", "time", "age", "period",
      "step",
    ]
    return years.contains(range.lowerBound) && years.contains(range.upperBound)
      || units.contains { $0 == last }
  }

  /// The pattern that covers all of `levels`, which are distinct; `nil` if there is none, or if it is one
  /// that words may have by chance.
  static func pattern(of levels: StringArray, name: String) -> IdentifierPattern? {
    guard levels.count >= leastValues else { return nil }
    let length = levels[0].count
    if length > 0, levels.indices.allSatisfy({ levels[$0].count == length }) {
      if let pattern = fixedLength(levels, length) {
        let hasDigits = pattern.segments.contains {
          if case .characters(let alphabet, _) = $0 { alphabet.contains(UInt8(ascii: "0")) } else { false }
        }
        return hasDigits || IdentifierNames.contains(name) ? pattern : nil
      }
    }
    return numbered(levels)
  }

  private static let alphabets: [[UInt8]] = [
    Array("0123456789".utf8),
    Array("abcdefghijklmnopqrstuvwxyz".utf8),
    Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8),
    Array("0123456789abcdef".utf8),
    Array("0123456789ABCDEF".utf8),
    Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8),
    Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8),
  ]

  /// Strings of one length: at each position one byte, or one alphabet.
  private static func fixedLength(_ levels: StringArray, _ length: Int) -> IdentifierPattern? {
    var seen = [SIMD4<UInt64>](repeating: .zero, count: length)
    for level in levels.indices {
      for (position, byte) in levels[level].enumerated() {
        seen[position][Int(byte >> 6)] |= 1 << UInt64(byte & 63)
      }
    }
    let masks = alphabets.map { alphabet in
      alphabet.reduce(into: SIMD4<UInt64>.zero) { $0[Int($1 >> 6)] |= 1 << UInt64($1 & 63) }
    }
    let first = Array(levels[0])
    var classes: [Int?] = []
    for position in 0..<length {
      let bits = seen[position]
      if bits.indices.reduce(0, { $0 + bits[$1].nonzeroBitCount }) == 1 {
        classes.append(nil)
        continue
      }
      // Ordered so that letters without a digit among them are letters, not hexadecimal digits.
      guard let alphabet = masks.firstIndex(where: { ($0 & bits) == bits }) else { return nil }
      classes.append(alphabet)
    }
    // Zeros that pad a number belong to it.
    for position in stride(from: length - 2, through: 0, by: -1)
    where classes[position] == nil && classes[position + 1] == 0 && first[position] == UInt8(ascii: "0") {
      classes[position] = 0
    }
    var segments: [IdentifierPattern.Segment] = []
    var position = 0
    while position < length {
      let run = classes[position...].prefix { $0 == classes[position] }.count
      if let alphabet = classes[position] {
        segments.append(.characters(alphabet: alphabets[alphabet], count: run))
      } else {
        segments.append(.literal(Array(first[position..<(position + run)])))
      }
      position += run
    }
    return IdentifierPattern(segments)
  }

  /// One number without leading zeros between a common beginning and a common end.
  private static func numbered(_ levels: StringArray) -> IdentifierPattern? {
    var prefix = levels[0]
    var suffix = levels[0]
    for level in levels.indices {
      let bytes = levels[level]
      prefix = prefix.prefix(zip(prefix, bytes).prefix { $0 == $1 }.count)
      suffix = suffix.suffix(zip(suffix.reversed(), bytes.reversed()).prefix { $0 == $1 }.count)
    }
    // Digits that all numbers begin or end with are theirs.
    while let last = prefix.last, isDigit(last) { prefix = prefix.dropLast() }
    while let first = suffix.first, isDigit(first) { suffix = suffix.dropFirst() }
    for level in levels.indices {
      let bytes = levels[level]
      guard bytes.count > prefix.count + suffix.count else { return nil }
      let number = bytes.dropFirst(prefix.count).dropLast(suffix.count)
      // A count may begin at 0, though new ones are drawn from 1 up.
      guard number.allSatisfy(isDigit), number.count == 1 || number.first != UInt8(ascii: "0") else {
        return nil
      }
    }
    var segments: [IdentifierPattern.Segment] = []
    if !prefix.isEmpty { segments.append(.literal(Array(prefix))) }
    segments.append(.number)
    if !suffix.isEmpty { segments.append(.literal(Array(suffix))) }
    return IdentifierPattern(segments)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }
}

/// Column names that say that the values only tell rows apart.
enum IdentifierNames {
  private static let whole: Set<String> = [
    "id", "uuid", "guid", "key", "rowid", "row_id", "index", "idx", "no", "nr", "number", "pk",
  ]
  private static let endings = [
    "_id", "-id", " id", "_key", "-key", " key", "_no", "_nr", "_number", "_uuid", "_guid",
  ]

  static func contains(_ name: String) -> Bool {
    let lower = name.lowercased()
    if whole.contains(lower) || endings.contains(where: lower.hasSuffix) { return true }
    // customerId, orderID; not PAID or MADRID.
    guard name.hasSuffix("Id") || name.hasSuffix("ID") else { return false }
    return name.dropLast(2).last?.isLowercase == true
  }
}

extension IdentifierPattern {
  /// Whether `bytes` is spelt in this pattern; a number may also be 0, where a count begins there.
  func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
    var rest = bytes
    for (index, segment) in segments.enumerated() {
      switch segment {
      case .literal(let literal):
        guard rest.starts(with: literal) else { return false }
        rest = rest.dropFirst(literal.count)
      case .characters(let alphabet, let count):
        guard rest.count >= count, rest.prefix(count).allSatisfy(alphabet.contains) else { return false }
        rest = rest.dropFirst(count)
      case .number:
        // What follows has a fixed length, so the number's length is known.
        let following = segments[(index + 1)...].reduce(0) { total, segment in
          switch segment {
          case .literal(let literal): total + literal.count
          case .characters(_, let count): total + count
          case .number: total
          }
        }
        let digits = rest.prefix(max(0, rest.count - following))
        guard let first = digits.first, digits.allSatisfy({ $0 &- UInt8(ascii: "0") <= 9 }),
          first != UInt8(ascii: "0") || digits.count == 1
        else { return false }
        rest = rest.dropFirst(digits.count)
      }
    }
    return rest.isEmpty
  }
}
