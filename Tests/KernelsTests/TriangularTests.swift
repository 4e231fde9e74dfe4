import Kernels
import Testing

@Suite struct TriangularTests {
  /// The product row by row, in the promised order.
  private func plain(_ lower: [Double], _ d: Int, _ rows: Int, _ z: [Double], _ stride: Int) -> [Double] {
    var result = z
    for row in 0..<rows {
      for i in 0..<d {
        var sum = 0.0
        for j in 0...i { sum += lower[i * d + j] * z[j * stride + row] }
        result[i * stride + row] = sum
      }
    }
    return result
  }

  @Test(arguments: [1, 2, 3, 4, 5, 8, 19, 20, 61, 255, 256, 257])
  func equalsThePlainLoop(latents: Int) {
    let k = KernelSet.active
    // Above the diagonal stands rubbish, which must not be read.
    var lower = [Double](repeating: .nan, count: latents * latents)
    for i in 0..<latents {
      for j in 0...i { lower[i * latents + j] = Double((i * 11 + j * 37) % 19) / 7 - 1 }
    }
    for rows in latents > 100 ? [1, 37] : counts {
      let stride = rows + 3
      let z = k.quantiles(k.uniforms(seed: UInt64(latents), count: latents * stride))
      let expected = plain(lower, latents, rows, z, stride)
      for kernels in kernelSets {
        var columns = z
        lower.withUnsafeBufferPointer { lower in
          columns.withUnsafeMutableBufferPointer {
            kernels.triangularProduct(
              lower: lower, latents: latents, rows: rows, columns: $0, stride: stride)
          }
        }
        // Also what lies between the columns is untouched.
        #expect(patterns(columns) == patterns(expected))
      }
    }
  }
}
