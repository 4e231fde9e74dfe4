import Kernels
import Testing

@Suite struct NeighbourTests {
  private struct Rows {
    var count: Int
    var codes: [Int32] = []
    var values: [Double] = []
  }

  /// Codes that favour few levels, numbers on a coarse grid so that many rows are equally near, some missing, some out
  /// of the range that bytes cover; now and then a row once more.
  private func rows(_ count: Int, levels: Int, numbers: Int, range: Int32, seed: UInt64) -> Rows {
    let u = KernelSet.active.uniforms(seed: seed, count: count * (levels + numbers))
    var rows = Rows(count: count)
    for (index, value) in u.enumerated() {
      if index < count * levels {
        rows.codes.append(Int32(value * value * Double(range)))
      } else {
        let number = (value * 40).rounded() / 40
        rows.values.append(value < 0.1 ? .nan : value > 0.98 ? 3 * number - 1 : value < 0.12 ? -1 : number)
      }
    }
    for row in stride(from: 7, to: count, by: 5) {
      for j in 0..<levels { rows.codes[row * levels + j] = rows.codes[row / 7 * levels + j] }
      for j in 0..<numbers { rows.values[row * numbers + j] = rows.values[row / 7 * numbers + j] }
    }
    return rows
  }

  /// All distances from each query to each record, in the documented order of summation.
  private func distances(_ records: Rows, _ queries: Rows, levels: Int, numbers: Int) -> [[Double]] {
    (0..<queries.count).map { q in
      (0..<records.count).map { r in
        var sum = 0.0
        for j in 0..<numbers {
          let (a, b) = (records.values[r * numbers + j], queries.values[q * numbers + j])
          sum += a.isNaN || b.isNaN ? (a.isNaN && b.isNaN ? 0 : 1) : min(abs(a - b), 1)
        }
        var differ = 0
        for j in 0..<levels where records.codes[r * levels + j] != queries.codes[q * levels + j] {
          differ += 1
        }
        return sum + Double(differ)
      }
    }
  }

  private func blocks(_ rows: Rows, levels: Int, numbers: Int) -> RecordBlocks {
    RecordBlocks(count: rows.count, levels: levels, codes: rows.codes, numbers: numbers, values: rows.values)
  }

  private func asked(_ rows: Rows, levels: Int, numbers: Int) -> RecordQueries {
    RecordQueries(
      count: rows.count, levels: levels, codes: rows.codes[...], numbers: numbers, values: rows.values[...])
  }

  /// Levels, numbers, codes below.
  static let shapes: [(Int, Int, Int32)] = [
    (9, 6, 5), (9, 6, 1000), (3, 0, 4), (0, 4, 1), (1, 1, 2), (0, 1, 1), (260, 2, 3), (4, 300, 2), (0, 0, 1),
    (1, 0, 2),
  ]

  @Test(arguments: shapes)
  func equalsTheSearchOfAllRecords(levels: Int, numbers: Int, range: Int32) {
    for recordCount in [0, 1, 2, 64, 65, 255, 700, 2500] where recordCount < 256 || levels + numbers < 20 {
      let records = rows(recordCount, levels: levels, numbers: numbers, range: range, seed: 1)
      let queries = rows(29, levels: levels, numbers: numbers, range: range + 1, seed: 2)
      let all = distances(records, queries, levels: levels, numbers: numbers)
      let blocks = blocks(records, levels: levels, numbers: numbers)
      #expect(blocks.rows.sorted() == (0..<Int32(recordCount)).map { $0 })
      for (k, excluded) in [(1, nil), (2, (0..<29).map { $0 % 5 == 0 ? -1 : $0 }), (6, nil)]
        as [(Int, [Int64]?)]
      {
        let expected = all.enumerated().flatMap { q, distances in
          let sorted = distances.indices.filter { excluded?[q] != Int64($0) }
            .sorted { (distances[$0], $0) < (distances[$1], $1) }
          return (0..<k).map { i in
            i < sorted.count
              ? Neighbour(row: sorted[i], distance: distances[sorted[i]])
              : Neighbour(row: -1, distance: .infinity)
          }
        }
        for kernels in kernelSets {
          let found = kernels.nearest(
            k, in: blocks, to: asked(queries, levels: levels, numbers: numbers), excluded: excluded)
          #expect(found == expected, "\(recordCount) records, \(k) neighbours")
        }
      }
    }
  }

  @Test(arguments: shapes)
  func recordsAreQueriesInTheOrderOfTheirBlocks(levels: Int, numbers: Int, range: Int32) {
    let records = rows(130, levels: levels, numbers: numbers, range: range, seed: 3)
    let blocks = blocks(records, levels: levels, numbers: numbers)
    let all = distances(records, records, levels: levels, numbers: numbers)
    let places = 70..<130
    let found = KernelSet.active.nearest(
      3, in: blocks, to: RecordQueries(blocks, places), excluded: blocks.rows[places].map(Int64.init))
    for (query, place) in places.enumerated() {
      let row = Int(blocks.rows[place])
      let sorted = all[row].indices.filter { $0 != row }.map { all[row][$0] }.sorted()
      #expect(found[3 * query..<3 * query + 3].map(\.distance) == Array(sorted[..<3]))
    }
  }

  @Test(arguments: shapes)
  func countsOfBalls(levels: Int, numbers: Int, range: Int32) {
    for recordCount in [0, 1, 64, 200, 700, 2500] where recordCount < 256 || levels + numbers < 20 {
      let records = rows(recordCount, levels: levels, numbers: numbers, range: range, seed: 4)
      let queries = rows(31, levels: levels, numbers: numbers, range: range + 1, seed: 5)
      let all = distances(records, queries, levels: levels, numbers: numbers)
      // Radii that are distances that occur, 0 and without bounds among them.
      let radii: [Double] = (0..<recordCount).map { r in
        if r % 11 == 0 { return 0 }
        if r % 97 == 1 { return .infinity }
        return all.map { $0[r] }.sorted()[r % 7]
      }
      let own: [Double] = all.enumerated().map { q, distances in
        if recordCount == 0 || q % 9 == 0 { return 0 }
        return distances.sorted()[q % min(5, recordCount)]
      }
      let around: [Int] = all.map { distances in distances.indices.count { distances[$0] <= radii[$0] } }
      let within: [Int] = zip(all, own).map { distances, radius in distances.count { $0 <= radius } }
      let blocks = blocks(records, levels: levels, numbers: numbers)
      let balls = RecordBalls(blocks, radii: blocks.rows.map { radii[Int($0)] })
      for kernels in kernelSets {
        let asked = asked(queries, levels: levels, numbers: numbers)
        #expect(kernels.counts(of: balls, around: asked) == around, "\(recordCount) records")
        let touches = kernels.touches(of: balls, and: asked, radii: own[...])
        #expect(touches.map { $0.around } == around.map { $0 > 0 }, "\(recordCount) records")
        #expect(touches.map { $0.within } == within.map { $0 > 0 }, "\(recordCount) records")
      }
    }
  }
}
