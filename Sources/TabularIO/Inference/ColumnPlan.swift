internal import Tabular

/// How the fields of one column become values.
struct ColumnPlan: Sendable {
  enum Storage: Sendable {
    case int64
    case decimal(scale: Int)
    case float64
    case temporal(TemporalParsing)
    /// Codes of levels, whatever they are used for later.
    case strings
  }

  var storage: Storage
  var missing: MissingSpellings
  /// Whether a quoted empty field has no value.
  var quotedEmptyIsMissing: Bool
  /// The allowed values, where a schema states them.
  var integers: ClosedRange<Int64>?
  var reals: ClosedRange<Double>?
  /// Whether the type is a schema's, so that any value may turn out not to fit it.
  var isGiven = false

  init(_ storage: Storage, missing: MissingSpellings, quotedEmptyIsMissing: Bool) {
    self.storage = storage
    self.missing = missing
    self.quotedEmptyIsMissing = quotedEmptyIsMissing
  }
}

/// Room for one column's values, eight bytes each (four for codes), filled by chunks of rows.
///
/// Sendable since every chunk writes rows of its own, and nothing reads before all have ended.
final class ColumnRoom: @unchecked Sendable {
  let memory: UnsafeMutableRawPointer
  let rows: Int

  init(rows: Int, stride: Int) {
    self.rows = rows
    memory = UnsafeMutableRawPointer.allocate(byteCount: max(1, rows * stride), alignment: 8)
  }

  deinit { memory.deallocate() }

  func pointer<Value: BitwiseCopyable>(to type: Value.Type) -> UnsafeMutablePointer<Value> {
    memory.assumingMemoryBound(to: type)
  }

  func array<Value: BitwiseCopyable>(of type: Value.Type) -> [Value] {
    [Value](unsafeUninitializedCapacity: rows) { buffer, count in
      buffer.baseAddress.map {
        UnsafeMutableRawPointer($0).copyMemory(from: memory, byteCount: rows * MemoryLayout<Value>.stride)
      }
      count = rows
    }
  }
}
