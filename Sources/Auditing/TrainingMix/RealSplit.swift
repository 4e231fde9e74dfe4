/// Real rows dealt to training, validation and test, in random order; copies of a row go together.
struct RealSplit {
  var training: [Int32] = []
  var validation: [Int32] = []
  var test: [Int32] = []
  /// Rows that equal an earlier one.
  var repeats = 0

  /// - Parameters:
  ///   - firsts: for each row the first one that equals it.
  ///   - strata: the stratum of each row.
  init(firsts: [Int32], strata: [UInt8]?, strataCount: Int, _ options: TrainingMixOptions) {
    func stratum(_ row: Int) -> Int { strata.map { Int($0[row]) } ?? 0 }
    var (sizes, copies) = (
      [Int](repeating: 0, count: strataCount), [Int32](repeating: 0, count: firsts.count)
    )
    for row in firsts.indices {
      sizes[stratum(row)] += 1
      copies[Int(firsts[row])] += 1
      if Int(firsts[row]) != row { repeats += 1 }
    }
    var left = (
      test: Self.targets(sizes, options.testShare), validation: Self.targets(sizes, options.validationShare)
    )
    let order = Draw.split.order(firsts.indices.map(Int32.init), options.seed)
    // By the first of each set of copies.
    var parts = [UInt8](repeating: 0, count: firsts.count)
    for row in order.map(Int.init) where Int(firsts[row]) == row {
      let (place, size) = (stratum(row), Int(copies[row]))
      if left.test[place] >= size {
        left.test[place] -= size
        parts[row] = 2
      } else if left.validation[place] >= size {
        left.validation[place] -= size
        parts[row] = 1
      }
    }
    for row in order {
      switch parts[Int(firsts[Int(row)])] {
      case 0: training.append(row)
      case 1: validation.append(row)
      default: test.append(row)
      }
    }
  }

  /// How many rows of each stratum are wanted: their share, rounded so that the total is right (largest remainders).
  private static func targets(_ sizes: [Int], _ share: Double) -> [Int] {
    let exact = sizes.map { Double($0) * share }
    var targets = exact.map { Int($0) }
    let total = Int((Double(sizes.reduce(0, +)) * share).rounded())
    let order = sizes.indices.sorted {
      let (a, b) = (exact[$0] - exact[$0].rounded(.down), exact[$1] - exact[$1].rounded(.down))
      return a == b ? $0 < $1 : a > b
    }
    var missing = total - targets.reduce(0, +)
    for index in order where missing > 0 && targets[index] < sizes[index] {
      targets[index] += 1
      missing -= 1
    }
    return targets
  }
}
