package import Kernels

/// The discrete Laplace: P[X = x] = (1 - a) / (1 + a) * a^|x| on the integers, a = exp(-1 / scale), for any rational scale
/// up to 2^50.
///
/// Small scales draw |X| from a table of whole probabilities, others split a geometric number into high bits, from a table,
/// and low bits, which are fair ones but for rare corrections. The distribution is within ``distanceBound`` of the true one
/// in total variation for each draw. Proof: `docs/privacy/noise.md`.
///
/// Time does not depend on what is drawn, but for one draw in a hundred or fewer whose first bits do not decide (and for
/// the cache lines that look-ups touch). Hiding time is no goal.
///
/// Source of the independent digits: C. Dwork et al. (2006), "Our Data, Ourselves: Privacy via Distributed Noise
/// Generation".
public struct DiscreteLaplace: IntegerNoise {
  /// The total variation distance between the distribution of a draw and the one it stands for is at most this.
  public static let distanceBound = 0x1p-108

  /// Up to this scale |X| has a table of its own.
  static let largestTabled: UInt128 = 180

  public let scale: Ratio

  private enum Method {
    case table(SignedTableSampler)
    case split(SplitGeometricSampler)
  }
  private let method: Method

  /// Costs 1 ms at most.
  ///
  /// - Precondition: The scale is at most 2^50.
  public init(scale: Ratio) {
    let (n, d) = (scale.numerator, UInt128(scale.denominator))
    precondition(n <= d << 50, "a scale is at most 2^50")
    self.scale = scale
    if n <= Self.largestTabled * d {
      method = .table(SignedTableSampler(table: AliasTable(weights: NoiseWeights.laplaceSize(scale: scale))))
    } else {
      var lowBits = 1
      while n > Self.largestTabled * d << UInt128(lowBits) { lowBits += 1 }
      method = .split(SplitGeometricSampler(scale: scale, lowBits: lowBits))
    }
  }

  /// The split method with so many low bits at any scale, for tests: where its parts matter most.
  ///
  /// - Precondition: The scale is 2^lowBits / 4 ... 700 * 2^lowBits. Below that, bits that are not cleared are so rare that
  ///   to wait for them takes long.
  package init(scale: Ratio, lowBits: Int) {
    let (n, d) = (scale.numerator, UInt128(scale.denominator))
    precondition(n << 2 >= d << UInt128(lowBits) && n <= 700 * d << UInt128(lowBits))
    self.scale = scale
    method = .split(SplitGeometricSampler(scale: scale, lowBits: lowBits))
  }

  public func add(to values: UnsafeMutableBufferPointer<Int64>, using bits: inout some RandomBits & ~Copyable)
  {
    add(to: values, using: &bits, kernels: .active)
  }

  /// Adds draws by the loops of `kernels`, or nil by the plain ones: the same numbers from the same bits.
  package func add(
    to values: UnsafeMutableBufferPointer<Int64>, using bits: inout some RandomBits & ~Copyable,
    kernels: KernelSet?
  ) {
    switch method {
    case .table(let table): table.add(to: values, using: &bits, kernels: kernels)
    case .split(let split): split.add(to: values, using: &bits, kernels: kernels)
    }
  }

  /// Exact draws by rational arithmetic, to test the others by.
  package func exactDraw(count: Int, using bits: inout some RandomBits & ~Copyable) -> [Int64] {
    var values = [Int64](repeating: 0, count: count)
    BufferedWords.with(&bits) { words in
      for place in values.indices { values[place] = RationalSampler.laplace(scale: scale, using: &words) }
    }
    return values
  }

  /// The table's own probabilities of |X| = 0, 1, 2, … in units of 2^-128; nil for a scale that is split.
  package var sizeWeights: [UInt128]? {
    if case .table(let table) = method { table.table.weights } else { nil }
  }

  /// The parts of a scale that is split: the table's probabilities of the number above the low bits, and the
  /// probabilities that no bit from the j-th on is cleared, in units of 2^-128.
  package var splitWeights: (high: [UInt128], quiet: [UInt128])? {
    if case .split(let split) = method { (split.table.weights, split.quiet) } else { nil }
  }
}
