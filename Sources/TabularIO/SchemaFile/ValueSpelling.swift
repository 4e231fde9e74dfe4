public import Tabular

/// Single stored integers as text in a column's own spelling, and back.
struct ValueSpelling {
  private let type: FieldType

  /// `nil` for a type whose values are not stored as integers.
  init?(_ type: FieldType) {
    switch type {
    case .int64, .decimal, .date, .timestamp: self.type = type
    default: return nil
    }
  }

  func text(_ value: Int64) -> String {
    let bytes: [UInt8] =
      switch type {
      case .decimal(let scale, let minimumDigits):
        DecimalText(scale: scale, minimumDigits: minimumDigits).spelling(value)
      case .date(let format), .timestamp(let format):
        ValueSpelling.temporal(value, TemporalText(format, isDate: type.isDate, quote: []) { $0 })
      default: Array(String(value).utf8)
      }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func temporal(_ value: Int64, _ text: TemporalText) -> [UInt8] {
    RowBlock.bytes(bound: text.bound) { text.append(value, to: &$0) }
  }

  /// `nil` if the text is not spelt as the column's values are.
  func value(_ text: String) -> Int64? {
    Array(text.utf8).withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return nil }
      return switch type {
      case .decimal(let scale, _): NumberParsing.decimal(base, 0, bytes.count, scale: scale)
      case .date(let format): TemporalParsing(format, hasTime: false).value(base, 0, bytes.count)
      case .timestamp(let format): TemporalParsing(format, hasTime: true).value(base, 0, bytes.count)
      default: NumberParsing.integer(base, 0, bytes.count)
      }
    }
  }
}

extension FieldType {
  /// A stored integer as a column of this type spells it: `466.40`, `2024-01-31`.
  public func text(of value: Int64) -> String { ValueSpelling(self)?.text(value) ?? String(value) }

  /// What a column of this type stores for a text, if it is stored as integers and the text is spelt as its values are.
  public func value(of text: String) -> Int64? { ValueSpelling(self)?.value(text) }
}
