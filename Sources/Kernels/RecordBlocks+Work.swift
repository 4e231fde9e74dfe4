extension RecordBlocks {
  /// How many records a search has to look at that ends, for query after query, at these distances: those of the
  /// blocks whose box may hold one that is no farther. What a search looks at before it knows how near the nearest are
  /// comes on top.
  ///
  /// - Precondition: As many distances as queries, in units of a column (infinity: everything is looked at).
  /// - Complexity: O(queries * count / 64 * columns).
  public func lookedAt(_ queries: RecordQueries, within distances: [Double]) -> Int {
    precondition(distances.count == queries.count)
    let columns = levels + numbers
    let block = Self.blockRecords
    var found = 0
    for query in 0..<queries.count {
      // As the kernel has it for a distance.
      let limit = Int(min(distances[query] * 255 + Double(numbers + 1), 65535))
      let bytes = queries.bytes[(queries.bytes.startIndex + query * columns)...].prefix(columns)
      for box in 0..<(count + block - 1) / block {
        var bound = 0
        for (column, byte) in bytes.enumerated() {
          if column < levels {
            bound += marks[column * boxes + box] & (1 << (byte & 7)) == 0 ? 255 : 0
          } else {
            let place = (column - levels) * boxes + box
            bound += max(0, Int(low[place]) - Int(byte), Int(byte) - Int(high[place]))
          }
        }
        if bound <= limit { found += min(block, count - box * block) }
      }
    }
    return found
  }
}
