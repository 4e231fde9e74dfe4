internal import Tabular

/// The second pass over a chunk: values of known types, written to their rows.
struct ChunkParsing: Sendable {
  /// One per column; those of columns without levels stay empty.
  var dictionaries: [LevelDictionary]
  /// The rows of each column that have no value, counted from the table's first row, ascending.
  var missingRows: [[Int]]
  /// The rows of each column whose value does not fit and is passed over, where that is allowed. In any order.
  var unfitRows: [[Int]]
  /// Values that do not fit, ascending; at least the first one.
  var failures: [ValueFailure]

  init(
    dictionaries: [LevelDictionary], missingRows: [[Int]], unfitRows: [[Int]], failures: [ValueFailure]
  ) {
    self.dictionaries = dictionaries
    self.missingRows = missingRows
    self.unfitRows = unfitRows
    self.failures = failures
  }

  /// - Parameter source: the chunk's fields; their spans lie in `base`.
  /// - Parameter rooms: one per column; columns without one are passed over.
  init(
    _ source: some FieldSource, _ base: UnsafePointer<UInt8>, plans: [ColumnPlan], rooms: [ColumnRoom?],
    firstRow: Int
  ) {
    dictionaries = [LevelDictionary](repeating: LevelDictionary(), count: plans.count)
    missingRows = [[Int]](repeating: [], count: plans.count)
    unfitRows = missingRows
    failures = []
    let targets = zip(plans, rooms).map { plan, room in room.map { FieldTarget(plan, $0) } ?? FieldTarget() }
    var source = source
    let failure: ValueFailure? = dictionaries.withUnsafeMutableBufferPointer { dictionaries in
      missingRows.withUnsafeMutableBufferPointer { missingRows in
        targets.withUnsafeBufferPointer { targets in
          var row = firstRow
          while !source.isAtEnd {
            for column in targets.indices {
              let span = source.next()
              let target = targets.baseAddress! + column
              if target.pointee.kind == .skipped { continue }
              if target.pointee.isMissing(span, base, plans, column) {
                missingRows[column].append(row)
                target.pointee.clear(row)
              } else if target.pointee.kind == .strings {
                let code = dictionaries[column].code(of: span, base)
                target.pointee.store(code, at: row)
              } else if let flaw = span.flags.contains(.escaped)
                ? target.pointee.storeEscaped(span, row, base, plans, column)
                : target.pointee.store(span, row, base, plans, column)
              {
                switch target.pointee.misfits {
                case .refused: return ValueFailure(column: column, offset: span.start, flaw: flaw)
                case .nearest:
                  if !target.pointee.storeNearest(span, row, base) {
                    missingRows[column].append(row)
                    target.pointee.clear(row)
                  }
                case .marked:
                  unfitRows[column].append(row)
                  target.pointee.clear(row)
                }
              }
            }
            row &+= 1
          }
          return nil
        }
      }
    }
    if let failure { failures = [failure] }
  }
}

/// A column's plan, as plain bits: in the inner loop, anything that counts references would cost more than
/// the parsing.
struct FieldTarget {
  enum Kind: UInt8 {
    case int64
    case decimal
    case float64
    case temporal
    case strings
    /// Not read.
    case skipped
  }

  let kind: Kind
  let scale: Int
  let misfits: ColumnPlan.Misfits
  private let spelledByPlan: Bool
  private let firstBytes: SIMD4<UInt64>
  private let emptyIsMissing: Bool
  private let hasQuotedSpellings: Bool
  let quotedEmptyIsMissing: Bool
  let hasRange: Bool
  private let integers: ClosedRange<Int64>
  private let reals: ClosedRange<Double>
  private let memory: UnsafeMutableRawPointer?

  /// The room must outlive the target.
  init(_ plan: ColumnPlan, _ room: ColumnRoom) {
    var scale = 0
    switch plan.storage {
    case .int64: kind = .int64
    case .decimal(let digits):
      kind = .decimal
      scale = digits
    case .float64: kind = .float64
    case .temporal: kind = .temporal
    case .strings: kind = .strings
    }
    self.scale = scale
    misfits = plan.misfits
    spelledByPlan = plan.isGiven
    firstBytes = plan.missing.firstBytes
    emptyIsMissing = plan.missing.emptyIndex >= 0
    hasQuotedSpellings = plan.missing.hasQuoted
    quotedEmptyIsMissing = plan.quotedEmptyIsMissing
    hasRange = plan.integers != nil || plan.reals != nil
    integers = plan.integers ?? Int64.min...Int64.max
    reals = plan.reals ?? -.greatestFiniteMagnitude ... .greatestFiniteMagnitude
    memory = room.memory
  }

  /// The target of a column that is passed over.
  init() {
    kind = .skipped
    scale = 0
    misfits = .refused
    spelledByPlan = false
    firstBytes = SIMD4()
    emptyIsMissing = false
    hasQuotedSpellings = false
    quotedEmptyIsMissing = false
    hasRange = false
    integers = 0...0
    reals = 0...0
    memory = nil
  }

  /// The column's room, from its first row on.
  func pointer<Value: BitwiseCopyable>(to type: Value.Type) -> UnsafeMutablePointer<Value> {
    memory!.assumingMemoryBound(to: type)
  }

  /// Whether the value stored at `row` is one of those allowed.
  func isInRange(_ row: Int) -> Bool {
    kind == .float64
      ? reals.contains(pointer(to: Double.self)[row]) : integers.contains(pointer(to: Int64.self)[row])
  }

  @inline(__always) func isMissing(
    _ span: FieldSpan, _ base: UnsafePointer<UInt8>, _ plans: [ColumnPlan], _ column: Int
  ) -> Bool {
    if span.isQuoted {
      if span.start == span.end, quotedEmptyIsMissing { return true }
      return hasQuotedSpellings && plans[column].missing.match(span, base) >= 0
    }
    if span.start == span.end { return emptyIsMissing }
    let byte = base[span.start]
    guard firstBytes[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1 else { return false }
    return plans[column].missing.match(span, base) >= 0
  }

  /// Missing entries are unspecified but in range: 0.
  @inline(__always) func clear(_ row: Int) {
    if kind == .strings { store(Int32(0), at: row) } else { store(UInt64(0), at: row) }
  }

  @inline(__always) func store<Value: BitwiseCopyable>(_ value: Value, at row: Int) {
    memory.unsafelyUnwrapped.assumingMemoryBound(to: Value.self)[row] = value
  }

  /// Reads and stores a value that is not a string.
  @inline(__always) func store(
    _ span: FieldSpan, _ row: Int, _ base: UnsafePointer<UInt8>, _ plans: [ColumnPlan], _ column: Int
  ) -> ValueFailure.Flaw? {
    let value: Int64?
    switch kind {
    case .strings, .skipped: return .wrongType
    case .float64:
      // An inferred column's fields have been found to be numbers by the first pass.
      if spelledByPlan, !FieldTarget.spellsFinite(span, base) { return .wrongType }
      let real = NumberParsing.double(base, span.start, span.end)
      store(real, at: row)
      return hasRange && !reals.contains(real) ? .outsideDomain : nil
    case .int64: value = NumberParsing.integer(base, span.start, span.end)
    case .decimal: value = NumberParsing.decimal(base, span.start, span.end, scale: scale)
    case .temporal: value = FieldTarget.temporal(span, base, plans, column)
    }
    guard let value else { return .wrongType }
    store(value, at: row)
    return hasRange && !integers.contains(value) ? .outsideDomain : nil
  }

  @inline(never) func storeEscaped(
    _ span: FieldSpan, _ row: Int, _ base: UnsafePointer<UInt8>, _ plans: [ColumnPlan], _ column: Int
  ) -> ValueFailure.Flaw? {
    FieldContent.bytes(of: span, base).withUnsafeBufferPointer { content in
      guard let start = content.baseAddress else { return .wrongType }
      return store(
        FieldSpan(start: 0, end: content.count, flags: .quoted), row, start, plans, column)
    }
  }

  /// Stores what a number that does not fit comes nearest to: rounded to the digits that the column has, and at most what
  /// it can hold. False for what is no number, and for dates and times.
  @inline(never) func storeNearest(_ span: FieldSpan, _ row: Int, _ base: UnsafePointer<UInt8>) -> Bool {
    guard kind != .temporal,
      let number = Double(String(decoding: FieldContent.bytes(of: span, base), as: UTF8.self)),
      !number.isNaN
    else { return false }
    if kind == .float64 {
      store(number, at: row)
    } else {
      let scaled = (number * Double(NumberParsing.integerPowersOfTen[scale])).rounded()
      store(Int64(exactly: scaled) ?? (scaled < 0 ? .min : .max), at: row)
    }
    return true
  }

  private static func spellsFinite(_ span: FieldSpan, _ base: UnsafePointer<UInt8>) -> Bool {
    let kind = NumberShape(base, span.start, span.end).kind
    return kind != .none && kind != .infinite
  }

  @inline(never) private static func temporal(
    _ span: FieldSpan, _ base: UnsafePointer<UInt8>, _ plans: [ColumnPlan], _ column: Int
  ) -> Int64? {
    guard case .temporal(let format) = plans[column].storage else { return nil }
    return format.value(base, span.start, span.end)
  }
}

/// A value that does not fit its column.
struct ValueFailure: Sendable {
  enum Flaw: Sendable {
    case wrongType
    case outsideDomain
  }

  var column: Int
  var offset: Int
  var flaw: Flaw
}
