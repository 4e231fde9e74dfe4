import Glibc
import Learning

/// 1 / (1 + exp(-score)).
enum KernelFunctions {
  static func logistic(_ score: Double) -> Double { 1 / (1 + exp(-score)) }
}

/// Boosting in the plainest way: every row is looked at for every possible cut of every feature, in sums of doubles.
/// Numbers only. Predicts the rows it learns from.
struct PlainBoosting {
  let columns: [[UInt8]]
  let options: GradientBoostedTrees.Options

  func scores(labels: [Bool]) -> [Double] {
    let positive = Double(labels.count { $0 })
    var scores = [Double](
      repeating: log((positive + 0.5) / (Double(labels.count) - positive + 0.5)), count: labels.count)
    for _ in 0..<options.rounds {
      let shares = scores.map(KernelFunctions.logistic)
      let first = zip(shares, labels).map { $0 - ($1 ? 1 : 0) }
      let second = shares.map { $0 * (1 - $0) }
      grow(Array(labels.indices), first, second, depth: 0, &scores)
    }
    return scores
  }

  private func grow(
    _ rows: [Int], _ first: [Double], _ second: [Double], depth: Int, _ scores: inout [Double]
  ) {
    func sums(_ rows: [Int]) -> (Double, Double) {
      rows.reduce((0, 0)) { ($0.0 + first[$1], $0.1 + second[$1]) }
    }
    func score(_ sums: (Double, Double)) -> Double { sums.0 * sums.0 / (sums.1 + options.l2) }
    let all = sums(rows)
    var best = (gain: 1e-9, left: [Int](), right: [Int]())
    if depth < options.maximumDepth {
      for column in columns {
        let codes = Set(rows.map { column[$0] }.filter { $0 > 0 }).sorted()
        for cut in codes {
          for missingLeft in [false, true] {
            let isLeft = { (row: Int) in column[row] == 0 ? missingLeft : column[row] <= cut }
            let (left, right) = (rows.filter(isLeft), rows.filter { !isLeft($0) })
            let (a, b) = (sums(left), sums(right))
            let gain = score(a) + score(b) - score(all)
            if min(a.1, b.1) >= options.minimumChildWeight && gain > best.gain + 1e-9 {
              best = (gain, left, right)
            }
          }
        }
      }
    }
    if best.left.isEmpty {
      for row in rows { scores[row] -= options.learningRate * all.0 / (all.1 + options.l2) }
    } else {
      grow(best.left, first, second, depth: depth + 1, &scores)
      grow(best.right, first, second, depth: depth + 1, &scores)
    }
  }
}
