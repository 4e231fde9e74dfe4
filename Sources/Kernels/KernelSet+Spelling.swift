internal import CKernels

/// Where each row of a block goes on: memory that has room for its next cell and `KernelSet.spellingSlack` bytes more.
public typealias RowCursors = UnsafeMutableBufferPointer<UnsafeMutablePointer<UInt8>?>

/// Finished cells side by side, for columns whose values are few.
public struct CellSlots: Sendable, Hashable {
  /// The most bytes a slot takes.
  public static let limit = 63

  /// The bytes of the longest cell.
  public let longest: Int
  fileprivate let bytes: [UInt8]
  fileprivate let stride: Int
  fileprivate let count: Int

  /// Nil if there is no cell, or one is longer than `limit`.
  public init?(_ cells: some Collection<[UInt8]>) {
    guard let length = cells.lazy.map(\.count).max(), length <= CellSlots.limit else { return nil }
    longest = length
    stride = length < 16 ? 16 : length < 32 ? 32 : 64
    count = cells.count
    var bytes: [UInt8] = []
    bytes.reserveCapacity(stride * cells.count)
    for cell in cells {
      bytes += cell
      bytes += repeatElement(0, count: stride - 1 - cell.count)
      bytes.append(UInt8(cell.count))
    }
    self.bytes = bytes
  }
}

/// A date's or timestamp's spelling of fixed width: literal bytes with the components at fixed places.
public struct TemporalSlots: Sendable {
  /// The most bytes a spelling can have.
  public static let longest = Int(SK_TEMPORAL_BOUND) - 8

  /// Where a component of a spelling starts.
  public struct Places: Sendable {
    public var year, month, day, hour, minute, second, fraction: Int?

    public init() {}
  }

  fileprivate let text: [UInt8]
  fileprivate let format: sk_temporal

  /// - Parameter text: the spelling, with any bytes where components stand: four of the year's, `fractionDigits`, up
  ///   to 9, of the fraction's, two of the others'. Nil if it is longer than `longest`.
  /// - Parameter isDate: whether values are days, not ticks of 10^-fractionDigits seconds, since 1970-01-01.
  public init?(text: [UInt8], places: Places, fractionDigits: Int, isDate: Bool) {
    let length = text.count
    guard length <= TemporalSlots.longest else { return nil }
    precondition(0...9 ~= fractionDigits)
    func place(_ component: Int?, _ digits: Int) -> UInt8 {
      guard let component else { return UInt8(length) }
      precondition(component >= 0 && component + digits <= length)
      return UInt8(component)
    }
    var ticks: Int64 = 1
    for _ in 0..<fractionDigits { ticks *= 10 }
    let unit = isDate ? 1 : 86_400 * ticks
    // The first day of the year 0, and the first behind the year 9999.
    let (lowest, below) = Int64(-719_528).multipliedReportingOverflow(by: unit)
    let (end, above) = Int64(2_932_897).multipliedReportingOverflow(by: unit)
    format = sk_temporal(
      length: Int64(length), lowest: below ? .min : lowest, highest: above ? .max : end - 1,
      ticks_per_second: isDate ? 0 : ticks, billionths_per_tick: 1_000_000_000 / ticks,
      fraction_digits: Int32(fractionDigits), year: place(places.year, 4), month: place(places.month, 2),
      day: place(places.day, 2), hour: place(places.hour, 2), minute: place(places.minute, 2),
      second: place(places.second, 2), fraction: place(places.fraction, fractionDigits))
    self.text = text + repeatElement(0, count: Int(SK_TEMPORAL_BOUND) - length)
  }
}

extension KernelSet {
  /// The most rows of a block.
  public static let spellingRows = Int(SK_SPELLING_ROWS)
  /// How many bytes behind a cell may be overwritten, and read behind a prefix.
  public static let spellingSlack = Int(SK_SPELLING_SLACK)
  /// The most bytes of a spelt integer, decimal or double: `-2.2250738585072014e-308` has 24.
  public static let longestNumber = 24

  /// Appends to each row the cell of its code. A code without a slot counts as 0.
  public func spell(_ codes: UnsafeBufferPointer<Int32>, _ slots: CellSlots, into rows: RowCursors) {
    check(codes.count, rows)
    guard let codes = codes.baseAddress, let cursors = rows.baseAddress else { return }
    slots.bytes.withUnsafeBufferPointer {
      let slots = sk_slots(
        bytes: $0.baseAddress, stride: Int64(slots.stride), count: Int64(slots.count))
      table.pointee.spell_slots(Int64(rows.count), codes, slots, cursors)
    }
  }

  /// Appends to each row `prefix` (followed by `spellingSlack` bytes that do not count), then its integer.
  public func spell(
    _ integers: UnsafeBufferPointer<Int64>, prefix: UnsafeBufferPointer<UInt8>, into rows: RowCursors
  ) {
    check(integers.count, rows)
    guard let values = integers.baseAddress, let cursors = rows.baseAddress else { return }
    table.pointee.spell_integers(Int64(rows.count), values, text(prefix), cursors)
  }

  /// Appends to each row `prefix`, then its value / 10^scale: at least `minimumDigits` digits after the point, no
  /// zeros at the end beyond these, no point without digits behind it; the sign stays on values above -1.
  /// - Precondition: 0 <= minimumDigits <= scale <= 18.
  public func spell(
    _ values: UnsafeBufferPointer<Int64>, scale: Int, minimumDigits: Int,
    prefix: UnsafeBufferPointer<UInt8>, into rows: RowCursors
  ) {
    precondition(0 <= minimumDigits && minimumDigits <= scale && scale <= 18)
    check(values.count, rows)
    guard let values = values.baseAddress, let cursors = rows.baseAddress else { return }
    table.pointee.spell_decimals(
      Int64(rows.count), values, Int32(scale), Int32(minimumDigits), text(prefix), cursors)
  }

  /// Appends to each row `prefix`, then its double: the fewest digits that read back as it, of these the nearest to
  /// it, in the notation of Swift's `description`. Whole numbers end in `.0` unless integers are plain; negative
  /// zero is `-0.0` always.
  ///
  /// Source: R. Giulietti, "The Schubfach way to render doubles" (2020).
  public func spell(
    _ reals: UnsafeBufferPointer<Double>, plainIntegers: Bool, prefix: UnsafeBufferPointer<UInt8>,
    into rows: RowCursors
  ) {
    check(reals.count, rows)
    guard let values = reals.baseAddress, let cursors = rows.baseAddress else { return }
    PowersOfTen.words.withUnsafeBufferPointer {
      table.pointee.spell_reals(
        Int64(rows.count), values, $0.baseAddress, plainIntegers ? 0 : 1, text(prefix), cursors)
    }
  }

  /// Appends to each row `prefix`, then its day or moment; or appends nothing and returns false if one of them lies
  /// outside the years 0 to 9999.
  public func spell(
    _ values: UnsafeBufferPointer<Int64>, _ format: TemporalSlots, prefix: UnsafeBufferPointer<UInt8>,
    into rows: RowCursors
  ) -> Bool {
    check(values.count, rows)
    guard let values = values.baseAddress, let cursors = rows.baseAddress else { return true }
    return format.text.withUnsafeBufferPointer { literals in
      withUnsafePointer(to: format.format) {
        table.pointee.spell_temporals(
          Int64(rows.count), values, $0, literals.baseAddress, text(prefix), cursors) != 0
      }
    }
  }

  private func check(_ count: Int, _ rows: RowCursors) {
    precondition(count == rows.count && count <= Self.spellingRows)
  }

  private func text(_ prefix: UnsafeBufferPointer<UInt8>) -> sk_text {
    sk_text(bytes: prefix.baseAddress, count: Int64(prefix.count))
  }
}
