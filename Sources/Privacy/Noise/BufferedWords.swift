internal import COpenSSL

/// Random words of a source, fetched some at a time: samplers that take many single words are spared a call for each.
struct BufferedWords: ~Copyable {
  private var words: InlineArray<32, UInt64> = InlineArray(repeating: 0)
  private var position = 32
  private let fetch: (UnsafeMutableRawBufferPointer) -> Void

  private init(_ fetch: @escaping (UnsafeMutableRawBufferPointer) -> Void) { self.fetch = fetch }

  /// Words of `bits` for as long as `body` runs. Those that were fetched and not used are thrown away.
  static func with(
    _ bits: inout some RandomBits & ~Copyable, _ body: (inout BufferedWords) -> Void
  ) {
    with({ bits.fill($0) }, body)
  }

  private static func with(
    _ fetch: (UnsafeMutableRawBufferPointer) -> Void, _ body: (inout BufferedWords) -> Void
  ) {
    withoutActuallyEscaping(fetch) { fetch in
      var words = BufferedWords(fetch)
      body(&words)
      words.erase()
    }
  }

  mutating func next() -> UInt64 {
    if position == 32 {
      withUnsafeMutableBytes(of: &words) { fetch($0) }
      position = 0
    }
    position += 1
    return words[position - 1]
  }

  mutating func next128() -> UInt128 {
    let low = next()
    return UInt128(next()) << 64 | UInt128(low)
  }

  private mutating func erase() {
    withUnsafeMutableBytes(of: &words) { OPENSSL_cleanse($0.baseAddress, $0.count) }
  }
}
