import Glibc

/// Standard error, and whether a person is looking at it.
enum Terminal {
  static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }

  static func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
      // Nothing can be said about an error of the place where errors are told.
      if count <= 0 { return }
      bytes = bytes.dropFirst(count)
    }
  }
}
