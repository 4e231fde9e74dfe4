internal import Tabular

/// A part of the work on one column of one block.
struct ColumnTask: Sendable {
  let column: Int
  private let field: Field
  private let values: Column
  /// Levels, or rows where there are no levels.
  private let range: Range<Int>

  private static let levelsEach = 1 << 13
  private static let rowsEach = 1 << 17

  static func tasks(_ field: Field, _ column: Column, _ index: Int) -> [ColumnTask] {
    let (count, size): (Int, Int) =
      switch column.values {
      case .codes(_, let levels):
        (levels.count, levels.count <= 2 * levelsEach ? max(1, levels.count) : levelsEach)
      case .int64, .float64: (column.count, rowsEach)
      case .strings: (column.count, levelsEach)
      }
    return stride(from: 0, to: count, by: size).map { start in
      ColumnTask(column: index, field: field, values: column, range: start..<min(count, start + size))
    }
  }

  func count(into tally: inout ColumnTally, chosen: Bitmap?, firstRow: Int) {
    switch values.values {
    case .codes(let codes, let levels): count(codes, levels, into: &tally, chosen, firstRow)
    case .strings(let strings):
      strings.utf8.withUnsafeBufferPointer { bytes in
        for row in range where isPresent(row, chosen) {
          tally.add(
            TextBytes(rebasing: bytes[strings.offsets[row]..<strings.offsets[row + 1]]), count: 1,
            firstRows: [firstRow + row])
        }
      }
    case .int64(let numbers): count(numbers, into: &tally, chosen, firstRow)
    case .float64(let numbers):
      tally.present += presentCount(chosen)
      guard !tally.isClassic, tally.context != .reference else { return }
      numbers.withUnsafeBufferPointer { numbers in
        // Whole numbers are stored so if a plus stands before them, as before telephones.
        for row in range where numbers[row] >= 1e7 && numbers[row] < 1e15 {
          let value = Int64(numbers[row])
          if Double(value) == numbers[row], isPresent(row, chosen) {
            tally.add(international: Digits(value), row: firstRow + row)
          }
        }
      }
    }
  }

  private func isPresent(_ row: Int, _ chosen: Bitmap?) -> Bool {
    (values.validity.map { $0[row] } ?? true) && (chosen.map { $0[row] } ?? true)
  }

  private func presentCount(_ chosen: Bitmap?) -> Int {
    if values.validity == nil, chosen == nil { return range.count }
    return range.count { isPresent($0, chosen) }
  }

  /// Levels `range`, each with the number of its rows.
  private func count(
    _ codes: [Int32], _ levels: StringArray, into tally: inout ColumnTally, _ chosen: Bitmap?, _ firstRow: Int
  ) {
    let width = FindingTally.firstCount
    var counts = [Int](repeating: 0, count: range.count)
    let (low, count) = (Int32(range.lowerBound), UInt32(range.count))
    var firsts = [Int32](repeating: -1, count: range.count * width)
    codes.withUnsafeBufferPointer { codes in
      counts.withUnsafeMutableBufferPointer { counts in
        firsts.withUnsafeMutableBufferPointer { firsts in
          for row in codes.indices {
            let place = UInt32(bitPattern: codes[row] &- low)
            guard place < count, values.validity == nil && chosen == nil || isPresent(row, chosen) else {
              continue
            }
            let seen = counts[Int(place)]
            if seen < width { firsts[Int(place) * width + seen] = Int32(row) }
            counts[Int(place)] = seen + 1
          }
        }
      }
    }
    levels.utf8.withUnsafeBufferPointer { bytes in
      levels.offsets.withUnsafeBufferPointer { offsets in
        for place in counts.indices where counts[place] > 0 {
          let level = range.lowerBound + place
          let rows = firsts[(place * width)..<(place * width + min(width, counts[place]))]
          tally.add(
            TextBytes(rebasing: bytes[offsets[level]..<offsets[level + 1]]), count: counts[place],
            firstRows: rows.map { firstRow + Int($0) })
        }
      }
    }
  }

  private func count(
    _ numbers: [Int64], into tally: inout ColumnTally, _ chosen: Bitmap?, _ firstRow: Int
  ) {
    if case .date(let format) = field.type, tally.context == .birth, !tally.isClassic {
      _ = format
      births(numbers, ticksPerDay: 1, into: &tally, chosen, firstRow)
      return
    }
    if case .timestamp(let format) = field.type, tally.context == .birth, !tally.isClassic {
      var ticks: Int64 = 86_400
      for _ in 0..<format.fractionDigits { ticks *= 10 }
      births(numbers, ticksPerDay: ticks, into: &tally, chosen, firstRow)
      return
    }
    tally.present += presentCount(chosen)
    guard !tally.isClassic, tally.context != .reference else { return }
    let unit: Int64
    switch field.type {
    case .int64, .identifier: unit = 1
    case .decimal(let scale, _):
      var power: Int64 = 1
      for _ in 0..<scale { power *= 10 }
      unit = power
    default: return
    }
    // Seven digits or fewer are no number of a person.
    let least = tally.context == .phone ? 10_000_000 * unit : 100_000_000 * min(unit, 1_000_000_000)
    numbers.withUnsafeBufferPointer { numbers in
      for row in range where numbers[row] >= least {
        guard unit == 1 || numbers[row] % unit == 0, isPresent(row, chosen) else { continue }
        tally.add(Digits(numbers[row] / unit), count: 1, first: firstRow + row, firstRows: [firstRow + row])
      }
    }
  }

  private func births(
    _ numbers: [Int64], ticksPerDay: Int64, into tally: inout ColumnTally, _ chosen: Bitmap?, _ firstRow: Int
  ) {
    let earliest = CivilDate(year: Int64(DateOfBirth.years.lowerBound), month: 1, day: 1)!.daysSince1970
    let latest = CivilDate(year: Int64(DateOfBirth.years.upperBound), month: 12, day: 31)!.daysSince1970
    for row in range where isPresent(row, chosen) {
      let day = numbers[row] / ticksPerDay
      tally.addBirth(row: firstRow + row, isPlausible: earliest <= day && day <= latest)
    }
  }
}
