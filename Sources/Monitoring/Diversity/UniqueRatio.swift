internal import Scheduling
public import Synthesis
internal import Tabular

/// The unique ratio of rows that a source makes.
public enum UniqueRatio {
  /// Distinct rows / rows, identifiers aside; 1 for no rows.
  ///
  /// - Parameter threads: The result does not depend on it.
  /// - Throws: What the source throws.
  /// - Complexity: Draws all rows; 30 to 45 bytes for each distinct one.
  public static func of(_ source: some RowSource, rows: Range<Int>, threads: Int) throws -> Double {
    try source.check(rowsUpTo: rows.upperBound)
    let source = source.prepared(for: rows, threads: threads)
    let fields = source.schema.fields
    let columns = fields.indices.filter {
      if case .identifier = fields[$0].type { false } else { true }
    }
    let hasher = RowHasher(columns: columns)
    var counts = RowCounts()
    let parts = ChunkPlan(rows: rows, chunkRows: 1 << 18)
    for part in 0..<parts.count {
      let chunks = ChunkPlan(rows: parts[part], chunkRows: RowSampler.chunkRows)
      let hashes = try Parallel.map(count: chunks.count, threads: threads) { chunk in
        var latents = LatentBuffer()
        let table = try source.chunk(rows: chunks[chunk], latents: &latents)
        return DiversityMonitor.hashes(table, hasher, threads: 1)
      }
      counts.add(Array(hashes.joined()), threads: threads)
    }
    return rows.isEmpty ? 1 : Double(counts.distinct) / Double(rows.count)
  }
}

/// The temperature by which language models are made less repetitive.
public enum AdaptiveTemperature {
  public static let base = 0.8
  public static let most = 1.0
  /// The unique ratio that is aimed at unless said.
  public static let target = 0.95

  /// The base, and half of what the unique ratio lacks of the target: min(1, 0.8 + max(0, target - ratio) / 2).
  public static func value(uniqueRatio: Double, target: Double = target) -> Double {
    min(most, base + max(0, target - uniqueRatio) / 2)
  }
}

/// A search for the lowest temperature, in steps, at which a run's rows are unique enough.
public struct UniqueSearch: Sendable, Hashable {
  public struct Step: Sendable, Hashable {
    public let temperature: Double
    public let ratio: Double
  }

  public let target: Double
  public private(set) var steps: [Step] = []

  public init(target: Double) {
    precondition(target > 0 && target <= 1)
    self.target = target
  }

  public static let mostSteps = 24

  public var holds: Bool { (steps.last?.ratio ?? -1) >= target }

  /// The next temperature: half the gap to the target more, but at least a tenth, of the last one; `nil` if the target holds
  /// or nothing more can be done.
  public func next(from start: Double) -> Double? {
    guard let last = steps.last else { return start }
    if holds || steps.count >= Self.mostSteps || last.temperature >= SynthesisModel.mostTemperature {
      return nil
    }
    let factor = 1 + max(0.1, (target - last.ratio) / 2) * (steps.count > 8 ? 4 : 1)
    return min(SynthesisModel.mostTemperature, last.temperature * factor)
  }

  public mutating func add(temperature: Double, ratio: Double) {
    steps.append(Step(temperature: temperature, ratio: ratio))
  }

  /// Why `rows` rows cannot reach the target at any temperature, as a whole sentence; `nil` if they may.
  public static func impossible(target: Double, rows: Int, possibleRows: Double) -> String? {
    guard possibleRows < (target * Double(rows)).rounded(.up) else { return nil }
    return "The model can make only \(Int(possibleRows)) different rows, and \(rows) rows need "
      + "\(Int((target * Double(rows)).rounded(.up))). Ask for at most \(Int(possibleRows / target)) rows, or for less."
  }
}
