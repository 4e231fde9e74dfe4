import Kernels
import Testing

@Suite struct CountingTests {
  /// Codes that favour the low ones, with runs of one code.
  private func codes(_ count: Int, levels: Int) -> [Int] {
    KernelSet.active.uniforms(seed: UInt64(levels), count: count).enumerated().map { row, u in
      row / 50 % 3 == 0 ? levels - 1 : Int(u * u * Double(levels))
    }
  }

  private func counted(_ levels: Int, _ body: (UnsafeMutableBufferPointer<UInt32>) -> Void) -> [UInt32] {
    var counts = [UInt32](repeating: 1, count: levels)
    counts.withUnsafeMutableBufferPointer { body($0) }
    return counts
  }

  @Test(arguments: [1, 2, 7, 24, 25, 60, 96, 97, 200, 256, 300, 2048, 2049, 5000])
  func codesAreCounted(levels: Int) {
    for count in [0, 1, 63, 127, 129, 1000, 16_320, 16_321, 50_000] {
      let codes = codes(count, levels: levels)
      // Counts are added to what is there.
      var expected = [UInt32](repeating: 1, count: levels)
      for code in codes { expected[code] += 1 }
      for kernels in kernelSets {
        #expect(
          counted(levels) { out in
            codes.map(Int32.init).withUnsafeBufferPointer { kernels.count($0, into: out) }
          } == expected)
        #expect(
          counted(levels) { out in
            codes.map(UInt16.init).withUnsafeBufferPointer { kernels.count($0, into: out) }
          } == expected)
        if levels <= 256 {
          #expect(
            counted(levels) { out in
              codes.map(UInt8.init).withUnsafeBufferPointer { kernels.count($0, into: out) }
            } == expected)
        }
      }
    }
  }

  @Test func pairsAreCounted() {
    let (a, b) = (codes(5001, levels: 13), codes(5001, levels: 19).reversed().map { $0 })
    var expected = [UInt32](repeating: 1, count: 13 * 19)
    for (x, y) in zip(a, b) { expected[x * 19 + y] += 1 }
    for kernels in kernelSets {
      let bytes = counted(13 * 19) { out in
        a.map(UInt8.init).withUnsafeBufferPointer { x in
          b.map(UInt8.init).withUnsafeBufferPointer { kernels.countPairs(x, $0, width: 19, into: out) }
        }
      }
      let words = counted(13 * 19) { out in
        a.map(Int32.init).withUnsafeBufferPointer { x in
          b.map(Int32.init).withUnsafeBufferPointer { kernels.countPairs(x, $0, width: 19, into: out) }
        }
      }
      #expect(bytes == expected && words == expected)
    }
  }

  @Test func offsetsAreCounted() {
    let values: [Double] =
      [-3, -2, 0, 0, 4, 5, 6, .nan, .infinity, -.infinity, -2, 1e300, 3] + Array(repeating: 1, count: 700)
    for kernels in kernelSets {
      // From -2 to 5, then the rest.
      let counts = counted(9) { out in
        values.withUnsafeBufferPointer { kernels.countOffsets($0, low: -2, into: out) }
      }
      #expect(counts == [3, 1, 3, 701, 1, 2, 2, 2, 7])
    }
  }

  @Test func theSpreadIsTheLargestDifference() {
    let first: [UInt32] = [0, 3, 1, 0, 0, 4, 2]
    let second: [UInt32] = [5, 0, 0, 7, 1, 1, 0]
    for kernels in kernelSets {
      let spread = first.withUnsafeBufferPointer { a in
        second.withUnsafeBufferPointer { kernels.spread(a, total: 10, $0, total: 14) }
      }
      // At the fifth cell: 4 of 10 against 13 of 14.
      #expect(spread == 13 * 10 - 4 * 14)
    }
  }

  @Test func numbersAreBinned() {
    let special: [Double] = [
      .nan, -.infinity, .infinity, -1.5, -0.5.nextDown, -0.5, 2.5, 2.5.nextUp, 1e308, -1e308,
    ]
    let values = special + KernelSet.active.uniforms(count: 3001).map { $0 * 4 - 1 }
    let width = 3.0 / 7
    let expected = values.map { value -> UInt8 in
      if value.isNaN { return 0 }
      if value < -0.5 { return 1 }
      if value > 2.5 { return 9 }
      return UInt8(min(6, (value + 0.5) / width)) + 2
    }
    for kernels in kernelSets {
      let codes = values.withUnsafeBufferPointer { values in
        filled(values.count, UInt8(0)) {
          kernels.bin(values, low: -0.5, high: 2.5, width: width, bins: 7, into: $0)
        }
      }
      #expect(codes == expected)
      // Without a range everything is below.
      let none = values.withUnsafeBufferPointer { values in
        filled(values.count, UInt8(0)) {
          kernels.bin(values, low: .infinity, high: -.infinity, width: 1, bins: 7, into: $0)
        }
      }
      #expect(none == values.map { $0.isNaN ? 0 : ($0 == .infinity ? 9 : 1) })
    }
  }

  @Test(
    arguments: [
      [0, 1], [-5, 0, 5, 20], Array(0..<11).map { $0 * 6000 }, [-1 << 33, 0, 1 << 40], [.min + 1, 0, .max],
    ] as [[Int64]])
  func stepsAreCounted(thresholds: [Int64]) {
    let bits = KernelSet.active.bits(count: 9001)
    var values: [Int64] = [.min, .max, 0] + thresholds + thresholds.map { $0 - 1 }
    for (row, word) in bits.enumerated() { values.append(Int64(bitPattern: word) >> Int64(row % 64)) }
    for kernels in kernelSets {
      let reach = values.withUnsafeBufferPointer { values in
        filled(thresholds.count, UInt64(0)) { kernels.countSteps(values, thresholds: thresholds, into: $0) }
      }
      #expect(reach == thresholds.map { threshold in UInt64(values.count { $0 >= threshold }) })
    }
  }

  @Test func numbersAreSorted() {
    let bits = KernelSet.active.bits(count: 5000)
    let numbers =
      bits.map { Double(bitPattern: $0) }.filter { !$0.isNaN } + [0, -0.0, .infinity, -.infinity, 1, 1, -1]
    for values in [
      [], [2], numbers, numbers.map { ($0.isFinite ? $0.truncatingRemainder(dividingBy: 100) : 0).rounded() },
    ] {
      let expected = values.sorted { ($0, $1.sign == .plus ? 1 : 0) < ($1, $0.sign == .plus ? 1 : 0) }
      for kernels in kernelSets {
        var sorted = values
        var scratch = values
        sorted.withUnsafeMutableBufferPointer { a in
          scratch.withUnsafeMutableBufferPointer { kernels.sort(a, scratch: $0) }
        }
        #expect(sorted == expected)
        #expect(
          sorted.firstIndex { $0.bitPattern == 0 } ?? .max > sorted.lastIndex { $0.bitPattern == 1 << 63 }
            ?? -1)
      }
    }
  }
}

@Suite struct MomentTests {
  @Test(arguments: counts) func sumsOfPairs(count: Int) {
    let u = KernelSet.active.uniforms(count: 2 * count)
    var x = u[..<count].map { $0 * 5 - 2 }
    var y = u[count...].map { $0 + 1 }
    for row in stride(from: 2, to: count, by: 5) { x[row] = .nan }
    for row in stride(from: 3, to: count, by: 7) { y[row] = .nan }
    let rows = zip(x, y).filter { !$0.isNaN && !$1.isNaN }.map { ($0 - 0.25, $1 - 1.5) }
    let all = kernelSets.map { kernels in
      x.withUnsafeBufferPointer { x in
        y.withUnsafeBufferPointer { kernels.moments(x, centreX: 0.25, $0, centreY: 1.5) }
      }
    }
    for moments in all {
      #expect(moments == all[0])
      #expect(moments.count == Double(rows.count))
      func near(_ value: Double, _ term: ((Double, Double)) -> Double) -> Bool {
        abs(value - rows.reduce(0) { $0 + term($1) }) < 1e-10
      }
      #expect(near(moments.x) { $0.0 } && near(moments.y) { $0.1 })
      #expect(
        near(moments.xx) { $0.0 * $0.0 } && near(moments.yy) { $0.1 * $0.1 }
          && near(moments.xy) { $0.0 * $0.1 })
    }
  }

  @Test(arguments: counts) func rangesOfColumns(count: Int) {
    var x = KernelSet.active.uniforms(count: count).map { $0 * 5 - 2 }
    for row in stride(from: 2, to: count, by: 5) { x[row] = .nan }
    let present = x.filter { !$0.isNaN }
    let all = kernelSets.map { kernels in x.withUnsafeBufferPointer { kernels.range($0) } }
    for range in all {
      #expect(range == all[0])
      #expect(range.count == present.count && range.low == present.min() && range.high == present.max())
      #expect(abs(range.sum - present.reduce(0, +)) < 1e-10)
    }
    let none = [Double.nan].withUnsafeBufferPointer { KernelSet.active.range($0) }
    #expect(none == ValueRange(count: 0, sum: 0, low: .infinity, high: -.infinity))
  }
}
