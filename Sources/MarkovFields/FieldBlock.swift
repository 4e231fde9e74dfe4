internal import Kernels

/// The rows of a block, as normals: variable after variable.
public struct FieldBlock: Sendable {
  public let rows: Int
  private let dimension: Int
  private var values: [Double]

  /// How far inside its state's interval a latent uniform stays: the sampling quantile is off by up to 1e-9 of itself.
  static let margin = 4e-9

  init(rows: Int, dimension: Int) {
    self.rows = rows
    self.dimension = dimension
    values = [Double](repeating: 0, count: rows * dimension)
  }

  mutating func fill(_ variable: Int, _ uniforms: [Double], _ kernels: KernelSet) {
    values.withUnsafeMutableBufferPointer { values in
      uniforms.withUnsafeBufferPointer {
        kernels.normalQuantile(
          $0, into: UnsafeMutableBufferPointer(rebasing: values[(variable * rows)..<((variable + 1) * rows)]))
      }
    }
  }

  /// The normal quantiles of a variable's latent uniforms: a row in state g has one between cuts g and g + 1.
  public func withNormals<Result>(_ variable: Int, _ body: (UnsafeBufferPointer<Double>) -> Result) -> Result
  {
    precondition((0..<dimension).contains(variable))
    return values.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[(variable * rows)..<((variable + 1) * rows)]))
    }
  }
}
