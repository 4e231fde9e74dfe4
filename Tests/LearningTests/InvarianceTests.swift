import Kernels
import Learning
import Tabular
import Testing

/// The same trees by another road: plain sums of doubles, other threads, other instruction sets.
@Suite struct InvarianceTests {
  /// Numbers with few and many bins, levels, missing values; a response that depends on three of the features.
  private static func mixed(rows count: Int, features: Int, seed: UInt64) -> (
    rows: BinnedRows, values: [Double]
  ) {
    var random = TestRandom(seed)
    let kinds = (0..<features).map { index in
      BinnedRows.Feature(binCount: [255, 7, 40, 3][index % 4], isOrdered: index % 4 < 2)
    }
    let columns = kinds.map { kind in
      (0..<count).map { _ in
        random.unit() < 0.1 ? 0 : UInt8(1 + Int(random.unit() * Double(kind.binCount - 1)))
      }
    }
    let values = (0..<count).map { row in
      Double(columns[0][row]) / 255 + (columns[1][row] > 3 ? 1 : 0) + (columns[2][row] % 3 == 0 ? 1 : 0)
        + random.unit()
    }
    return (BinnedRows(kinds, columns: columns, rowCount: count), values)
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64]) func wholeNumbersGrowTheTreesOfDoubles(seed: UInt64) {
    var random = TestRandom(seed)
    let count = 300
    let columns = (0..<3).map { feature in
      (0..<count).map { _ in UInt8(random.unit() * [9, 30, 4][feature]) }
    }
    let labels = (0..<count).map {
      Double(columns[0][$0]) + 0.2 * Double(columns[1][$0]) + 6 * random.unit() > 9
    }
    let rows = BinnedRows(
      columns.map { _ in BinnedRows.Feature(binCount: 31, isOrdered: true) }, columns: columns,
      rowCount: count)
    var options = GradientBoostedTrees.Options()
    options.rounds = 5
    options.maximumDepth = 3
    let plain = PlainBoosting(columns: columns, options: options).scores(labels: labels)
    let model = GradientBoostedTrees(fitting: rows, response: .binary(labels), options: options)
    #expect(zip(model.predict(rows), plain).allSatisfy { abs($0 - KernelFunctions.logistic($1)) < 1e-6 })
  }

  private static func responses(_ values: [Double]) -> [Response] {
    [
      .numbers(values), .binary(values.map { $0 > 1.6 }),
      .classes(values.map { Int32(min($0, 2.9)) }, count: 3),
    ]
  }

  @Test func threadsDoNotChangeTheTrees() {
    // Enough codes for several threads to share them.
    let (rows, values) = Self.mixed(rows: 40_000, features: 19, seed: 6)
    var options = GradientBoostedTrees.Options()
    options.rounds = 4
    for response in Self.responses(values) {
      let one = GradientBoostedTrees(fitting: rows, response: response, options: options)
      for threads in [2, 3, 5] {
        let other = GradientBoostedTrees(
          fitting: rows, response: response, options: options, threads: threads)
        #expect(one.gain == other.gain)
        #expect(one.predict(rows) == other.predict(rows, threads: threads))
      }
    }
  }

  @Test func instructionSetsDoNotChangeTheTrees() throws {
    for (count, features) in [(3001, 6), (777, 35), (5, 3)] {
      let (rows, values) = Self.mixed(rows: count, features: features, seed: 9)
      var options = GradientBoostedTrees.Options()
      options.rounds = 12
      for share in [1, 0.7] {
        options.rowShare = share
        for response in Self.responses(values) {
          let expected = GradientBoostedTrees(
            fitting: rows, response: response, options: options, threads: 1,
            kernels: try #require(KernelSet(.baseline)))
          for set in InstructionSet.allCases.filter(\.isSupported) {
            let kernels = try #require(KernelSet(set))
            let model = GradientBoostedTrees(
              fitting: rows, response: response, options: options, threads: 1, kernels: kernels)
            #expect(model.gain == expected.gain)
            #expect(
              model.predict(rows, kernels: kernels)
                == expected.predict(rows, kernels: try #require(KernelSet(.baseline))))
          }
        }
      }
    }
  }
}
