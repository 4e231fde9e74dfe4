internal import Tabular

/// One column's levels, joined from the chunks in order, so that codes follow the first appearance.
struct LevelMerge {
  private let dictionaries: [LevelDictionary]
  private let firstRows: [Int]
  private(set) var missing: [Int]
  private var all = LevelDictionary()
  /// The levels that the column may have, if it is closed.
  private var allowed = Int.max

  init(_ dictionaries: [LevelDictionary], firstRows: [Int], missing: [Int]) {
    self.dictionaries = dictionaries
    self.firstRows = firstRows
    self.missing = missing
  }

  var levels: StringArray { all.levels }

  /// Turns the chunks' codes in `room` into codes of all levels, `seed` first.
  /// - Parameter marks: whether `exclude` will look for rows that do not fit.
  /// - Returns: if `closed`, the first level that is not in `seed`.
  mutating func merge(
    in room: ColumnRoom, seed: [String], closed: Bool, marks: Bool, column: Int
  ) -> ValueFailure? {
    for level in seed {
      _ = Array(level.utf8).withUnsafeBufferPointer { all.code(of: $0, position: -1) }
    }
    if closed { allowed = all.count }
    let codes = room.pointer(to: Int32.self)
    for (chunk, dictionary) in dictionaries.enumerated() where dictionary.count > 0 {
      let renumbered = all.merge(dictionary)
      if !marks, all.count > allowed {
        return ValueFailure(
          column: column, offset: all.entries[allowed].position,
          flaw: seed.isEmpty ? .wrongType : .outsideDomain)
      }
      if renumbered.indices.allSatisfy({ renumbered[$0] == Int32($0) }) { continue }
      renumbered.withUnsafeBufferPointer { renumbered in
        for row in firstRows[chunk]..<firstRows[chunk + 1] { codes[row] = renumbered[Int(codes[row])] }
      }
    }
    // A missing row's code was 0 in its chunk, and has been renumbered with the others.
    for row in missing { codes[row] = 0 }
    return nil
  }

  /// Takes levels that do not fit for missing values.
  /// - Returns: their rows, ascending.
  mutating func exclude(in room: ColumnRoom, _ type: FieldType) -> [Int] {
    let fits: [Bool]
    if case .identifier(.strings(let pattern)) = type {
      fits = (0..<all.count).map { $0 < allowed && pattern.matches(all[$0]) }
    } else {
      fits = (0..<all.count).map { $0 < allowed }
    }
    guard fits.contains(false) else { return [] }
    let codes = room.pointer(to: Int32.self)
    var unfit: [Int] = []
    var next = 0
    for row in 0..<room.rows {
      if next < missing.count, missing[next] == row {
        next += 1
      } else if !fits[Int(codes[row])] {
        unfit.append(row)
        codes[row] = 0
      }
    }
    all.truncate(to: min(all.count, allowed))
    missing = (missing + unfit).sorted()
    return unfit
  }

  /// The first level that is not spelt as an identifier's pattern says.
  func misfit(_ type: FieldType, column: Int) -> ValueFailure? {
    guard case .identifier(.strings(let pattern)) = type,
      let code = (0..<all.count).first(where: { !pattern.matches(all[$0]) })
    else { return nil }
    return ValueFailure(column: column, offset: all.entries[code].position, flaw: .wrongType)
  }

  /// The column's values as `type` stores them.
  func values(_ codes: [Int32], for type: FieldType) -> Column.Values {
    guard case .identifier = type else { return .codes(codes, levels: levels) }
    var offsets = [0]
    var utf8: [UInt8] = []
    offsets.reserveCapacity(codes.count + 1)
    utf8.reserveCapacity(all.utf8.count)
    var nextMissing = 0
    for row in codes.indices {
      if nextMissing < missing.count, missing[nextMissing] == row {
        nextMissing += 1
      } else {
        utf8 += all[Int(codes[row])]
      }
      offsets.append(utf8.count)
    }
    return .strings(StringArray(offsets: offsets, utf8: utf8))
  }
}
