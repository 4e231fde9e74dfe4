internal import Kernels

/// The only pass over a chunk of delimited text: classifies every field, and reads it by a plan that may turn out
/// not to fit its column.
///
/// What it counts is what `ChunkClassification` counts, so all fields of the file decide on the types as ever. A
/// column whose plan is another one in the end is read again.
struct ChunkReading: Sendable {
  let classification: ChunkClassification
  let parsing: ChunkParsing

  /// What is known of a chunk before it is read.
  struct Chunk {
    /// Whole records.
    var range: Range<Int>
    var hasQuotes: Bool
    var firstRow: Int
    /// How many records there should be. If there are others, the chunk is suspicious.
    var rows: Int
  }

  init(
    _ buffer: UnsafeBufferPointer<UInt8>, _ chunk: Chunk, delimiter: UInt8, plans: [ColumnPlan],
    spellings: [MissingSpellings], rooms: [ColumnRoom?]
  ) {
    var columns = plans.indices.map { column in
      ColumnReading(plans[column], spellings[column], rooms[column], column)
    }
    var rows = 0
    // Offsets within a chunk have 32 bits.
    var suspicious = chunk.range.count > 1 << 31
    if !suspicious, !chunk.range.isEmpty {
      let kernels = KernelSet.active
      let text = UnsafeBufferPointer(rebasing: buffer[chunk.range])
      var block = FieldBlock(
        text, hasQuotes: chunk.hasQuotes, delimiter: delimiter, width: plans.count, kernels: kernels)
      columns.withUnsafeMutableBufferPointer { columns in
        while let count = block.next() {
          // Rows beyond those expected have no room.
          guard count <= chunk.rows - rows else {
            suspicious = true
            return
          }
          let place = ColumnReading.Place(
            buffer: buffer, offset: chunk.range.lowerBound, firstRow: chunk.firstRow + rows, rows: count)
          for column in columns.indices { columns[column].read(block, place, kernels, plans) }
          rows += count
        }
      }
      suspicious = suspicious || block.isSuspicious
    }
    classification = ChunkClassification(
      rows: rows, summaries: columns.map(\.finalSummary), missing: columns.map(\.missing),
      isSuspicious: suspicious || rows != chunk.rows)
    parsing = ChunkParsing(
      dictionaries: columns.map(\.dictionary), missingRows: columns.map(\.missingRows),
      unfitRows: columns.map(\.unfitRows),
      failures: columns.compactMap(\.failure).sorted { $0.offset < $1.offset })
  }
}

/// One column of a chunk while it is read.
struct ColumnReading {
  private let target: FieldTarget
  private let spellings: MissingSpellings
  private let column: Int
  private var summary = ColumnSummary()
  private(set) var missing: [Int]
  private(set) var dictionary = LevelDictionary()
  private(set) var missingRows: [Int] = []
  private(set) var unfitRows: [Int] = []
  /// The first value that does not fit.
  private(set) var failure: ValueFailure?

  private var numbers = NumberCounts()
  /// Levels that are known at a glance: those that spell booleans, as long as the column may be one of booleans;
  /// then all short ones.
  private var levels = ShortLevels()
  private var givenUp = false
  /// The row with the last string that was classified.
  private var stringsRow: Int?
  private var hits = 0
  private var misses = 0

  /// A block of fields and where it belongs.
  struct Place {
    let buffer: UnsafeBufferPointer<UInt8>
    /// Where the block's offsets count from.
    let offset: Int
    let firstRow: Int
    let rows: Int
  }

  /// - Parameter room: `nil` for a column that is passed over.
  init(_ plan: ColumnPlan, _ spellings: MissingSpellings, _ room: ColumnRoom?, _ column: Int) {
    target = room.map { FieldTarget(plan, $0) } ?? FieldTarget()
    self.spellings = spellings
    self.column = column
    missing = [Int](repeating: 0, count: spellings.raw.count)
  }

  /// With what was read in bulk.
  var finalSummary: ColumnSummary {
    var summary = summary
    summary.count(numbers)
    return summary
  }

  mutating func read(
    _ block: borrowing FieldBlock, _ place: Place, _ kernels: KernelSet, _ plans: [ColumnPlan]
  ) {
    if target.kind == .skipped { return }
    guard let others = readInBulk(block, place, kernels) else {
      for row in 0..<place.rows { readOne(row, block, place, plans) }
      return
    }
    for index in 0..<others { readOne(Int(block.others[index]), block, place, plans) }
    if let stringsRow, summary.unclassified == 0, target.kind != .strings {
      noteUnclassified(after: stringsRow, block, place, others)
    }
    if target.hasRange { checkRange(block, place, others) }
  }

  /// Reads what is spelt in the usual way; the rows left over are written to the block's others. `nil`: all.
  private mutating func readInBulk(
    _ block: borrowing FieldBlock, _ place: Place, _ kernels: KernelSet
  ) -> Int? {
    let refused: FieldSpan.Flags = target.kind == .strings ? .escaped : [.quoted, .escaped]
    let fields = TextFields(
      text: place.buffer.baseAddress! + place.offset, before: place.offset,
      size: place.buffer.count - place.offset, starts: block.starts, ends: block.ends, flags: block.flags,
      refused: refused.rawValue, column: column, width: block.width)
    // Numbers are not looked up among the spellings of missing values.
    if spellings.mayBeNumbers, target.kind != .strings { return nil }
    switch target.kind {
    case .temporal, .skipped: return nil
    case .float64:
      return kernels.doubles(
        fields, rows: place.rows, into: target.pointer(to: Double.self) + place.firstRow,
        others: block.others, counts: &numbers)
    case .int64, .decimal:
      return kernels.scaledIntegers(
        fields, scale: target.scale, rows: place.rows, into: target.pointer(to: Int64.self) + place.firstRow,
        others: block.others, counts: &numbers)
    case .strings: return lookUp(fields, block, place, kernels)
    }
  }

  /// Not worth a look if most strings are new.
  private static let missesToGiveUp = 1024

  private mutating func lookUp(
    _ fields: TextFields, _ block: borrowing FieldBlock, _ place: Place, _ kernels: KernelSet
  ) -> Int? {
    if !givenUp, summary.strings >= ColumnSummary.stringsToGiveUp {
      givenUp = true
      for code in 0..<dictionary.count {
        dictionary[code].withUnsafeBufferPointer { know($0, code: Int32(code)) }
      }
      (hits, misses) = (0, 0)
    }
    if levels.count == 0 || (misses > ColumnReading.missesToGiveUp && misses > hits) { return nil }
    let others = kernels.codes(
      fields, rows: place.rows, levels: levels, into: target.pointer(to: Int32.self) + place.firstRow,
      others: block.others)
    let found = place.rows - others
    hits += found
    misses += others
    summary.present += found
    if givenUp { summary.unclassified += found } else { summary.booleans += found }
    return others
  }

  private mutating func know(_ level: UnsafeBufferPointer<UInt8>, code: Int32) {
    if !spellings.mayMatch(level) { levels.insert(level, code: code) }
  }

  private mutating func readOne(
    _ row: Int, _ block: borrowing FieldBlock, _ place: Place, _ plans: [ColumnPlan]
  ) {
    let base = place.buffer.baseAddress!
    let span = block.span(row: row, column: column, offset: place.offset)
    let match = spellings.match(span, base)
    let booleans = summary.booleans
    if match >= 0 { missing[match] &+= 1 } else { summary.count(span, base) }
    let tableRow = place.firstRow &+ row
    if stringsRow == nil, summary.strings >= ColumnSummary.stringsToGiveUp { stringsRow = tableRow }
    if match >= 0 || (span.isQuoted && span.start == span.end && target.quotedEmptyIsMissing) {
      missingRows.append(tableRow)
      target.clear(tableRow)
    } else if target.kind == .strings {
      let known = dictionary.count
      let code = dictionary.code(of: span, base)
      target.store(code, at: tableRow)
      if dictionary.count > known, givenUp || summary.booleans > booleans, !span.flags.contains(.escaped) {
        know(UnsafeBufferPointer(start: base + span.start, count: span.count), code: code)
      }
    } else if let flaw = span.flags.contains(.escaped)
      ? target.storeEscaped(span, tableRow, base, plans, column)
      : target.store(span, tableRow, base, plans, column)
    {
      switch target.misfits {
      case .refused: fail(span.start, flaw)
      case .nearest:
        if !target.storeNearest(span, tableRow, base) {
          missingRows.append(tableRow)
          target.clear(tableRow)
        }
      case .marked:
        unfitRows.append(tableRow)
        target.clear(tableRow)
      }
    }
  }

  /// Numbers that follow so many strings were read all the same; that they are there is what counts.
  private mutating func noteUnclassified(
    after row: Int, _ block: borrowing FieldBlock, _ place: Place, _ others: Int
  ) {
    let first = max(0, row + 1 - place.firstRow)
    let othersAfter = (0..<others).count { Int(block.others[$0]) >= first }
    if place.rows - first > othersAfter { summary.unclassified += 1 }
  }

  private mutating func fail(_ offset: Int, _ flaw: ValueFailure.Flaw) {
    if let failure, failure.offset <= offset { return }
    failure = ValueFailure(column: column, offset: offset, flaw: flaw)
  }

  /// Holds what was read in bulk to the range; the others have been.
  private mutating func checkRange(_ block: borrowing FieldBlock, _ place: Place, _ others: Int) {
    var next = 0
    for row in 0..<place.rows {
      if next < others, Int(block.others[next]) == row {
        next += 1
      } else if !target.isInRange(place.firstRow + row) {
        if target.misfits == .marked {
          unfitRows.append(place.firstRow + row)
          target.clear(place.firstRow + row)
          continue
        }
        return fail(block.span(row: row, column: column, offset: place.offset).start, .outsideDomain)
      }
    }
  }
}
