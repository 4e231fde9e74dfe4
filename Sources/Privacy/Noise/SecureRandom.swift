internal import COpenSSL

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Random bits that nobody can predict, for noise that must not be guessed from other noise.
///
/// The key stream of ChaCha20 (RFC 8439), with key and nonce from the operating system (getentropy(3), on Linux getrandom(2)). There is no seed
/// and no initialiser that takes one: nothing outside can make it repeat itself, and two instances share nothing.
///
/// - The first bytes of each buffer become the next key and are overwritten, as is every byte once it has been handed
///   out: what was drawn cannot be recovered from memory later.
/// - A process that is forked takes a new key before it draws: key and buffer lie in memory that the kernel wipes in the
///   child. They are left out of core dumps.
/// - When the operating system has no randomness to give, the process ends. There is no weaker source to fall back on.
///
/// Not for several threads: one instance each (it is noncopyable). Making one costs some microseconds; 32 KiB.
public struct SecureRandom: ~Copyable, RandomBits {
  private var cipher = ChaCha20()
  /// `bufferBytes` of key stream, the used part zero; after them the mark that a fork wipes.
  private let memory: UnsafeMutableRawBufferPointer
  /// What `memory` holds from here on is unused.
  private var position: Int
  /// Whether the kernel wipes `memory` in a child. If it cannot, every draw asks for the process's number.
  private let isWiped: Bool
  private var process: Int32

  private static let bufferBytes = 1 << 15
  private static let mark: UInt64 = 0x6e6f_6973_652e_2e2e

  public init() {
    (memory, isWiped) = Self.allocate(Self.bufferBytes + MemoryLayout<UInt64>.size)
    position = Self.bufferBytes
    process = getpid()
    takeKey()
  }

  deinit {
    OPENSSL_cleanse(memory.baseAddress, Self.bufferBytes)
    #if os(Linux)
      munmap(memory.baseAddress, memory.count)
    #else
      memory.deallocate()
    #endif
  }

  public mutating func fill(_ bytes: UnsafeMutableRawBufferPointer) {
    if isForked { takeKey() }
    var filled = 0
    while filled < bytes.count {
      if position == Self.bufferBytes { refill() }
      let count = min(bytes.count - filled, Self.bufferBytes - position)
      let source = memory.baseAddress! + position
      (bytes.baseAddress! + filled).copyMemory(from: source, byteCount: count)
      // Not left out by the compiler: libcrypto reads the buffer when it is filled again.
      source.initializeMemory(as: UInt8.self, repeating: 0, count: count)
      position += count
      filled += count
    }
  }

  /// What a fork does to the child's memory, for tests.
  package mutating func eraseAsInChild() {
    memory.initializeMemory(as: UInt8.self, repeating: 0)
    if !isWiped { process = -1 }
  }

  private var isForked: Bool {
    if !isWiped { return getpid() != process }
    return memory.load(fromByteOffset: Self.bufferBytes, as: UInt64.self) != Self.mark
  }

  /// A new key and nonce from the operating system; what was in the buffer is gone.
  private mutating func takeKey() {
    OPENSSL_cleanse(memory.baseAddress, Self.bufferBytes)
    position = Self.bufferBytes
    process = getpid()
    memory.storeBytes(of: Self.mark, toByteOffset: Self.bufferBytes, as: UInt64.self)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: ChaCha20.keyBytes + ChaCha20.startBytes) {
      bytes in
      Self.readSystem(UnsafeMutableRawBufferPointer(bytes))
      let base = bytes.baseAddress!
      cipher.begin(key: base, start: base + ChaCha20.keyBytes)
      OPENSSL_cleanse(base, bytes.count)
    }
  }

  private mutating func refill() { refill { _ in } }

  /// A buffer of key stream. Its beginning is the key and the nonce of the next one, and is not handed out; tests see it.
  package mutating func refill(showing nextKey: (UnsafeRawBufferPointer) -> Void) {
    let bytes = memory.baseAddress!.assumingMemoryBound(to: UInt8.self)
    cipher.fill(zeros: UnsafeMutableBufferPointer(start: bytes, count: Self.bufferBytes))
    let used = ChaCha20.keyBytes + ChaCha20.startBytes
    nextKey(UnsafeRawBufferPointer(start: bytes, count: used))
    cipher.begin(key: bytes, start: bytes + ChaCha20.keyBytes)
    OPENSSL_cleanse(bytes, used)
    position = used
  }

  private static func allocate(_ count: Int) -> (memory: UnsafeMutableRawBufferPointer, isWiped: Bool) {
    #if os(Linux)
      let map = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
      guard let map, map != MAP_FAILED else { fatalError("no memory for random bits") }
      // Linux 4.14 and later.
      let (wipeOnFork, leaveOutOfDumps): (Int32, Int32) = (18, 16)
      let isWiped = madvise(map, count, wipeOnFork) == 0
      _ = madvise(map, count, leaveOutOfDumps)
      return (UnsafeMutableRawBufferPointer(start: map, count: count), isWiped)
    #else
      let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
      memory.initializeMemory(as: UInt8.self, repeating: 0)
      return (memory, false)
    #endif
  }

  /// Bytes of the operating system's generator; waits until it has been initialised.
  private static func readSystem(_ bytes: UnsafeMutableRawBufferPointer) {
    guard getentropy(bytes.baseAddress!, bytes.count) == 0 else {
      fatalError(
        "the operating system gives no random bits (errno \(errno)), and without them there is no privacy")
    }
  }
}
