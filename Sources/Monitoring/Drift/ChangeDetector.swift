internal import Kernels

/// A sequential test of whether a column's rows still come from the reference: evidence that may be looked at after every
/// batch.
///
/// For each batch s at which a change may begin there is an e-process over the rows since then: the mean of likelihood
/// ratios of mixtures (Krichevsky and Trofimov's, Dirichlet ½) for all cells at once, for each cell against the rest, and
/// for each edge of numbers. Against exact shares p the denominator is their likelihood. Against a reference of rows, whose
/// distribution is not known, it is the largest likelihood of any distribution for the reference's rows and these together, and the
/// reference's own mixture likelihood joins the numerator ("universal inference"): that is never more than the ratio to the
/// true distribution, so fresh rows of the same source do not alarm.
///
/// The evidence is Σ w(s) E(s), w(s) = 1 / (2.11 (s + 2) ln²(s + 2)), which sum to less than 1: an e-process, too. By
/// Ville's inequality it ever reaches 1/α with probability α at most. A start among the last four batches is kept, older ones in
/// ever wider steps, so memory grows with the logarithm of the number of batches; what is dropped only lowers the evidence.
///
/// Sources: R. E. Krichevsky and V. K. Trofimov (1981), IEEE Transactions on Information Theory 27(2), 199-207;
/// L. Wasserman, A. Ramdas and S. Balakrishnan (2020), PNAS 117(29), 16880-16890; J. Shin, A. Ramdas and A. Rinaldo
/// (2023), "E-detectors", New England Journal of Statistics in Data Science 2(2), 229-260.
struct ChangeDetector: Sendable {
  private let shares: [Double]
  private let counts: [Int]?
  /// Cells of numbers, which are in order; 0: none.
  private let ordered: Int
  private var seen: [Int]
  private var batches = 0
  private var starts: [(batch: Int, row: Int, before: [Int])] = []

  /// The logarithm of the evidence; never below that of no evidence at all.
  private(set) var logEvidence = -Double.infinity
  /// The row at which the change begins, by the start with the most evidence.
  private(set) var likelyStart = 0

  init(_ column: DriftReference.ReferenceColumn) {
    shares = column.shares
    counts = column.counts
    ordered = column.cells.kind == .levels ? 0 : column.cells.valueCells
    seen = [Int](repeating: 0, count: column.shares.count)
  }

  /// Adds a batch. - Complexity: O(cells * log(batches)).
  mutating func add(_ batch: [Int]) {
    let row = seen.reduce(0, +)
    starts.append((batches, row, seen))
    for (cell, count) in batch.enumerated() { seen[cell] += count }
    batches += 1
    starts = starts.filter { isKept($0.batch) }
    var terms: [Double] = []
    for start in starts {
      let place = Double(start.batch + 2)
      let log = KernelSet.active.logarithm(of: place)
      let weight = -KernelSet.active.logarithm(of: 2.11 * place * log * log)
      terms.append(weight + logRatio(zip(seen, start.before).map { $0 - $1 }))
    }
    logEvidence = logSum(terms)
    if let best = terms.indices.max(by: { terms[$0] < terms[$1] }) { likelyStart = starts[best].row }
  }

  /// The last four, and of those 2^k to 2^(k+1) batches old every 2^(k-1)-th.
  private func isKept(_ start: Int) -> Bool {
    let age = batches - start
    guard age > 4 else { return true }
    let octave = Int.bitWidth - 1 - age.leadingZeroBitCount
    return start % (1 << (octave - 1)) == 0
  }

  /// The logarithm of the likelihood ratio of rows counted in cells.
  private func logRatio(_ rows: [Int]) -> Double {
    let n = rows.reduce(0, +)
    guard n > 0 else { return 0 }
    let all = logMixture(rows) + (counts.map(logMixture) ?? 0) - logNull(rows)
    var tests: [Double] = []
    func test(_ inside: Int, _ share: Double, _ reference: Int?) {
      let outside = n - inside
      var value = logMixture([inside, outside])
      if let reference, let counts {
        let other = counts.reduce(0, +) - reference
        value += logMixture([reference, other]) - logMost([inside + reference, outside + other])
      } else {
        value -= logLikelihood([inside, outside], [share, max(1 - share, 0)])
      }
      tests.append(value)
    }
    for cell in rows.indices where rows[cell] > 0 || shares[cell] > 0 {
      test(rows[cell], shares[cell], counts?[cell])
    }
    if ordered > 2 {
      var (sum, share, reference) = (0, 0.0, 0)
      for cell in 0..<(ordered - 1) {
        sum += rows[cell]
        share += shares[cell]
        reference += counts?[cell] ?? 0
        test(sum, share, counts == nil ? nil : reference)
      }
    }
    // Cells in which nothing can be are tests without a result.
    let possible = Double(rows.count + max(ordered - 1, 0))
    let single = logSum(tests) - KernelSet.active.logarithm(of: possible)
    return logSum([all, single]) - KernelSet.active.logarithm(of: 2)
  }

  private func logNull(_ rows: [Int]) -> Double {
    guard let counts else { return logLikelihood(rows, shares) }
    return logMost(zip(rows, counts).map { $0 + $1 })
  }

  private func logLikelihood(_ rows: [Int], _ shares: [Double]) -> Double {
    var sum = 0.0
    for (count, share) in zip(rows, shares) where count > 0 {
      // A value that cannot be: as much evidence as there may be.
      if share <= 0 { return -1e6 }
      sum += Double(count) * KernelSet.active.logarithm(of: min(share, 1))
    }
    return sum
  }

  /// The likelihood of counts under their own shares.
  private func logMost(_ counts: [Int]) -> Double {
    let total = KernelSet.active.logarithm(of: Double(max(counts.reduce(0, +), 1)))
    return counts.reduce(0) { sum, count in
      count == 0 ? sum : sum + Double(count) * (KernelSet.active.logarithm(of: Double(count)) - total)
    }
  }

  /// The likelihood of rows in this order, averaged over all shares by a Dirichlet distribution of parameters ½.
  private func logMixture(_ counts: [Int]) -> Double {
    let half = Double(counts.count) / 2
    var sum = LogGamma.value(half) - LogGamma.value(Double(counts.reduce(0, +)) + half)
    for count in counts where count > 0 { sum += LogGamma.value(Double(count) + 0.5) - LogGamma.value(0.5) }
    return sum
  }

  private func logSum(_ terms: [Double]) -> Double {
    guard let most = terms.max(), most > -.infinity else { return -.infinity }
    // Beyond -700 nothing is left of a term.
    let sum = terms.reduce(0) { $0 + ($1 - most < -700 ? 0 : KernelSet.active.exponential(of: $1 - most)) }
    return most + KernelSet.active.logarithm(of: sum)
  }
}

/// The logarithm of the gamma function of positive numbers.
enum LogGamma {
  /// Within 1e-13 of the value or of 1: Stirling's series from 10 on, the recurrence below.
  static func value(_ x: Double) -> Double {
    precondition(x > 0)
    var (x, product) = (x, 1.0)
    while x < 10 {
      product *= x
      x += 1
    }
    let log = KernelSet.active.logarithm(of: x)
    let square = 1 / (x * x)
    let series =
      (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square / 1188)))) / x
    return (x - 0.5) * log - x + 0.918938533204672741780329736406 + series
      - (product == 1 ? 0 : KernelSet.active.logarithm(of: product))
  }
}
