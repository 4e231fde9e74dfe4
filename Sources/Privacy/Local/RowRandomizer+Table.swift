internal import Scheduling
public import Tabular

extension RowRandomizer {
  /// How many rows share one source of random bits.
  static let chunk = 1 << 16

  /// The released rows.
  ///
  /// - Parameter table: The columns of the schema, in its order: 64-bit integers or doubles under Laplace noise as their type
  ///   says, levels under randomised response, which may be others than those stated and in another order.
  /// - Complexity: O(cells), in parallel over rows.
  public func randomized(_ table: Table, threads: Int) -> Table {
    precondition(table.columns.count == columns.count)
    // What is kept is spelt as it was.
    let fields = zip(columns, table.schema.fields).map { $0.mechanism == .kept ? $1 : $0.field }
    return Table(
      schema: Schema(fields), rowCount: table.rowCount,
      columns: zip(columns, table.columns).map { $0.randomized($1, threads: threads) })
  }

  /// What the released rows tell of the true shares of the levels of each column under randomised response; `nil` for
  /// other columns.
  ///
  /// - Parameter released: Rows that `randomized` gave; of the true ones nothing is looked at.
  public func estimates(from released: Table) -> [FrequencyEstimate?] {
    zip(columns, released.columns).map { column, values in
      guard case .randomizedResponse(let mechanism, _, let hasMissing) = column.mechanism,
        case .codes(let codes, _) = values.values
      else { return nil }
      var counts = [Int](repeating: 0, count: mechanism.levelCount)
      for row in codes.indices {
        let isMissing = hasMissing && values.validity.map { !$0[row] } ?? false
        counts[isMissing ? mechanism.levelCount - 1 : Int(codes[row])] += 1
      }
      return mechanism.estimate(counts: counts)
    }
  }
}

extension RowRandomizer.Column {
  fileprivate func randomized(_ column: Column, threads: Int) -> Column {
    switch (mechanism, column.values) {
    case (.kept, _): return column
    case (.laplace(let mechanism), .int64(var values)):
      let validity = column.validity
      values.inChunks(threads: threads) { part, start, bits in
        mechanism.randomize(part, isMissing: validity.map { bitmap in { !bitmap[start + $0] } }, using: &bits)
      }
      return Column(.int64(values))
    case (.laplace(let mechanism), .float64(var values)):
      let validity = column.validity
      values.inChunks(threads: threads) { part, start, bits in
        mechanism.randomize(part, isMissing: validity.map { bitmap in { !bitmap[start + $0] } }, using: &bits)
      }
      return Column(.float64(values))
    case (.randomizedResponse(let mechanism, let levels, let hasMissing), .codes(let codes, let found)):
      return responded(
        codes, found: found, validity: column.validity, mechanism, levels: levels, hasMissing: hasMissing,
        threads: threads)
    default: preconditionFailure("A column of \"\(field.name)\" is not stored as its type says.")
    }
  }

  private func responded(
    _ codes: [Int32], found: StringArray, validity: Bitmap?, _ mechanism: RandomizedResponse,
    levels: [String], hasMissing: Bool, threads: Int
  ) -> Column {
    let places = Dictionary(uniqueKeysWithValues: zip(levels, Int32(0)...))
    let map = found.strings.map { places[$0] ?? -1 }
    let missing = hasMissing ? Int32(levels.count) : -1
    // A column without a single level has codes that stand for nothing.
    var released = codes.map { map.isEmpty ? -1 : map[Int($0)] }
    validity?.forEachClear(in: 0..<codes.count) { released[$0] = missing }
    released.inChunks(threads: threads) { part, _, bits in mechanism.randomize(part, using: &bits) }
    guard hasMissing else { return Column(.codes(released, levels: StringArray(levels))) }
    let present = Bitmap(count: released.count) { released[$0] != missing }
    return Column(
      .codes(released.map { $0 == missing ? 0 : $0 }, levels: StringArray(levels)),
      validity: present.isFull ? nil : present)
  }
}

extension Array where Element: Sendable {
  /// Calls `body` with parts of the array, where each begins, and a source of bits of its own.
  fileprivate mutating func inChunks(
    threads: Int,
    _ body: @Sendable (UnsafeMutableBufferPointer<Element>, Int, inout SecureRandom) -> Void
  ) {
    withUnsafeMutableBufferPointer { buffer in
      let plan = ChunkPlan(rows: 0..<buffer.count, chunkRows: RowRandomizer.chunk)
      // The parts do not overlap.
      nonisolated(unsafe) let base = buffer
      Parallel.forEach(count: plan.count, threads: threads) { index in
        let rows = plan[index]
        var bits = SecureRandom()
        body(UnsafeMutableBufferPointer(rebasing: base[rows]), rows.lowerBound, &bits)
      }
    }
  }
}
