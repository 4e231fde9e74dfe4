internal import COpenSSL

/// The ChaCha20 key stream of RFC 8439, made by OpenSSL's libcrypto.
///
/// It knows nothing of where keys come from: that is `SecureRandom`'s matter. A failure of the library ends the process.
package struct ChaCha20: ~Copyable {
  package static let keyBytes = 32
  /// A block counter of 32 bits, little-endian, and a nonce of 96 bits.
  package static let startBytes = 16
  /// A length that is a multiple of this leaves nothing of the key stream in the library's own buffer.
  package static let blockBytes = 64

  private let context: OpaquePointer

  package init() {
    guard let context = EVP_CIPHER_CTX_new() else { fatalError("libcrypto: no memory for a cipher") }
    self.context = context
  }

  deinit {
    // This overwrites the key as well.
    EVP_CIPHER_CTX_free(context)
  }

  /// Begins a key stream. `start` is the block counter and the nonce.
  package mutating func begin(key: UnsafePointer<UInt8>, start: UnsafePointer<UInt8>) {
    guard EVP_EncryptInit_ex(context, EVP_chacha20(), nil, key, start) == 1 else {
      fatalError("libcrypto: ChaCha20 is not available")
    }
  }

  /// The next bytes of the key stream. The buffer must hold zeros.
  package mutating func fill(zeros: UnsafeMutableBufferPointer<UInt8>) {
    guard let bytes = zeros.baseAddress else { return }
    var written: Int32 = 0
    guard EVP_EncryptUpdate(context, bytes, &written, bytes, Int32(zeros.count)) == 1,
      written == Int32(zeros.count)
    else { fatalError("libcrypto: ChaCha20 failed") }
  }
}
