internal import Tabular

extension TableText {
  /// The error for a value that does not fit `field`.
  func error(for failure: ValueFailure, field: Field) -> TableReadError {
    // A quoted field's content may begin on the line after its quote.
    let quoted = failure.offset > 0 && bytes[failure.offset - 1] == UInt8(ascii: "\"")
    let line = line(at: quoted ? failure.offset - 1 : failure.offset)
    switch failure.flaw {
    case .wrongType:
      return TableReadError(
        code: .wrongType, file: file, line: line, column: field.name,
        message:
          "The value is not \(field.type.expectation). Correct it, or change the column's type in the schema; "
          + "a spelling that stands for a missing value belongs under missing.")
    case .outsideDomain:
      let isLevel: Bool
      if case .levels = field.domain { isLevel = true } else { isLevel = false }
      return TableReadError(
        code: .outsideDomain, file: file, line: line, column: field.name,
        message: isLevel || field.type == .boolean
          ? "The value is not one of the schema's levels. Correct it, or add it to the levels."
          : "The value is outside the schema's range. Correct it, or widen minimum and maximum.")
    }
  }
}

extension ColumnAssembly {
  static func emptyColumn(_ text: TableText, _ column: Int) -> TableReadError {
    TableReadError(
      code: .emptyColumn, file: text.file, column: text.header[column],
      message: "The column has no value in any row. Remove it, or name it in a schema as text.")
  }

  static func notFinite(_ text: TableText, _ column: Int, _ summary: ColumnSummary) -> TableReadError {
    TableReadError(
      code: .notFinite, file: text.file, line: text.line(at: summary.firstInfinity),
      column: text.header[column],
      message: "An infinite value stands in a column of numbers. "
        + "Replace it, or list its spelling under missing.")
  }
}

extension FieldType {
  /// What a value of this type looks like, after "is not".
  fileprivate var expectation: String {
    switch self {
    case .boolean: "one of false and true, in one casing"
    case .int64, .identifier(.integers):
      "a 64-bit integer (digits without leading zeros, a minus sign if negative)"
    case .decimal(let scale, _): "a number with at most \(scale) digits after the point"
    case .float64: "a finite number"
    case .date(let format): "a date spelt \(format.pattern)"
    case .timestamp(let format): "a timestamp spelt \(format.pattern)"
    case .identifier(.strings(let pattern)): "an identifier spelt \(pattern.pattern)"
    case .categorical, .text: "a string"
    }
  }
}
