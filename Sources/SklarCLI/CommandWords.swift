/// The name of the file at a path, without its folders.
func fileName(_ path: String) -> String {
  path == "-" ? path : String(path.split(separator: "/").last ?? "")
}

/// A word as a shell takes it.
func quoted(_ word: String) -> String {
  let plain = word.utf8.allSatisfy { byte in
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || byte >= 0x80
      || "._-/=:,+%@".utf8.contains(byte)
  }
  return plain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
}
