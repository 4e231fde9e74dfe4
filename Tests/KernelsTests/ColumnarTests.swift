import Kernels
import Testing

@Suite struct ColumnarTests {
  @Test func extremesAreThoseOfTheStandardLibrary() {
    for kernels in kernelSets {
      for count in [0, 1, 63, 64, 65, 1000] {
        let reals = (0..<count).map { Double(($0 * 7919 + 13) % 1009) - 500 }
        var (low, high) = (Double.infinity, -Double.infinity)
        reals.withUnsafeBufferPointer { kernels.widen(&low, &high, by: $0) }
        #expect(low == reals.min() ?? .infinity && high == reals.max() ?? -.infinity)
        let integers = reals.map { Int64($0) << 50 }
        var (least, most) = (Int64.max, Int64.min)
        integers.withUnsafeBufferPointer { kernels.widen(&least, &most, by: $0) }
        #expect(least == integers.min() ?? .max && most == integers.max() ?? .min)
      }
    }
  }

  @Test func notANumberIsPassedOver() {
    for kernels in kernelSets {
      for place in [0, 5, 70, 128] {
        var values = (0..<129).map(Double.init)
        values[place] = .nan
        var (low, high) = (Double.infinity, -Double.infinity)
        values.withUnsafeBufferPointer { kernels.widen(&low, &high, by: $0) }
        #expect(low == (place == 0 ? 1 : 0) && high == (place == 128 ? 127 : 128))
      }
    }
  }

  @Test(arguments: 1...32) func codesArePackedBitByBit(_ width: Int) {
    for count in [0, 1, 7, 8, 9, 64, 1003] {
      let limit = UInt64(1) << UInt64(width)
      let codes = (0..<count).map {
        UInt32(truncatingIfNeeded: UInt64($0 + 1) &* 0x9E37_79B9_7F4A_7C15 % limit)
      }
      var expected = [UInt8](repeating: 0, count: (count * width + 7) / 8)
      for (index, code) in codes.enumerated() {
        for bit in 0..<width where code >> UInt32(bit) & 1 == 1 {
          expected[(index * width + bit) / 8] |= 1 << UInt8((index * width + bit) % 8)
        }
      }
      for kernels in kernelSets {
        // A guard beyond the room shows that no store goes farther.
        let room = KernelSet.packedRoom(count: count, width: width)
        var output = [UInt8](repeating: 0xA5, count: room + 8)
        output.withUnsafeMutableBytes { bytes in
          codes.withUnsafeBufferPointer {
            kernels.pack($0, width: width, into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<room]))
          }
        }
        #expect(Array(output.prefix(expected.count)) == expected)
        #expect(output.suffix(8).allSatisfy { $0 == 0xA5 })
        #expect(codes.withUnsafeBufferPointer { kernels.largest(of: $0) } == codes.max() ?? 0)
      }
    }
  }
}
