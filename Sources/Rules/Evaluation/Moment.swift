internal import Tabular

/// A day, or a moment, as a condition states it.
struct Moment: Hashable {
  /// Days since 1970-01-01, or seconds since its start times 10^scale.
  let value: Int128
  let scale: Int
  let hasTime: Bool

  /// Text in one of the formats, or `2024-01-31`, `2024-01-31 08:30`, `2024-01-31T08:30:59.125`.
  init?(_ text: String, formats: [TemporalFormat]) {
    let bytes = Array(text.utf8)
    for format in formats {
      let value = bytes.withUnsafeBufferPointer { bytes in
        bytes.baseAddress.flatMap {
          TemporalParsing(format, hasTime: format.hasTime).value($0, 0, bytes.count)
        }
      }
      if let value {
        self.init(value: Int128(value), scale: format.fractionDigits, hasTime: format.hasTime)
        return
      }
    }
    guard let iso = Self.iso.first(where: { Moment.matches(bytes, $0) != nil }),
      let value = Moment.matches(bytes, iso)
    else { return nil }
    self.init(value: Int128(value), scale: iso.fractionDigits, hasTime: iso.hasTime)
  }

  private init(value: Int128, scale: Int, hasTime: Bool) {
    (self.value, self.scale, self.hasTime) = (value, scale, hasTime)
  }

  private static func matches(_ bytes: [UInt8], _ format: TemporalFormat) -> Int64? {
    bytes.withUnsafeBufferPointer { bytes in
      bytes.baseAddress.flatMap { TemporalParsing(format, hasTime: format.hasTime).value($0, 0, bytes.count) }
    }
  }

  private static let iso: [TemporalFormat] =
    ["%Y-%m-%d"]
    .appending(
      ["T", " "].flatMap { separator in
        ["%H:%M", "%H:%M:%S"].map { "%Y-%m-%d\(separator)\($0)" }
          + (1...9).map { "%Y-%m-%d\(separator)%H:%M:%S.%\($0)f" }
      }
    )
    .compactMap { TemporalFormat(pattern: $0) }

  /// The moment in seconds: a day is its start.
  var seconds: (value: Int128, scale: Int) { hasTime ? (value, scale) : (value * 86_400, 0) }
}

extension [String] {
  fileprivate func appending(_ others: [String]) -> [String] { self + others }
}

extension FieldType {
  /// Of dates and timestamps.
  var temporalFormat: TemporalFormat? {
    switch self {
    case .date(let format), .timestamp(let format): format
    default: nil
    }
  }
}
