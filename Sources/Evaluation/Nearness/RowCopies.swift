internal import Scheduling
package import Tabular

/// The rows of a table by what they hold, to find rows of other tables that hold the same.
///
/// Rows are equal if all compared cells are: numbers as numbers (-0 is 0), levels by name, missing with missing.
/// Identifiers and text are left out. A hash finds the candidates and a comparison of every cell decides.
package struct RowCopies: Sendable {
  private let columns: [ComparedCells]
  /// The place of each column in the schema, and the names of its levels by code.
  private let places: [(index: Int, levels: [String: UInt64])]
  /// Rows + 1 by their hash, of equal rows the first; 0 is free.
  private let slots: [Int32]
  private let hashes: [UInt64]

  /// nil where there is no column to compare. - Complexity: O(rows * columns).
  package init?(_ table: Table, threads: Int) throws {
    places = table.schema.fields.indices.compactMap { index in
      guard ComparedColumn.isCompared(table.schema.fields[index], table.columns[index]) else { return nil }
      guard case .codes(_, let levels) = table.columns[index].values else { return (index, [:]) }
      return (
        index,
        Dictionary(levels.indices.map { (levels.string($0), UInt64($0)) }, uniquingKeysWith: { a, _ in a })
      )
    }
    if places.isEmpty { return nil }
    let columns = places.map { ComparedCells(table.columns[$0.index], levels: $0.levels) }
    self.columns = columns
    let plan = ChunkPlan(rows: 0..<table.rowCount, chunkRows: RowCopies.chunkRows)
    let hashes = Array(
      try Parallel.map(count: plan.count, threads: threads) { RowCopies.hashes(columns, plan[$0]) }.joined())
    self.hashes = hashes
    var capacity = 16
    while capacity < 2 * table.rowCount { capacity *= 2 }
    let (mask, slotCount) = (capacity - 1, capacity)
    slots = [Int32](unsafeUninitializedCapacity: slotCount) { slots, filled in
      slots.initialize(repeating: 0)
      for row in hashes.indices {
        var slot = Int(truncatingIfNeeded: hashes[row]) & mask
        while slots[slot] != 0 {
          let other = Int(slots[slot]) - 1
          if hashes[other] == hashes[row],
            columns.allSatisfy({ $0.cell(other) == $0.cell(row) })
          {
            break
          }
          slot = (slot + 1) & mask
        }
        if slots[slot] == 0 { slots[slot] = Int32(row + 1) }
      }
      filled = slotCount
    }
  }

  /// How many rows of another table, stored alike, equal one of these. - Complexity: O(rows * columns).
  func count(in other: Table, threads: Int) throws -> Int {
    let cells = places.map { ComparedCells(other.columns[$0.index], levels: $0.levels) }
    let plan = ChunkPlan(rows: 0..<other.rowCount, chunkRows: RowCopies.chunkRows)
    return try Parallel.map(count: plan.count, threads: threads) { chunk in
      let rows = plan[chunk]
      let asked = RowCopies.hashes(cells, rows)
      return rows.count { match(cells, $0, asked[$0 - rows.lowerBound]) >= 0 }
    }.reduce(0, +)
  }

  /// For each row of another table, stored alike, the first row here that it equals, or -1.
  /// - Complexity: O(rows * columns).
  package func matches(in other: Table, threads: Int) throws -> [Int32] {
    let cells = places.map { ComparedCells(other.columns[$0.index], levels: $0.levels) }
    let plan = ChunkPlan(rows: 0..<other.rowCount, chunkRows: RowCopies.chunkRows)
    let found = try Parallel.map(count: plan.count, threads: threads) { chunk in
      let rows = plan[chunk]
      let asked = RowCopies.hashes(cells, rows)
      return rows.map { match(cells, $0, asked[$0 - rows.lowerBound]) }
    }
    return Array(found.joined())
  }

  private static let chunkRows = 1 << 14

  private func match(_ cells: [ComparedCells], _ row: Int, _ hash: UInt64) -> Int32 {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let candidate = Int(slots[slot]) - 1
      if hashes[candidate] == hash,
        columns.indices.allSatisfy({ columns[$0].cell(candidate) == cells[$0].cell(row) })
      {
        return Int32(candidate)
      }
      slot = (slot + 1) & mask
    }
    return -1
  }

  private static func hashes(_ columns: [ComparedCells], _ rows: Range<Int>) -> [UInt64] {
    var hashes = [UInt64](repeating: 0, count: rows.count)
    hashes.withUnsafeMutableBufferPointer { hashes in
      for column in columns { column.mix(rows, into: hashes) }
      // The low bits choose the slot.
      for row in hashes.indices { hashes[row] ^= hashes[row] >> 32 }
    }
    return hashes
  }
}

/// The cells of a column as words that are equal if and only if the cells are.
private struct ComparedCells: Sendable {
  private let column: Column
  /// By the table's own codes.
  private let words: [UInt64]

  /// - Parameter levels: the words of known levels; others get the next ones.
  init(_ column: Column, levels: [String: UInt64]) {
    self.column = column
    guard case .codes(_, let names) = column.values else {
      words = []
      return
    }
    var known = levels
    // Not the count of the names: a list that names a level twice has more codes than names.
    var next = (levels.values.max() ?? 0) + 1
    words = names.indices.map { index in
      let name = names.string(index)
      if let word = known[name] { return word }
      defer { next += 1 }
      known[name] = next
      return next
    }
  }

  /// nil where missing.
  func cell(_ row: Int) -> UInt64? {
    if let validity = column.validity, !validity[row] { return nil }
    switch column.values {
    case .int64(let values): return UInt64(bitPattern: values[row])
    case .float64(let values): return values[row].isNaN ? nil : (values[row] + 0).bitPattern
    case .codes(let codes, _): return words[Int(codes[row])]
    case .strings: preconditionFailure("text is not compared")
    }
  }

  func mix(_ rows: Range<Int>, into hashes: UnsafeMutableBufferPointer<UInt64>) {
    func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
      let product = (hash ^ word ^ hash >> 29) &* 0x9E37_79B9_7F4A_7C15
      return product ^ product >> 32
    }
    let missing: UInt64 = 0x5851_F42D_4C95_7F2D
    func all(_ word: (Int) -> UInt64) {
      guard let validity = column.validity else {
        for row in rows {
          let place = row - rows.lowerBound
          hashes[place] = mixed(hashes[place], word(row))
        }
        return
      }
      for row in rows {
        let place = row - rows.lowerBound
        hashes[place] = mixed(hashes[place], validity[row] ? word(row) : missing)
      }
    }
    switch column.values {
    case .int64(let values):
      values.withUnsafeBufferPointer { values in all { UInt64(bitPattern: values[$0]) } }
    case .float64(let values):
      values.withUnsafeBufferPointer { values in
        all { values[$0].isNaN ? missing : (values[$0] + 0).bitPattern }
      }
    case .codes(let codes, _):
      codes.withUnsafeBufferPointer { codes in
        words.withUnsafeBufferPointer { words in all { words[Int(codes[$0])] } }
      }
    case .strings: preconditionFailure("text is not compared")
    }
  }
}
