internal import CKernels

extension KernelSet {
  /// What a piece of a text holds.
  public struct TextCounts: Sendable, Hashable {
    public var quotes: Int
    /// Line feeds after an even number of the piece's quotes.
    public var lineFeeds: Int
    /// Line feeds after an odd number of the piece's quotes.
    public var lineFeedsAfterOddQuotes: Int
    public var hasNUL: Bool
    /// Whether a byte is above 127.
    public var hasHighBytes: Bool
  }

  /// Counts quotes and line feeds, and looks for bytes that are not ASCII text. - Complexity: O(*n*).
  public func counts(of text: UnsafeBufferPointer<UInt8>) -> TextCounts {
    var counts = sk_text_counts()
    if let base = text.baseAddress { table.pointee.csv_scan(base, Int64(text.count), &counts) }
    return TextCounts(
      quotes: Int(counts.quotes), lineFeeds: Int(counts.line_feeds.0),
      lineFeedsAfterOddQuotes: Int(counts.line_feeds.1), hasNUL: counts.has_nul != 0,
      hasHighBytes: counts.has_high != 0)
  }

  /// The double nearest to `digits` times 10^`exponent`, ties to even; `nil` if it is not a normal number, or is not
  /// decided by 128 bits of the power of ten.
  ///
  /// Source: D. Lemire, "Number Parsing at a Gigabyte per Second", Software: Practice and Experience 51 (2021).
  public func double(digits: UInt64, exponent: Int32) -> Double? {
    var value = 0.0
    return table.pointee.csv_double(digits, exponent, &value) != 0 ? value : nil
  }

  /// Reads numbers spelt as digits with an optional minus sign, point and exponent, correctly rounded.
  ///
  /// - Parameters:
  ///   - output: room for a value per row.
  ///   - others: room for a number per row; gets the rows, ascending, that are for the caller to read: other
  ///     spellings, integers beyond 64 bits or of eight digits that may be a day, results that are not decided.
  ///     Their output is unspecified, and they are not counted.
  /// - Returns: the number of others.
  public func doubles(
    _ fields: TextFields, rows: Int, into output: UnsafeMutablePointer<Double>,
    others: UnsafeMutablePointer<UInt32>, counts: inout NumberCounts
  ) -> Int {
    var raw = fields.raw
    return Int(table.pointee.csv_doubles(&raw, Int64(rows), output, others, &counts.raw))
  }

  /// Like ``doubles(_:rows:into:others:counts:)`` for numbers times 10^`scale` as integers, exactly. Others are also
  /// numbers with an exponent, with more than `scale` digits after the point, or beyond 64 bits.
  public func scaledIntegers(
    _ fields: TextFields, scale: Int, rows: Int, into output: UnsafeMutablePointer<Int64>,
    others: UnsafeMutablePointer<UInt32>, counts: inout NumberCounts
  ) -> Int {
    precondition((0...18).contains(scale))
    var raw = fields.raw
    return Int(table.pointee.csv_scaled(&raw, Int64(rows), Int32(scale), output, others, &counts.raw))
  }

  /// The codes of strings that `levels` holds; the rows of the others go to `others`. Returns their number.
  public func codes(
    _ fields: TextFields, rows: Int, levels: ShortLevels, into output: UnsafeMutablePointer<Int32>,
    others: UnsafeMutablePointer<UInt32>
  ) -> Int {
    var raw = fields.raw
    return levels.slots.withUnsafeBufferPointer { slots in
      Int(
        table.pointee.csv_levels(&raw, Int64(rows), slots.baseAddress, Int64(slots.count - 1), output, others)
      )
    }
  }
}

/// The fields of one column of a text's records.
public struct TextFields {
  var raw: sk_fields

  /// Field `column` of each record of `width` fields. Field i of all is `text[starts[i] ..< ends[i]]`, without quotes
  /// around it.
  ///
  /// - Parameters:
  ///   - before: how many bytes ahead of `text` are readable.
  ///   - size: how many bytes from `text` on are readable.
  ///   - flags: of each field; `nil`: none.
  ///   - refused: fields with one of these flags are left to the caller.
  /// - Precondition: the memory outlives the value.
  public init(
    text: UnsafePointer<UInt8>, before: Int, size: Int, starts: UnsafePointer<UInt32>,
    ends: UnsafePointer<UInt32>, flags: UnsafePointer<UInt8>?, refused: UInt8, column: Int, width: Int
  ) {
    raw = sk_fields(
      text: text, before: Int64(before), size: Int64(size), starts: starts, ends: ends, flags: flags,
      first: Int64(column), stride: Int64(width), refused: refused)
  }
}

/// How numbers are spelt.
public struct NumberCounts: Sendable {
  var raw: sk_number_counts

  public init() {
    raw = sk_number_counts(
      integers: 0, decimals: 0, floats: 0, integer_digits: 0, fraction_most: 0, fraction_least: .max)
  }

  public var integers: Int { Int(raw.integers) }
  /// Numbers with a point and no exponent.
  public var decimals: Int { Int(raw.decimals) }
  /// Numbers with an exponent.
  public var floats: Int { Int(raw.floats) }
  /// The most digits before the point.
  public var integerDigits: Int { Int(raw.integer_digits) }
  /// The most and the fewest digits after the point, of decimals.
  public var mostFractionDigits: Int { Int(raw.fraction_most) }
  public var fewestFractionDigits: Int { decimals == 0 ? .max : Int(raw.fraction_least) }
}

/// A small hash table of short strings and their codes, for ``KernelSet/codes(_:rows:levels:into:others:)``.
public struct ShortLevels: Sendable {
  /// Longer strings, and the empty one, are not held.
  public static let longest = 16
  private static let mostLevels = 1024

  // Open addressing; a power of two of slots, at least three quarters of them free.
  var slots: [sk_level] = [sk_level](repeating: sk_level(), count: 16)
  public private(set) var count = 0

  public init() {}

  /// Adds a string that is not held yet, unless the table is full or the string is no short one without NUL.
  public mutating func insert(_ bytes: UnsafeBufferPointer<UInt8>, code: Int32) {
    guard (1...ShortLevels.longest).contains(bytes.count), count < ShortLevels.mostLevels,
      !bytes.contains(0)
    else { return }
    var words: (UInt64, UInt64) = (0, 0)
    for (index, byte) in bytes.enumerated() {
      let shifted = UInt64(byte) << UInt64(8 * (index & 7))
      if index < 8 { words.0 |= shifted } else { words.1 |= shifted }
    }
    if 4 * (count + 1) > slots.count {
      let old = slots
      slots = [sk_level](repeating: sk_level(), count: 4 * old.count)
      for level in old where level.low != 0 { place(level) }
    }
    place(sk_level(low: words.0, high: words.1, code: Int64(code)))
    count += 1
  }

  private mutating func place(_ level: sk_level) {
    let mask = UInt64(slots.count - 1)
    var slot = sk_level_hash(level.low, level.high) & mask
    while slots[Int(slot)].low != 0 { slot = (slot + 1) & mask }
    slots[Int(slot)] = level
  }
}

/// Cuts a text without quotes into records of a known number of fields, block by block.
public struct RecordCursor: ~Copyable {
  private var raw: sk_record_cursor
  private let kernels: KernelSet

  /// Fields per block, unless one record has more.
  public static let blockFields = 2048

  /// Room for the positions of one block's fields of records of `width` fields.
  public static func room(width: Int) -> Int { blockFields + 2 * width + 128 }

  /// - Precondition: `text` begins at a record's start and ends at a record's end or at the whole text's end, holds
  ///   no quotes and at most 2^31 bytes, and stays where it is.
  public init(
    _ text: UnsafeBufferPointer<UInt8>, delimiter: UInt8, width: Int, kernels: KernelSet
  ) {
    precondition(text.count <= 1 << 31 && width > 0)
    raw = sk_record_cursor()
    raw.text = text.baseAddress
    raw.end = Int64(text.count)
    raw.width = Int64(width)
    raw.capacity = Int64(max(RecordCursor.blockFields, width))
    raw.separators = .allocate(capacity: RecordCursor.room(width: width))
    raw.delimiter = delimiter
    self.kernels = kernels
  }

  deinit { raw.separators.deallocate() }

  public var isAtEnd: Bool { raw.start >= raw.end }

  /// Where the next record begins.
  public var position: Int { Int(raw.start) }

  /// The bounds of the fields of the next records, row by row, without line ends.
  ///
  /// - Parameters: `starts` and `ends` have the room of ``room(width:)``.
  /// - Returns: the number of records, at least one unless the text has ended; `nil` if one of them has more or fewer
  ///   fields than the width.
  public mutating func next(
    starts: UnsafeMutablePointer<UInt32>, ends: UnsafeMutablePointer<UInt32>
  ) -> Int? {
    let rows = kernels.table.pointee.csv_records(&raw, starts, ends)
    return rows < 0 ? nil : Int(rows)
  }
}
