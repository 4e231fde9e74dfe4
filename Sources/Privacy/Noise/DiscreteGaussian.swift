package import Kernels

/// The discrete Gaussian: P[X = x] ∝ exp(-x² / (2σ²)) on the integers, for any rational σ² up to 2^90.
///
/// Up to σ = 4096 draws come from a table of whole probabilities (a look-up by the alias method, no rejection), above it
/// from an exact rational sampler. The distribution is within ``distanceBound`` of the true one in total variation for
/// each draw, whatever σ² is; above σ = 4096 it is the true one. Proof: `docs/privacy/noise.md`.
///
/// Time does not depend on what is drawn, but for one draw in some ten thousand whose first bits do not decide (and for
/// the cache lines that look-ups touch), up to σ = 4096; above it, it does. Hiding time is no goal.
///
/// Source: C. Canonne, G. Kamath, T. Steinke (2020), "The Discrete Gaussian for Differential Privacy".
public struct DiscreteGaussian: IntegerNoise {
  /// The total variation distance between the distribution of a draw and the one it stands for is at most this.
  ///
  /// So n draws cost δ by at most n times this and the factor 1 + e^ε.
  public static let distanceBound = 0x1p-108

  /// σ², the variance parameter; the variance itself is just below it, by a visible amount only for σ below 1.
  public let variance: Ratio

  private let table: SignedTableSampler?

  /// Costs 0.2 ms for σ = 100, some 10 ms for σ = 4096 (time and memory in proportion to σ), nothing above.
  ///
  /// - Precondition: The variance is at most 2^90.
  public init(variance: Ratio) {
    let whole = variance.numerator / UInt128(variance.denominator)
    precondition(whole < 1 << 90 || variance == Ratio(UInt128(1) << 90), "σ² is at most 2^90")
    self.variance = variance
    let isTabled = variance.numerator <= UInt128(variance.denominator) << 24
    table =
      isTabled
      ? SignedTableSampler(table: AliasTable(weights: NoiseWeights.gaussianSize(variance: variance))) : nil
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
    if let table {
      table.add(to: values, using: &bits, kernels: kernels)
    } else {
      BufferedWords.with(&bits) { words in
        for place in values.indices {
          values[place] &+= RationalSampler.gaussian(variance: variance, using: &words)
        }
      }
    }
  }

  /// Exact draws by rational arithmetic, to test the table by.
  package func exactDraw(count: Int, using bits: inout some RandomBits & ~Copyable) -> [Int64] {
    var values = [Int64](repeating: 0, count: count)
    BufferedWords.with(&bits) { words in
      for place in values.indices {
        values[place] = RationalSampler.gaussian(variance: variance, using: &words)
      }
    }
    return values
  }

  /// The table's own probabilities of |X| = 0, 1, 2, … in units of 2^-128; nil without a table.
  package var sizeWeights: [UInt128]? { table?.table.weights }
}
