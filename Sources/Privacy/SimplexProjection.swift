/// The nearest vector (Euclidean) of numbers that are not negative and have the sum `total`.
///
/// Source: "norm-sub" of T. Wang et al. (2020), "Locally Differentially Private Frequency Estimation with Consistency".
///
/// - Complexity: O(n log n).
package func projectedOnSimplex(_ values: [Double], total: Double) -> [Double] {
  precondition(total > 0)
  guard !values.isEmpty else { return [] }
  var sum = -total
  var shift = 0.0
  for (index, value) in values.sorted(by: >).enumerated() {
    sum += value
    let candidate = sum / Double(index + 1)
    guard value > candidate else { break }
    shift = candidate
  }
  return values.map { max($0 - shift, 0) }
}
