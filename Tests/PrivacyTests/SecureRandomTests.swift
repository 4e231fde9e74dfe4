import Privacy
import Testing

@Suite struct SecureRandomTests {
  /// RFC 8439, section 2.3.2.
  @Test func keyStreamOfTheStandard() {
    let key = (0..<32).map { UInt8($0) }
    let start: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0x4a, 0, 0, 0, 0]
    var block = [UInt8](repeating: 0, count: 64)
    var cipher = ChaCha20()
    cipher.begin(key: key, start: start)
    block.withUnsafeMutableBufferPointer { cipher.fill(zeros: $0) }
    let expected =
      "10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4e"
      + "d2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e"
    #expect(block.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == expected)
  }

  /// What follows from a key, as `SecureRandom` would hand it out.
  private func stream(_ key: [UInt8]) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 1 << 15)
    var cipher = ChaCha20()
    cipher.begin(key: Array(key[..<32]), start: Array(key[32...]))
    bytes.withUnsafeMutableBufferPointer { cipher.fill(zeros: $0) }
    return Array(bytes[48...])
  }

  private func draw(_ count: Int, _ bits: inout SecureRandom) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    bytes.withUnsafeMutableBytes { bits.fill($0) }
    return bytes
  }

  /// The first 48 bytes of a buffer are the next key, and are not handed out.
  @Test func everyBufferHasItsKey() {
    var bits = SecureRandom()
    var key: [UInt8] = []
    bits.refill { key = Array($0) }
    #expect(key.count == 48)
    let rest = draw((1 << 15) - 48, &bits)
    #expect(rest.indices.dropLast(47).allSatisfy { rest[$0] != key[0] || rest[$0..<($0 + 48)] != key[...] })
    #expect(draw((1 << 15) - 48, &bits) == stream(key))
  }

  /// A child has neither its parent's buffer nor the key after it.
  @Test func forkedProcessTakesItsOwnKey() {
    var bits = SecureRandom()
    for drawn in [0, 100, (1 << 15) - 48] {
      var key: [UInt8] = []
      bits.refill { key = Array($0) }
      _ = draw(drawn, &bits)
      bits.eraseAsInChild()
      let own = draw(100, &bits)
      #expect(own.contains { $0 != 0 } && own != stream(key)[..<100].map { $0 })
      // From now on it goes on as any.
      #expect(draw(100, &bits) != own)
    }
  }

  /// Over several buffers, so that a key that did not change would show.
  @Test func wordsDiffer() {
    var bits = SecureRandom()
    var others = SecureRandom()
    var words = [UInt64](repeating: 0, count: 20_000)
    words[..<10_000].withUnsafeMutableBytes { bits.fill($0) }
    words[10_000...].withUnsafeMutableBytes { others.fill($0) }
    #expect(Set(words).count == 20_000)
  }

  @Test func everyLengthIsFilled() {
    var bits = SecureRandom()
    for count in [0, 1, 7, 64, 32_719, 32_720, 32_721, 100_000] {
      var bytes = [UInt8](repeating: 0, count: count + 8)
      bytes[..<count].withUnsafeMutableBytes { bits.fill($0) }
      #expect(bytes[count...].allSatisfy { $0 == 0 })
      if count >= 64 { #expect(bytes[(count - 16)..<count].contains { $0 != 0 }) }
    }
  }

  /// Fair bits, in each of the 64 places; 5.5 standard deviations.
  @Test func bitsAreFair() {
    var bits = SecureRandom()
    var words = [UInt64](repeating: 0, count: 40_000)
    words.withUnsafeMutableBytes { bits.fill($0) }
    for place in 0..<64 {
      let ones = words.count { $0 >> UInt64(place) & 1 == 1 }
      #expect(abs(Double(ones) - 20_000) < 5.5 * 100)
    }
  }
}
