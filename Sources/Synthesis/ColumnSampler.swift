internal import Distributions
internal import Kernels
internal import Randomness
internal import Tabular

/// Turns the uniforms of one latent into the values of one column.
struct ColumnSampler: Sendable {
  enum Kind: Sendable {
    case codes(CodeTable, levels: StringArray)
    case integers(LatticeTable)
    case reals(LineTable)
    case family(FamilyTable, asIntegers: Bool)
    case identifier(IdentifierGenerator)
    /// The same text in every row, or with `{row}` replaced: the parts around it.
    case text(parts: [String])
  }

  let kind: Kind
  /// `nil`: the column has one value.
  private let latent: Int?

  /// `nil` if the column is left out.
  ///
  /// - Throws: `ModelError` if the marginal does not fit the field, or is no quantile function.
  init?(_ model: SynthesisModel.ColumnModel, field: Field, index: Int, seed: Seed) throws {
    func inconsistent(_ message: String) -> ModelError {
      ModelError(.inconsistent, column: field.name, message)
    }
    switch (model, field.type) {
    case (.text, .text(.drop)):
      return nil
    case (.text, .text(.constant(let value))):
      kind = .text(parts: [value])
      latent = nil
    case (.text, .text(.template(let value))):
      kind = .text(parts: value.split(separator: "{row}", omittingEmptySubsequences: false).map(String.init))
      latent = nil
    case (.identifier, .identifier(let space)):
      kind = .identifier(IdentifierGenerator(space, column: index, seed: seed))
      latent = nil
    case (.modelled(let marginal, let latent), let type):
      guard let segments = SegmentIndex(cuts: marginal.cuts) else {
        throw inconsistent("its cuts do not ascend from 0 to 1")
      }
      if case .family = marginal, latent == nil {
        throw inconsistent("its family has no latent to be drawn from")
      }
      guard latent != nil || segments.count == 1 else {
        throw inconsistent("it has several values but no latent")
      }
      self.latent = latent
      switch (marginal, type) {
      case (.levels(let marginal), .boolean), (.levels(let marginal), .categorical):
        guard marginal.levels.count == segments.count, type != .boolean || segments.count <= 2,
          let table = CodeTable(index: segments, codes: marginal.levels.indices.map { Int32($0) })
        else { throw inconsistent("its levels do not match its cuts") }
        kind = .codes(table, levels: StringArray(marginal.levels))
      case (.integers(let marginal), .int64), (.integers(let marginal), .decimal),
        (.integers(let marginal), .date), (.integers(let marginal), .timestamp):
        let count = marginal.lower.count
        guard marginal.step > 0,
          let table = LatticeTable(
            index: segments, lower: marginal.lower, span: marginal.span,
            step: [UInt64](repeating: marginal.step, count: count))
        else { throw inconsistent("its integers do not match its cuts, or overflow") }
        try marginal.checkRange(of: type) { inconsistent($0) }
        kind = .integers(table)
      case (.reals(let marginal), .float64):
        guard let table = LineTable(index: segments, low: marginal.low, high: marginal.high) else {
          throw inconsistent("its numbers do not match its cuts, or are not finite")
        }
        kind = .reals(table)
      case (.family(let marginal), let type):
        kind = .family(try marginal.table(for: type) { inconsistent($0) }, asIntegers: type.isStoredAsIntegers)
      default: throw inconsistent("its marginal is not one of its type, \(type.name)")
      }
    default: throw inconsistent("it is not generated as its type, \(field.type.name), is")
    }
  }

  /// The values of `rows`; `uniforms(j)` are the uniforms of latent j in these rows.
  func values(rows: Range<Int>, uniforms: (Int) -> UnsafeMutableBufferPointer<Double>) -> Column.Values {
    let count = rows.count
    let kernels = KernelSet.active
    switch kind {
    case .codes(let table, let levels):
      guard let latent else { return .codes([Int32](repeating: 0, count: count), levels: levels) }
      return .codes(
        [Int32](unsafeUninitializedCapacity: count) { buffer, initialized in
          kernels.lookup(
            table, at: UnsafeBufferPointer(uniforms(latent)),
            into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
          initialized = count
        }, levels: levels)
    case .integers(let table):
      return .int64(
        [Int64](unsafeUninitializedCapacity: count) { buffer, initialized in
          withUniforms(latent, count, uniforms) {
            kernels.lookup(table, at: $0, into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
          }
          initialized = count
        })
    case .reals(let table):
      return .float64(
        [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
          withUniforms(latent, count, uniforms) {
            kernels.lookup(table, at: $0, into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
          }
          initialized = count
        })
    case .family(let table, let asIntegers):
      guard let latent else { preconditionFailure("a family has a latent") }
      var z = Array(uniforms(latent))
      return z.withUnsafeMutableBufferPointer { z in
        if !table.takesUniform { kernels.normalQuantile(z) }
        if asIntegers {
          return .int64(
            [Int64](unsafeUninitializedCapacity: count) { buffer, initialized in
              kernels.draw(
                table, from: UnsafeBufferPointer(z),
                into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
              initialized = count
            })
        }
        return .float64(
          [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
            kernels.draw(
              table, from: UnsafeBufferPointer(z),
              into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
            initialized = count
          })
      }
    case .identifier(let generator):
      return generator.column(rows: rows)
    case .text(let parts):
      if parts.count == 1 { return .codes([Int32](repeating: 0, count: count), levels: StringArray(parts)) }
      return .strings(StringArray(rows.map { parts.joined(separator: String($0)) }))
    }
  }

  /// The uniforms of a latent, or of a column without one, whose single segment is found by any.
  private func withUniforms(
    _ latent: Int?, _ count: Int, _ uniforms: (Int) -> UnsafeMutableBufferPointer<Double>,
    _ body: (UnsafeBufferPointer<Double>) -> Void
  ) {
    if let latent { return body(UnsafeBufferPointer(uniforms(latent))) }
    [Double](repeating: 0.5, count: count).withUnsafeBufferPointer(body)
  }
}
