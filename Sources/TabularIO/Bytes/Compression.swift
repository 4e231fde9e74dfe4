/// The compressed containers that are read.
public enum Compression: String, Sendable, Hashable, CaseIterable {
  case gzip
  case zstd

  /// The container whose magic number `bytes` starts with.
  public init?(magicOf bytes: some Collection<UInt8>) {
    if bytes.starts(with: [0x1F, 0x8B]) {
      self = .gzip
    } else if bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
      self = .zstd
    } else if bytes.count >= 4, (0x50...0x5F).contains(bytes.first!),
      bytes.dropFirst().starts(with: [0x2A, 0x4D, 0x18])
    {
      // A skippable frame, which zstd allows ahead of data.
      self = .zstd
    } else {
      return nil
    }
  }

  /// The container that the end of a file's name stands for.
  public init?(suffixOf path: String) {
    // A command may end in anything.
    if Program.isNamed(by: path) { return nil }
    if path.hasSuffix(".gz") {
      self = .gzip
    } else if path.hasSuffix(".zst") {
      self = .zstd
    } else {
      return nil
    }
  }

  /// `path` without the ending that stands for a container: `a.csv.gz` gives `a.csv`.
  /// Of a program, whose command says nothing of what it prints, nothing.
  static func stripped(_ path: String) -> Substring {
    if Program.isNamed(by: path) { return "" }
    return switch Compression(suffixOf: path) {
    case .gzip: path.dropLast(3)
    case .zstd: path.dropLast(4)
    case nil: path[...]
    }
  }
}
