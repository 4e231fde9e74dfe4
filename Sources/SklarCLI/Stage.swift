/// What is being done, on a terminal's last line, until it is done.
struct Stage {
  let quiet: Bool

  func begin(_ text: String) {
    if !quiet, Terminal.isInteractive { Terminal.write("\r\u{1B}[K\(text) ...") }
  }

  func end() {
    if !quiet, Terminal.isInteractive { Terminal.write("\r\u{1B}[K") }
  }
}
