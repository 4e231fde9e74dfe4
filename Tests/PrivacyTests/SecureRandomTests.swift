import Privacy
import Testing

@Suite struct SecureRandomTests {
  @Test func wordsDiffer() {
    var bits = SecureRandom()
    var words = [UInt64](repeating: 0, count: 10_000)
    words.withUnsafeMutableBytes { bits.fill($0) }
    #expect(Set(words).count == 10_000)
  }
}
