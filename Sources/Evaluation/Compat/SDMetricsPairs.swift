internal import Kernels

extension SDMetricsQuality.Pair {
  static let correlationThreshold = 0.5
  static let associationThreshold = 0.3

  /// Two columns of numbers by their correlations, all others by their joint tables, numbers in each table's own bins.
  init(_ a: SDMetricsColumn, _ b: SDMetricsColumn) {
    self.init(
      first: a.name, second: b.name, metric: "ContingencySimilarity", score: nil, scoreWithoutThresholds: nil,
      realCorrelation: nil, syntheticCorrelation: nil, realAssociation: nil, meetsThreshold: false)
    if let x = a.numbers, let y = b.numbers {
      metric = "CorrelationSimilarity"
      correlate(x, y)
    } else if let x = a.codes, let y = b.codes {
      let real = SparseJointCounts(x.real, y.real, height: x.count, width: y.count)
      let synthetic = SparseJointCounts(x.synthetic, y.synthetic, height: x.count, width: y.count)
      scoreWithoutThresholds = real.similarity(synthetic)
      realAssociation = real.cramersV
      meetsThreshold = realAssociation.map { $0 > Self.associationThreshold } ?? false
      score = meetsThreshold ? scoreWithoutThresholds : nil
    }
  }

  private mutating func correlate(_ x: SDMetricsColumn.Numbers, _ y: SDMetricsColumn.Numbers) {
    // Constants and too few rows are errors there, even of one table, and say nothing of the other.
    guard x.readable, y.readable, !x.isConstant, !y.isConstant else { return }
    let real = PresentCorrelation(x.real, x.realRange, y.real, y.realRange)
    let synthetic = PresentCorrelation(x.synthetic, x.syntheticRange, y.synthetic, y.syntheticRange)
    guard real.rows > 1, synthetic.rows > 1 else { return }
    (realCorrelation, syntheticCorrelation) = (real.value, synthetic.value)
    guard let r = real.value else { return }
    meetsThreshold = abs(r) > Self.correlationThreshold
    // At threshold 0, too, the real correlation has to be beyond it.
    guard let s = synthetic.value, r != 0 else { return }
    scoreWithoutThresholds = 1 - abs(r - s) / 2
    score = meetsThreshold ? scoreWithoutThresholds : nil
  }
}

/// Pearson's correlation over the rows that have both numbers.
struct PresentCorrelation: Sendable {
  let rows: Int
  /// nil for less than two rows, for a column that is constant in these rows, and with infinities.
  let value: Double?

  private static let blockRows = 8192

  init(_ x: [Double], _ rangeX: ValueRange, _ y: [Double], _ rangeY: ValueRange) {
    let centreX = rangeX.count > 0 ? rangeX.sum / Double(rangeX.count) : 0
    let centreY = rangeY.count > 0 ? rangeY.sum / Double(rangeY.count) : 0
    var sums = PairMoments()
    x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        for start in stride(from: 0, to: x.count, by: PresentCorrelation.blockRows) {
          let rows = start..<min(start + PresentCorrelation.blockRows, x.count)
          sums += KernelSet.active.moments(
            .init(rebasing: x[rows]), centreX: centreX, .init(rebasing: y[rows]), centreY: centreY)
        }
      }
    }
    rows = Int(sums.count)
    if rows < 2 {
      value = nil
      return
    }
    let xx = sums.xx - sums.x * sums.x / sums.count
    let yy = sums.yy - sums.y * sums.y / sums.count
    let xy = sums.xy - sums.x * sums.y / sums.count
    // A quarter: these rows' means lie near those of all rows, so that little cancels.
    let trusted = xx > sums.xx / 4 && yy > sums.yy / 4 && (xx * yy).isNormal
    let correlation = trusted ? xy / (xx * yy).squareRoot() : PresentCorrelation.twoPasses(x, y)
    value = correlation.map { min(max($0, -1), 1) }
  }

  /// About the means of these rows.
  private static func twoPasses(_ x: [Double], _ y: [Double]) -> Double? {
    let present = zip(x, y).filter { !$0.isNaN && !$1.isNaN }
    let first = present[0]
    if present.allSatisfy({ $0.0 == first.0 }) || present.allSatisfy({ $0.1 == first.1 }) { return nil }
    let n = Double(present.count)
    let meanX = present.reduce(0) { $0 + $1.0 / n }
    let meanY = present.reduce(0) { $0 + $1.1 / n }
    func norm(_ value: ((Double, Double)) -> Double) -> Double {
      // Scaled, so that no square vanishes or is infinite.
      let largest = present.reduce(0) { max($0, abs(value($1))) }
      return largest
        * present.reduce(0) { $0 + (value($1) / largest) * (value($1) / largest) }.squareRoot()
    }
    let (normX, normY) = (norm { $0.0 - meanX }, norm { $0.1 - meanY })
    let value = present.reduce(0) { $0 + ($1.0 - meanX) / normX * (($1.1 - meanY) / normY) }
    return value.isFinite ? value : nil
  }
}
