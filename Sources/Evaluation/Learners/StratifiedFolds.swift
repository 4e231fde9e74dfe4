/// Rows of two classes in random order, cut into parts that hold as many of each class as can be.
struct StratifiedFolds: Sendable {
  /// All rows, fold after fold; those of the first class are 0..<count, those of the second come after them.
  let order: [Int32]
  /// Where each fold lies in `order`.
  let folds: [Range<Int>]
  /// 0 for each row of `order` of the first class, 1 for the second.
  let labels: [Double]

  /// `folds` parts of `count` rows of each class.
  /// - Precondition: 2 <= folds <= count.
  init(rowsOfEach count: Int, folds: Int, round: UInt32, seed: UInt64) {
    precondition(folds >= 2 && folds <= count)
    // Both classes by one shuffle of all rows: neither the place nor the class of a row says which fold it is in.
    let shuffled = RowDraw.shuffled(2 * count, purpose: .folds, round: round, seed: seed)
    let first = shuffled.filter { $0 < count }
    let second = shuffled.filter { $0 >= count }
    var order: [Int32] = []
    var labels: [Double] = []
    order.reserveCapacity(2 * count)
    labels.reserveCapacity(2 * count)
    self.folds = (0..<folds).map { fold in
      let rows = (count * fold / folds)..<(count * (fold + 1) / folds)
      let start = order.count
      order += first[rows]
      order += second[rows]
      labels += [Double](repeating: 0, count: rows.count) + [Double](repeating: 1, count: rows.count)
      return start..<order.count
    }
    (self.order, self.labels) = (order, labels)
  }

  /// The places in `order` that are not in a fold: at most two ranges.
  func training(without fold: Int) -> [Range<Int>] {
    [0..<folds[fold].lowerBound, folds[fold].upperBound..<order.count].filter { !$0.isEmpty }
  }
}
