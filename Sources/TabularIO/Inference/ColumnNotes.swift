internal import Tabular

/// Gathers what is to be said about one column.
struct ColumnNotes {
  let column: String
  private(set) var notes: [ReadNote] = []

  init(column: String) { self.column = column }

  private mutating func add(_ message: String) { notes.append(ReadNote(column: column, message: message)) }

  /// - Parameter counts: the spellings met, the commonest first.
  mutating func missingSpellings(_ counts: [(spelling: String, count: Int)]) {
    guard counts.count > 1 else { return }
    add(
      "Missing values are spelt in \(counts.count) ways; in synthetic rows all take the commonest one.")
  }

  mutating func integerIdentifier() {
    add(
      "Taken for an identifier: synthetic rows get new unique numbers, tied to no other column. "
        + "If it is a measurement, state type int64 in a schema file (sklar schema).")
  }

  /// - Parameter line: where the first value that is not a number stands.
  mutating func strings(_ spelled: SpelledType, became type: FieldType, line: Int?) {
    if case .strings(let reason) = spelled {
      switch reason {
      case .plain: break
      case .oversizedIntegers:
        add("Holds integers beyond 64 bits, so all are kept as strings, digit for digit.")
      case .mixedDates:
        add("Holds dates in more than one spelling, so they are kept as strings. Write them in one format.")
      case .fewStrings(let numbers):
        add(
          "\(numbers) values are numbers, but some are not\(line.map { ", the first on line \($0)" } ?? ""), so the "
            + "column is read as strings. If that spelling stands for a missing value, list it as one.")
      }
    }
    if case .text = type {
      add(
        "Free text, which is not modelled: synthetic rows hold an empty value here. "
          + "A schema file can state another type, or what to write.")
    }
  }
}
