internal import Kernels
internal import Tabular

/// A column's values with all that spelling them needs.
enum Cells<Text: CellText> {
  case integers([Int64])
  case decimals([Int64], DecimalText)
  case reals([Double], plainIntegers: Bool)
  case temporals([Int64], TemporalText)
  case slots([Int32], CellSlots)
  case prepared([Int32], PreparedLevels)
  /// Levels that are not worth preparing.
  case codes([Int32], StringArray)
  case strings(StringArray)
  case templates([Int32], PreparedLevels, RowTemplate)

  /// The most bytes one cell can have.
  func bound(_ text: Text) -> Int {
    switch self {
    case .integers, .decimals, .reals: KernelSet.longestNumber
    case .slots(_, let slots): slots.longest
    case .temporals(_, let spelling): spelling.bound
    case .prepared(_, let levels): levels.longest
    case .codes(_, let levels): text.bound(levels.longest)
    case .strings(let strings): text.bound(strings.longest)
    case .templates(_, let levels, let template): max(levels.longest, template.bound)
    }
  }
}

extension StringArray {
  /// The most bytes any of the strings has.
  fileprivate var longest: Int {
    zip(offsets, offsets.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) }
  }
}

extension FieldType {
  var temporalFormat: TemporalFormat? {
    switch self {
    case .date(let format), .timestamp(let format): format
    default: nil
    }
  }

  var isDate: Bool {
    if case .date = self { true } else { false }
  }
}

/// A level of a text column that holds the row's number wherever it says `{row}`.
struct RowTemplate: Sendable {
  let code: Int32
  private let pieces: [PaddedBytes]

  /// `nil` if the type has no template, or none of the levels is that template, or it has no `{row}`.
  /// The finished spelling is cut, not the text: neither quoting nor escaping touches braces or digits.
  init?(_ type: FieldType, _ prepared: PreparedLevels) {
    guard case .text(.template(let value)) = type,
      let level = prepared.levels.indices.first(where: { prepared.levels[$0].elementsEqual(value.utf8) })
    else { return nil }
    let mark = Array("{row}".utf8)
    var pieces: [PaddedBytes] = []
    var rest = prepared.spelling(level)[...]
    while let range = rest.firstRange(of: mark) {
      pieces.append(PaddedBytes(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    guard !pieces.isEmpty else { return nil }
    code = Int32(level)
    self.pieces = pieces + [PaddedBytes(rest)]
  }

  var bound: Int { pieces.reduce(0) { $0 + $1.count + Digits.integerBound } }

  func append(row: Int, to cursor: inout ByteCursor) {
    for (index, piece) in pieces.enumerated() {
      if index > 0 { Digits.append(Int64(row), to: &cursor) }
      cursor.append(piece)
    }
  }
}
