internal import Kernels
public import Randomness

extension ConfinedNormals {
  /// Writes the standard normals of the places that are not confined.
  public func drawOthers(
    _ rows: ConfinedBoxes.Rows, seed: Seed, into columns: UnsafeMutableBufferPointer<Double>, stride: Int
  ) {
    precondition(rows.count == 0 || columns.count >= (dimension - 1) * stride + rows.count)
    let kernels = KernelSet.active
    func column(_ place: Int) -> UnsafeMutableBufferPointer<Double> {
      UnsafeMutableBufferPointer(rebasing: columns[(place * stride)..<(place * stride + rows.count)])
    }
    let stream = RandomStream.latents
    if rows.isConsecutive {
      guard let first = rows.numbers.first else { return }
      var place = leading
      while place < dimension {
        if place.isMultiple(of: 2), place + 1 < dimension {
          kernels.uniformPairs(
            seed: seed.value, stream: stream.rawValue, latent: UInt32(place), draw: 0, firstRow: first,
            even: column(place), odd: column(place + 1))
          place += 2
        } else {
          kernels.uniforms(
            seed: seed.value, stream: stream.rawValue, latent: UInt32(place), draw: 0, firstRow: first,
            into: column(place))
          place += 1
        }
      }
    } else {
      let key = Philox4x32(seed: seed).key
      for row in 0..<rows.count {
        let number = rows.numbers[row]
        let draw = UInt32(stream.rawValue) << 16 | UInt32(rows.rounds?[row] ?? 0)
        var place = leading & ~1
        while place < dimension {
          let block = Philox4x32.block(
            counter: SIMD4(
              UInt32(truncatingIfNeeded: number), UInt32(number >> 32), UInt32(place >> 1), draw),
            key: key)
          if place >= leading {
            columns[place * stride + row] = Philox4x32.uniform(
              fromBits: UInt64(block.x) | UInt64(block.y) << 32)
          }
          if place + 1 < dimension {
            columns[(place + 1) * stride + row] =
              Philox4x32.uniform(fromBits: UInt64(block.z) | UInt64(block.w) << 32)
          }
          place += 2
        }
      }
    }
    for place in leading..<dimension { kernels.normalQuantile(column(place)) }
  }

  /// Multiplies the standard normals of all places by the factor.
  public func correlate(rows: Int, _ columns: UnsafeMutableBufferPointer<Double>, stride: Int) {
    guard dimension > 0, rows > 0 else { return }
    lower.withUnsafeBufferPointer {
      KernelSet.active.triangularProduct(
        lower: $0, latents: dimension, rows: rows, columns: columns, stride: stride)
    }
  }
}
