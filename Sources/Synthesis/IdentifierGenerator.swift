internal import Randomness
internal import Tabular

/// The identifier of a row: a keyed permutation of the row number within the identifier's space.
///
/// Unique without remembering what was used, and the same whichever rows are asked for. A space without an
/// end (integers, patterns with a number) is used by decades: the numbers of one length are all used, in
/// permuted order, before longer ones are.
struct IdentifierGenerator: Sendable {
  private let space: IdentifierSpace
  private let generator: Philox4x32
  private let column: UInt32
  private let permutations: [Decade]
  /// The alphabet of each varying character of a string pattern, in order.
  private let alphabets: [[UInt8]]
  /// For patterns without a number: how many of the last characters the permutation decides, and its domain.
  private let characters: (permuted: Int, permutation: KeyedPermutation)?

  private struct Decade: Sendable {
    let firstRow: UInt64
    let firstNumber: Int64
    let permutation: KeyedPermutation

    /// One past the last row, capped at the largest.
    var endRow: UInt64 {
      let (end, overflow) = firstRow.addingReportingOverflow(permutation.domain)
      return overflow ? .max : end
    }
  }

  private static let mostPermuted: UInt64 = 1 << 62

  init(_ space: IdentifierSpace, column: Int, seed: Seed) {
    self.space = space
    self.column = UInt32(column)
    generator = Philox4x32(seed: seed)
    func permutation(_ domain: UInt64, _ tweak: Int) -> KeyedPermutation {
      KeyedPermutation(domain: domain, key: seed.value, tweak: UInt64(column) << 32 | UInt64(tweak))
    }
    func decades(from minimum: Int64) -> [Decade] {
      var decades: [Decade] = []
      var firstRow: UInt64 = 0
      var first = minimum
      var limit: Int64 = 10
      while true {
        while limit <= first, limit <= Int64.max / 10 { limit *= 10 }
        let last = limit <= first ? Int64.max : limit - 1
        let size = UInt64(bitPattern: last &- first) &+ 1
        decades.append(
          Decade(firstRow: firstRow, firstNumber: first, permutation: permutation(size, decades.count)))
        let (next, overflow) = firstRow.addingReportingOverflow(size)
        if overflow || last == .max || next > UInt64(Int64.max) { return decades }
        firstRow = next
        first = last + 1
      }
    }
    switch space {
    case .integers(let minimum):
      alphabets = []
      permutations = decades(from: minimum)
      characters = nil
    case .strings(let pattern):
      alphabets = pattern.alphabets
      if pattern.segments.contains(.number) {
        permutations = decades(from: 1)
        characters = nil
      } else {
        permutations = []
        var domain: UInt64 = 1
        var count = 0
        for alphabet in pattern.alphabets.reversed() {
          let (product, overflow) = domain.multipliedReportingOverflow(by: UInt64(alphabet.count))
          if overflow || product > IdentifierGenerator.mostPermuted { break }
          domain = product
          count += 1
        }
        characters = (count, permutation(domain, 0))
      }
    }
  }

  /// How many rows have an identifier of their own.
  var capacity: UInt64 { characters?.permutation.domain ?? permutations.last!.endRow }

  private func number(ofRow row: UInt64) -> Int64 {
    let decade = permutations.last { $0.firstRow <= row }!
    return decade.firstNumber &+ Int64(bitPattern: decade.permutation(row - decade.firstRow))
  }

  func column(rows: Range<Int>) -> Column.Values {
    switch space {
    case .integers:
      return .int64(rows.map { number(ofRow: UInt64($0)) })
    case .strings(let pattern):
      var strings = StringArray()
      strings.reserveCapacity(rows.count, bytes: rows.count * 16)
      var text: [UInt8] = []
      for row in rows {
        text.removeAll(keepingCapacity: true)
        append(UInt64(row), pattern, to: &text)
        strings.append(text)
      }
      return .strings(strings)
    }
  }

  private func append(_ row: UInt64, _ pattern: IdentifierPattern, to text: inout [UInt8]) {
    let free = alphabets.count - (characters?.permuted ?? 0)
    var index = characters.map { $0.permutation(row) } ?? 0
    var digits = [UInt8]()
    if let characters, characters.permuted > 0 {
      for alphabet in alphabets.suffix(characters.permuted).reversed() {
        digits.append(alphabet[Int(index % UInt64(alphabet.count))])
        index /= UInt64(alphabet.count)
      }
    }
    var position = 0
    var bits: UInt64 = 0
    for segment in pattern.segments {
      switch segment {
      case .literal(let bytes): text += bytes
      case .number: text += String(number(ofRow: row)).utf8
      case .characters(let alphabet, let count):
        for _ in 0..<count {
          if position < free {
            // Sixteen bits a character: its bias stays below 2^-8 for any alphabet of ASCII.
            if position % 4 == 0 {
              bits = generator.bits(
                stream: .identifiers, latent: column, row: row, draw: UInt16(position / 4))
            }
            text.append(alphabet[Int((bits & 0xFFFF) * UInt64(alphabet.count) >> 16)])
            bits >>= 16
          } else {
            text.append(digits.removeLast())
          }
          position += 1
        }
      }
    }
  }
}

extension IdentifierPattern {
  /// The alphabet of each varying character, in order.
  var alphabets: [[UInt8]] {
    segments.flatMap { segment -> [[UInt8]] in
      guard case .characters(let alphabet, let count) = segment else { return [] }
      return Array(repeating: alphabet, count: count)
    }
  }
}
