internal import Tabular

/// A number that a level spells, so that equal ones have equal keys: `7`, `007`, `7.0` and `7e0`.
package enum NumberKey: Hashable, Sendable {
  case whole(Int64)
  case real(Double)

  /// `nil` if the text, spaces around it aside, is no finite number of decimal digits.
  package init?(_ text: String) {
    let bytes = text.utf8
    guard let start = bytes.firstIndex(where: { $0 != 0x20 }),
      let end = bytes.lastIndex(where: { $0 != 0x20 })
    else { return nil }
    let trimmed = bytes[start...end]
    guard trimmed.contains(where: { $0 &- 0x30 <= 9 }),
      trimmed.allSatisfy({ $0 &- 0x30 <= 9 || [0x2B, 0x2D, 0x2E, 0x65, 0x45].contains($0) })
    else { return nil }
    let number = text[start...end]
    if let whole = Int64(number) {
      self = .whole(whole)
      return
    }
    guard let real = Double(number), real.isFinite else { return nil }
    if real == real.rounded(), abs(real) < 0x1p53 { self = .whole(Int64(real)) } else { self = .real(real) }
  }

  package var double: Double {
    switch self {
    case .whole(let value): Double(value)
    case .real(let value): value
    }
  }
}

/// The spellings of true and false, in any casing.
enum TruthSpelling {
  static func value(_ text: String) -> Bool? {
    if let number = NumberKey(text) {
      switch number {
      case .whole(1): return true
      case .whole(0): return false
      default: return nil
      }
    }
    switch text.lowercased() {
    case "true", "t", "yes", "y": return true
    case "false", "f", "no", "n": return false
    default: return nil
    }
  }
}

/// A column of levels or strings as codes.
struct Codes32 {
  let parts: (codes: [Int32], levels: StringArray)

  private init(_ codes: [Int32], _ levels: StringArray) { parts = (codes, levels) }

  /// - Precondition: The column holds levels or strings.
  init(_ column: Column) {
    switch column.values {
    case .codes(let codes, let levels): self.init(codes, levels)
    case .strings(let strings):
      self.init(count: column.count, column) {
        strings[$0]
      } spelling: {
        String(decoding: $0, as: UTF8.self)
      }
    case .int64, .float64: preconditionFailure("numbers are no levels")
    }
  }

  /// The distinct values of a column in order of first appearance.
  init<Value: Hashable>(
    count: Int, _ column: Column, _ value: (Int) -> Value, spelling: (Value) -> String
  ) {
    var known: [Value: Int32] = [:]
    var levels: [String] = []
    var codes = [Int32](repeating: 0, count: count)
    column.forEachPresent { row in
      let value = value(row)
      if let code = known[value] {
        codes[row] = code
      } else {
        codes[row] = Int32(levels.count)
        known[value] = codes[row]
        levels.append(spelling(value))
      }
      return true
    }
    self.init(codes, StringArray(levels))
  }
}
