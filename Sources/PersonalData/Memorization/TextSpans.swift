internal import Scheduling

/// Long pieces of text that came back word for word.
///
/// Every piece of at least `leastLength` bytes that a text shares with a known one is found (winnowing: of each window
/// of rolling hashes the least one is kept, so that a match as long as window and hash together keeps one in common);
/// each is verified byte by byte. Pieces that several known texts hold are common phrases, and do not count.
/// - Source: S. Schleimer, D. Wilkerson, A. Aiken (2003), Winnowing, SIGMOD.
public struct TextSpans: Sendable {
  /// Bytes that a hash covers, and hashes of which the least is kept: together `leastLength`.
  static let hashed = 24
  private let window: Int
  private let leastLength: Int
  private let texts: [[UInt8]]
  /// Where a hash was seen: text and place, or -1 where several texts have it.
  private let places: [UInt64: (text: Int32, place: Int32)]

  /// - Parameter leastLength: In bytes, 32 or more.
  /// - Complexity: O(bytes) time; about 12 bytes a byte at most.
  public init(of texts: [[UInt8]], leastLength: Int = 50, threads: Int) {
    precondition(leastLength >= 32)
    self.leastLength = leastLength
    let window = leastLength - Self.hashed + 1
    self.window = window
    let known = texts.filter { $0.count >= leastLength }
    self.texts = known
    let plan = ChunkPlan(rows: 0..<known.count, chunkRows: 1024)
    let prints = try? Parallel.map(count: plan.count, threads: threads) { chunk in
      plan[chunk].map { Self.fingerprints(known[$0], window) }
    }
    var places: [UInt64: (text: Int32, place: Int32)] = [:]
    for (text, prints) in prints!.joined().enumerated() {
      for print in prints {
        guard let seen = places[print.hash] else {
          places[print.hash] = (Int32(text), Int32(print.place))
          continue
        }
        if seen.text != Int32(text) { places[print.hash] = (-1, 0) }
      }
    }
    self.places = places
  }

  /// Texts that are long enough to hold a piece.
  public var count: Int { texts.count }

  /// The longest piece of the text that exactly one known text holds; `nil` if there is none of the least length with at
  /// least `leastWords` words. - Complexity: O(bytes).
  public func longest(in text: [UInt8], leastWords: Int = 10) -> Range<Int>? {
    guard text.count >= leastLength else { return nil }
    var longest: Range<Int>?
    for print in Self.fingerprints(text, window) {
      if let longest, longest.contains(print.place) { continue }
      guard let seen = places[print.hash], seen.text >= 0 else { continue }
      let known = texts[Int(seen.text)]
      let place = Int(seen.place)
      guard known[place..<(place + Self.hashed)] == text[print.place..<(print.place + Self.hashed)] else {
        continue
      }
      var (start, end) = (print.place, print.place + Self.hashed)
      let shift = place - print.place
      while start > 0, start + shift > 0, text[start - 1] == known[start - 1 + shift] { start -= 1 }
      while end < text.count, end + shift < known.count, text[end] == known[end + shift] { end += 1 }
      if end - start >= max(leastLength, (longest?.count ?? 0) + 1), words(text[start..<end]) >= leastWords {
        longest = start..<end
      }
    }
    return longest
  }

  private func words(_ text: ArraySlice<UInt8>) -> Int {
    var (words, isInside) = (0, false)
    for byte in text {
      if byte.isWord, !isInside { words += 1 }
      isInside = byte.isWord
    }
    return words
  }

  private static let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15
  /// The multiplier to the power of `hashed`.
  private static let leaving: UInt64 = (0..<hashed).reduce(1) { power, _ in power &* multiplier }

  /// The rightmost least hash of each window (of robust winnowing: the one before, where it is as small).
  private static func fingerprints(_ text: [UInt8], _ window: Int) -> [(hash: UInt64, place: Int)] {
    let count = text.count - hashed + 1
    guard count >= window else { return [] }
    return text.withUnsafeBufferPointer { text in
      var hashes = [UInt64](repeating: 0, count: count)
      var hash: UInt64 = 0
      for index in 0..<hashed { hash = hash &* multiplier &+ UInt64(text[index]) &+ 1 }
      hashes[0] = mixed(hash)
      for index in 1..<max(1, count) {
        hash =
          hash &* multiplier &+ UInt64(text[index + hashed - 1]) &+ 1 &- (UInt64(text[index - 1]) &+ 1)
          &* leaving
        hashes[index] = mixed(hash)
      }
      var found: [(hash: UInt64, place: Int)] = []
      var least = -1
      for start in 0...(count - window) {
        let end = start + window
        if least < start {
          least = start
          for index in start..<end where hashes[index] <= hashes[least] { least = index }
        } else if hashes[end - 1] < hashes[least] {
          least = end - 1
        } else {
          continue
        }
        found.append((hashes[least], least))
      }
      return found
    }
  }

  private static func mixed(_ hash: UInt64) -> UInt64 {
    let product = (hash ^ hash >> 31) &* 0xBF58_476D_1CE4_E5B9
    return product ^ product >> 29
  }
}
