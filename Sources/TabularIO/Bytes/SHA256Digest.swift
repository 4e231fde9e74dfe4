internal import COpenSSL

/// SHA-256 (FIPS 180-4), which names a file's content in models and reports.
public enum SHA256Digest {
  /// The digest of `bytes` as 64 lower-case hexadecimal digits. - Complexity: O(*n*).
  public static func hex(of bytes: [UInt8]) -> String {
    let digest = bytes.withUnsafeBufferPointer { input in
      [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { output, count in
        SHA256(input.baseAddress, input.count, output.baseAddress)
        count = Int(SHA256_DIGEST_LENGTH)
      }
    }
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
