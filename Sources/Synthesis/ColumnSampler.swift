internal import Distributions
internal import Kernels
internal import Randomness
internal import Tabular

/// Turns the latent of one column into its values.
struct ColumnSampler: Sendable {
  enum Kind: Sendable {
    /// Few levels: the latents at which the next one begins.
    case thresholds([Double], levels: StringArray)
    /// Many levels, on `LatentScale`.
    case codes(CodeTable, levels: StringArray)
    /// Integers that are atoms all, on `LatentScale`.
    case points(PointTable)
    case integers(LatticeTable)
    case reals(LineTable)
    /// A family of distributions, straight from the latent.
    case family(FamilyTable, asIntegers: Bool)
    case identifier(IdentifierGenerator)
    /// The same text in every row, or with `{row}` replaced: the parts around it.
    case text(parts: [String])
  }

  let kind: Kind
  /// `nil`: the column has one value.
  let latent: Int?

  /// From here on a look-up is cheaper than comparing with every cut.
  private static let mostThresholds = 12

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
      let cuts = marginal.cuts
      guard let segments = SegmentIndex(cuts: cuts), let scaled = LatentScale.index(cuts: cuts) else {
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
        var (names, codes) = ColumnSampler.distinct(marginal.levels)
        if type == .boolean {
          let (ordered, places) = ColumnSampler.booleanCodes(names)
          (names, codes) = (ordered, codes.map { places[Int($0)] })
        }
        guard marginal.levels.count == segments.count, names.count <= 2 || type != .boolean,
          let table = CodeTable(index: scaled, codes: codes)
        else { throw inconsistent("its levels do not match its cuts") }
        let levels = StringArray(names)
        kind =
          segments.count <= ColumnSampler.mostThresholds + 1 && codes.indices.allSatisfy({ codes[$0] == $0 })
          ? .thresholds(LatentScale.thresholds(Array(cuts.dropFirst().dropLast())), levels: levels)
          : .codes(table, levels: levels)
      case (.integers(let marginal), .int64), (.integers(let marginal), .decimal),
        (.integers(let marginal), .date), (.integers(let marginal), .timestamp):
        let count = marginal.lower.count
        guard marginal.step > 0,
          let table = LatticeTable(
            index: segments, lower: marginal.lower, span: marginal.span,
            step: [UInt64](repeating: marginal.step, count: count))
        else { throw inconsistent("its integers do not match its cuts, or overflow") }
        try marginal.checkRange(of: type) { inconsistent($0) }
        if marginal.span.allSatisfy({ $0 == 0 }),
          let points = PointTable(index: scaled, points: marginal.lower)
        {
          kind = .points(points)
        } else {
          kind = .integers(table)
        }
      case (.reals(let marginal), .float64):
        guard let table = LineTable(index: segments, low: marginal.low, high: marginal.high) else {
          throw inconsistent("its numbers do not match its cuts, or are not finite")
        }
        kind = .reals(table)
      case (.family(let marginal), let type):
        kind = .family(
          try marginal.table(for: type) { inconsistent($0) }, asIntegers: type.isStoredAsIntegers)
      default: throw inconsistent("its marginal is not one of its type, \(type.name)")
      }
    default: throw inconsistent("it is not generated as its type, \(field.type.name), is")
    }
  }
}

extension ColumnSampler {
  /// The levels without repetition, and the code of each segment: a column that shares its latent with others may have a level
  /// in several places. Levels are compared by their bytes: two spellings of a letter, equal to `String`, are two levels.
  private static func distinct(_ levels: [String]) -> (names: [String], codes: [Int32]) {
    var codeOfName: [[UInt8]: Int32] = [:]
    var names: [String] = []
    let codes = levels.map { level in
      let bytes = Array(level.utf8)
      if let code = codeOfName[bytes] { return code }
      let code = Int32(names.count)
      codeOfName[bytes] = code
      names.append(level)
      return code
    }
    return (names, codes)
  }

  /// A boolean's levels in the order of storage, false before true, and the code of each level of the model, whose
  /// order is that of the latent. A column that only ever was true still has the code of true.
  private static func booleanCodes(_ levels: [String]) -> (names: [String], codes: [Int32]) {
    guard let first = levels.first, first.lowercased() == "true" else {
      return (levels, levels.indices.map { Int32($0) })
    }
    if levels.count == 2 { return ([levels[1], first], [1, 0]) }
    let other = first == "TRUE" ? "FALSE" : first == "True" ? "False" : "false"
    return ([other, first] + levels.dropFirst(), [1] + levels.indices.dropFirst().map { Int32($0) + 1 })
  }
}

extension ColumnSampler {
  /// Where the values of some rows of a column go.
  enum Target {
    case codes(UnsafeMutableBufferPointer<Int32>)
    case int64(UnsafeMutableBufferPointer<Int64>)
    case float64(UnsafeMutableBufferPointer<Double>)
    /// The values are there already: they do not come from a latent.
    case done

    /// Rows `range` of this target.
    subscript(range: Range<Int>) -> Target {
      switch self {
      case .codes(let buffer): .codes(UnsafeMutableBufferPointer(rebasing: buffer[range]))
      case .int64(let buffer): .int64(UnsafeMutableBufferPointer(rebasing: buffer[range]))
      case .float64(let buffer): .float64(UnsafeMutableBufferPointer(rebasing: buffer[range]))
      case .done: .done
      }
    }
  }

  /// Storage for the values of `rows`. What comes from a latent is not there yet: `fill` writes it.
  func storage(rows: Range<Int>) -> Column.Values {
    func uninitialized<Value: BitwiseCopyable>(_: Value.Type) -> [Value] {
      [Value](unsafeUninitializedCapacity: rows.count) { $1 = rows.count }
    }
    switch kind {
    case .thresholds(_, let levels), .codes(_, let levels):
      return .codes(uninitialized(Int32.self), levels: levels)
    case .points, .integers, .family(_, asIntegers: true): return .int64(uninitialized(Int64.self))
    case .reals, .family(_, asIntegers: false): return .float64(uninitialized(Double.self))
    case .identifier(let generator): return generator.column(rows: rows)
    case .text(let parts):
      if parts.count == 1 {
        return .codes([Int32](repeating: 0, count: rows.count), levels: StringArray(parts))
      }
      return .strings(StringArray(rows.map { parts.joined(separator: String($0)) }))
    }
  }

  /// Writes the values that the latents make.
  func fill(_ target: Target, from latents: borrowing LatentBuffer) {
    let kernels = KernelSet.active
    switch (kind, target) {
    case (.thresholds(let cuts, _), .codes(let buffer)):
      kernels.codes(cuts: cuts, of: latents.normals(latent), into: buffer)
    case (.codes(let table, _), .codes(let buffer)):
      kernels.lookup(table, at: latents.scaled(latent), into: buffer)
    case (.points(let table), .int64(let buffer)):
      kernels.lookup(table, at: latents.scaled(latent), into: buffer)
    case (.integers(let table), .int64(let buffer)):
      kernels.lookup(table, at: latents.uniforms(latent), into: buffer)
    case (.reals(let table), .float64(let buffer)):
      kernels.lookup(table, at: latents.uniforms(latent), into: buffer)
    case (.family(let table, _), .int64(let buffer)):
      kernels.draw(table, from: source(of: table, latents), into: buffer)
    case (.family(let table, _), .float64(let buffer)):
      kernels.draw(table, from: source(of: table, latents), into: buffer)
    default: break
    }
  }

  private func source(of table: FamilyTable, _ latents: borrowing LatentBuffer) -> UnsafeBufferPointer<Double>
  {
    table.takesUniform ? latents.uniforms(latent) : latents.normals(latent)
  }
}

extension Column.Values {
  /// Calls `body` with the memory of the values.
  mutating func withTarget<Result>(_ body: (ColumnSampler.Target) -> Result) -> Result {
    switch consume self {
    case .codes(var codes, let levels):
      self = .strings(StringArray())
      defer { self = .codes(codes, levels: levels) }
      return codes.withUnsafeMutableBufferPointer { body(.codes($0)) }
    case .int64(var values):
      self = .strings(StringArray())
      defer { self = .int64(values) }
      return values.withUnsafeMutableBufferPointer { body(.int64($0)) }
    case .float64(var values):
      self = .strings(StringArray())
      defer { self = .float64(values) }
      return values.withUnsafeMutableBufferPointer { body(.float64($0)) }
    case .strings(let strings):
      self = .strings(strings)
      return body(.done)
    }
  }
}

extension Column.Values {
  /// The parts of one column, one after the other; all are of one kind, and share their levels.
  init(joining parts: [Column.Values]) {
    switch parts[0] {
    case .codes(_, let levels):
      self = .codes(
        parts.flatMap { part -> [Int32] in
          guard case .codes(let codes, _) = part else { return [] }
          return codes
        }, levels: levels)
    case .int64:
      self = .int64(
        parts.flatMap { part -> [Int64] in
          guard case .int64(let values) = part else { return [] }
          return values
        })
    case .float64:
      self = .float64(
        parts.flatMap { part -> [Double] in
          guard case .float64(let values) = part else { return [] }
          return values
        })
    case .strings:
      var all = StringArray()
      for case .strings(let strings) in parts {
        for index in strings.indices { all.append(strings[index]) }
      }
      self = .strings(all)
    }
  }
}
