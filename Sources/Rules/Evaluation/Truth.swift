public import Tabular

/// For each row whether a condition is true, false or unknown.
public struct Truth: Sendable, Hashable {
  /// Bit set = true.
  public let yes: Bitmap
  /// Bit set = neither true nor false, and then not set in `yes`. `nil`: never unknown.
  public let unknown: Bitmap?

  public init(yes: Bitmap, unknown: Bitmap?) {
    self.yes = yes
    self.unknown = unknown
  }

  public var count: Int { yes.count }

  /// Bit set = false.
  public var no: Bitmap {
    guard let unknown else { return !yes }
    return Bitmap.words(count) { word in ~(yes.words[word] | unknown.words[word]) }
  }

  static func constant(_ value: Bool?, count: Int) -> Truth {
    Truth(
      yes: Bitmap(repeating: value == true, count: count),
      unknown: value == nil ? Bitmap(repeating: true, count: count) : nil)
  }

  static prefix func ! (truth: Truth) -> Truth { Truth(yes: truth.no, unknown: truth.unknown) }

  /// True where both are, false where one is.
  func and(_ other: Truth) -> Truth {
    guard unknown != nil || other.unknown != nil else { return Truth(yes: yes & other.yes, unknown: nil) }
    let both = yes & other.yes
    let no = no | other.no
    return Truth(yes: both, unknown: Bitmap.words(count) { ~(both.words[$0] | no.words[$0]) })
  }

  /// True where one is, false where both are.
  func or(_ other: Truth) -> Truth {
    guard unknown != nil || other.unknown != nil else { return Truth(yes: yes | other.yes, unknown: nil) }
    let either = yes | other.yes
    let no = no & other.no
    return Truth(yes: either, unknown: Bitmap.words(count) { ~(either.words[$0] | no.words[$0]) })
  }
}

extension Bitmap {
  /// Word by word.
  static func words(_ count: Int, _ word: (Int) -> UInt64) -> Bitmap {
    Bitmap(count: count, words: { words in for index in words.indices { words[index] = word(index) } })
  }

  static prefix func ! (bits: Bitmap) -> Bitmap { Bitmap.words(bits.count) { ~bits.words[$0] } }

  static func & (left: Bitmap, right: Bitmap) -> Bitmap {
    precondition(left.count == right.count)
    return Bitmap.words(left.count) { left.words[$0] & right.words[$0] }
  }

  static func | (left: Bitmap, right: Bitmap) -> Bitmap {
    precondition(left.count == right.count)
    return Bitmap.words(left.count) { left.words[$0] | right.words[$0] }
  }

  /// The bits of `rows`, which start at a whole word.
  func slice(_ rows: Range<Int>) -> Bitmap {
    if rows == 0..<count { return self }
    precondition(rows.lowerBound % 64 == 0 && rows.upperBound <= count)
    let first = rows.lowerBound / 64
    return Bitmap.words(rows.count) { words[first + $0] }
  }

  /// Bit by bit, 64 at a time.
  static func rows(_ count: Int, _ bit: (Int) -> Bool) -> Bitmap {
    Bitmap(
      count: count,
      words: { words in
        for word in words.indices {
          var bits: UInt64 = 0
          let start = word * 64
          for offset in 0..<Swift.min(64, count - start) {
            bits |= (bit(start + offset) ? 1 : 0) << UInt64(offset)
          }
          words[word] = bits
        }
      })
  }
}
