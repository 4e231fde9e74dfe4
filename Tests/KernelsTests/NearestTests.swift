import Kernels
import Testing

@Suite struct NearestTests {
  private struct Rows {
    var codes: [Int32] = []
    var values: [Double] = []
  }

  /// Codes that favour few levels, numbers on a coarse grid so that many rows are equally near, some missing.
  private func rows(_ count: Int, levels: Int, numbers: Int, range: Int32, seed: UInt64) -> Rows {
    let u = KernelSet.active.uniforms(seed: seed, count: count * (levels + numbers))
    var rows = Rows()
    for (index, value) in u.enumerated() {
      if index < count * levels {
        rows.codes.append(Int32(value * value * Double(range)))
      } else {
        rows.values.append(value < 0.1 ? .nan : (value * 40).rounded() / 40)
      }
    }
    return rows
  }

  /// All distances, in the documented order of summation.
  private func plain(
    _ records: Rows, _ recordCount: Int, _ queries: Rows, _ queryCount: Int, levels: Int, numbers: Int,
    excluded: [Int64]?
  ) -> [Neighbours] {
    (0..<queryCount).map { q in
      var found: [(distance: Double, index: Int)] = []
      for r in 0..<recordCount where excluded?[q] != Int64(r) {
        var sum = 0.0
        for j in 0..<numbers {
          let (a, b) = (records.values[r * numbers + j], queries.values[q * numbers + j])
          sum += a.isNaN || b.isNaN ? (a.isNaN && b.isNaN ? 0 : 1) : abs(a - b)
        }
        var differ = 0
        for j in 0..<levels where records.codes[r * levels + j] != queries.codes[q * levels + j] {
          differ += 1
        }
        found.append((sum + Double(differ), r))
      }
      found.sort { $0 < $1 }
      let none = (distance: Double.infinity, index: -1)
      let (first, second) = (found.first ?? none, found.dropFirst().first ?? none)
      return Neighbours(
        index: first.index, distance: first.distance, secondIndex: second.index,
        secondDistance: second.distance)
    }
  }

  /// Levels, numbers, codes below.
  @Test(
    arguments: [
      (9, 6, 5), (9, 6, 1000), (3, 0, 4), (0, 4, 1), (1, 1, 2), (0, 1, 1), (260, 2, 3), (4, 300, 2),
      (0, 0, 1),
    ] as [(Int, Int, Int32)])
  func equalsTheSearchOfAllRecords(levels: Int, numbers: Int, range: Int32) {
    for recordCount in [0, 1, 2, 255, 700, 1500] {
      let records = rows(recordCount, levels: levels, numbers: numbers, range: range, seed: 1)
      let queryCount = 37
      let queries = rows(queryCount, levels: levels, numbers: numbers, range: range + 1, seed: 2)
      let blocks = RecordBlocks(
        count: recordCount, levels: levels, codes: records.codes, numbers: numbers, values: records.values)
      for excluded in [nil, (0..<Int64(queryCount)).map { $0 % 5 == 0 ? -1 : $0 }] {
        let expected = plain(
          records, recordCount, queries, queryCount, levels: levels, numbers: numbers, excluded: excluded)
        for kernels in kernelSets {
          let found = kernels.nearest(
            in: blocks, codes: queries.codes[...], values: queries.values[...], count: queryCount,
            excluded: excluded?[...])
          #expect(found == expected)
        }
      }
    }
  }

  @Test(arguments: [1, 2, 7, 20, 100]) func nearestPoints(dimensions: Int) {
    for count in [0, 1, 63, 64, 65, 300, 1000] {
      let u = KernelSet.active.uniforms(count: (count + 31) * dimensions).map {
        Float(($0 * 8).rounded() / 8)
      }
      var points = Array(u[..<(count * dimensions)])
      if count > 2 { points[2 * dimensions] = .nan }
      let queries = Array(u[(count * dimensions)...])
      let blocks = PointBlocks(points, dimensions: dimensions)
      var indices: [Int] = []
      var squares: [Float] = []
      for q in 0..<31 {
        var (best, index): (Float, Int) = (.infinity, -1)
        for p in 0..<count {
          var sum: Float = 0
          for j in 0..<dimensions {
            let d = points[p * dimensions + j] - queries[q * dimensions + j]
            sum += d * d
          }
          if sum < best { (best, index) = (sum, p) }
        }
        indices.append(index)
        squares.append(best)
      }
      for kernels in kernelSets {
        let found = kernels.nearest(in: blocks, queries: queries)
        #expect(found.indices == indices)
        #expect(found.squares.map(\.bitPattern) == squares.map(\.bitPattern))
      }
    }
  }
}
