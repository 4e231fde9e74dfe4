import Glibc
import Sklar

/// Progress of a long run on stderr: a bar on a terminal, a plain line now and then elsewhere, nothing if quiet.
struct ProgressBar {
  private let total: Int
  private let isQuiet: Bool
  private let isBar = Terminal.isInteractive
  private let start = ContinuousClock.now
  private var last: ContinuousClock.Instant

  init(total: Int, quiet: Bool) {
    self.total = total
    isQuiet = quiet
    last = start
  }

  var elapsed: Double { seconds(ContinuousClock.now - start) }

  mutating func update(rows: Int) {
    guard !isQuiet else { return }
    let now = ContinuousClock.now
    guard now - last >= (isBar ? .milliseconds(100) : .seconds(10)) else { return }
    last = now
    let time = seconds(now - start)
    let rate = Double(rows) / time
    let left = Double(total - rows) / rate
    let share = Double(rows) / Double(max(total, 1))
    let figures =
      "\(Int(share * 100)) %  \(quantity(rows)) rows  \(quantity(Int(rate))) rows/s  \(duration(left)) left"
    if isBar {
      let filled = Int(share * 24)
      let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
      Terminal.write("\r\u{1B}[K\(bar) \(figures)")
    } else {
      Terminal.write("sklar: \(figures)\n")
    }
  }

  /// Clears the bar.
  func finish() {
    if !isQuiet, isBar { Terminal.write("\r\u{1B}[K") }
  }
}

func seconds(_ duration: Duration) -> Double {
  let (seconds, attoseconds) = duration.components
  return Double(seconds) + Double(attoseconds) * 1e-18
}

/// `12,345,678`.
func quantity(_ number: Int) -> String {
  var digits = Array(String(number.magnitude))
  var index = digits.count - 3
  while index > 0 {
    digits.insert(",", at: index)
    index -= 3
  }
  return (number < 0 ? "-" : "") + String(digits)
}

func duration(_ seconds: Double) -> String {
  guard seconds.isFinite, seconds < 1e9 else { return "?" }
  if seconds < 10 { return "\(fixed(seconds, seconds < 1 ? 2 : 1)) s" }
  if seconds < 120 { return "\(Int(seconds.rounded())) s" }
  let minutes = Int(seconds / 60)
  return minutes < 120 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
}

/// A number with `digits` decimals.
func fixed(_ value: Double, _ digits: Int) -> String {
  guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  let scaled = (abs(value) * scale).rounded()
  let whole = Int(scaled / scale)
  let sign = value < 0 && scaled > 0 ? "-" : ""
  guard digits > 0 else { return sign + String(whole) }
  let rest = String(Int(scaled - Double(whole) * scale))
  return sign + "\(whole)." + String(repeating: "0", count: digits - rest.count) + rest
}
