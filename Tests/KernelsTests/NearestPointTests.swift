import Kernels
import Testing

@Suite struct NearestPointTests {
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
