internal import Tabular

/// A question to the spelling of a level; asked once for each level, not for each row.
package struct LevelTest: Sendable {
  package enum Answer: Sendable { case no, yes, unknown }

  /// By the level's bytes and its place among the levels.
  package let answer: @Sendable (ArraySlice<UInt8>, Int) -> Answer
}

extension Table {
  func truth(of test: LevelTest, _ column: Int, _ rows: Range<Int>) -> Truth {
    switch columns[column].values {
    case .codes(let codes, let levels):
      let answers = levels.indices.map { test.answer(levels[$0], $0) }
      return truth(column, rows, answers) { answers, row in
        let code = Int(codes[row])
        return code < answers.count ? answers[code] : .no
      }
    case .strings(let strings):
      return truth(column, rows, []) { _, row in test.answer(strings[row], row) }
    default: preconditionFailure("a column is stored otherwise than the condition was bound to")
    }
  }

  private func truth(
    _ column: Int, _ rows: Range<Int>, _ answers: [LevelTest.Answer],
    _ answer: ([LevelTest.Answer], Int) -> LevelTest.Answer
  ) -> Truth {
    let bits = Bitmap.rows(rows.count) { answer(answers, rows.lowerBound + $0) == .yes }
    let truth = truth(of: bits, [column], rows)
    guard answers.contains(where: { $0 == .unknown }) else { return truth }
    let open = Bitmap.rows(rows.count) { answer(answers, rows.lowerBound + $0) == .unknown }
    let unknown = truth.unknown.map { $0 | open } ?? open
    return Truth(yes: truth.yes & !unknown, unknown: unknown)
  }

  /// Rows in which two columns of levels or strings are spelt alike.
  func sameText(_ left: Int, _ right: Int, _ rows: Range<Int>) -> Bitmap {
    if case .codes(let leftCodes, let leftLevels) = columns[left].values,
      case .codes(let rightCodes, let rightLevels) = columns[right].values
    {
      // Each left level's code among the right ones.
      var places: [ArraySlice<UInt8>: Int32] = [:]
      for index in rightLevels.indices { places[rightLevels[index]] = Int32(index) }
      let others = leftLevels.indices.map { places[leftLevels[$0]] ?? -1 }
      return .rows(rows.count) { row in
        let code = Int(leftCodes[rows.lowerBound + row])
        return code < others.count && others[code] == rightCodes[rows.lowerBound + row]
      }
    }
    let (x, y) = (columns[left].values, columns[right].values)
    return .rows(rows.count) { row in
      x.spelling(rows.lowerBound + row).elementsEqual(y.spelling(rows.lowerBound + row))
    }
  }
}

extension Column.Values {
  /// The bytes of a row's level or string.
  func spelling(_ row: Int) -> ArraySlice<UInt8> {
    switch self {
    case .codes(let codes, let levels): Int(codes[row]) < levels.count ? levels[Int(codes[row])] : []
    case .strings(let strings): strings[row]
    default: []
    }
  }
}
