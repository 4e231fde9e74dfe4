/// A program whose standard output is a table: the path `exec:COMMAND`.
///
/// The command is run by the shell, in a process group of its own, with nothing on standard input and with `SKLAR_ROWS` and
/// `SKLAR_SEED` in its environment. It prints a CSV with a header, or JSON Lines: at least `SKLAR_ROWS` rows, of which as many
/// are taken. It is ended, with its group, once it has printed enough, when its time is up, and when the reading ends.
public struct Program: Sendable, Hashable {
  /// What paths of programs begin with.
  public static let prefix = "exec:"

  public static func isNamed(by path: String) -> Bool { path.hasPrefix(prefix) }

  /// What a program is told, and how long it may take.
  public struct Options: Sendable, Hashable {
    /// `SKLAR_ROWS`, at least 1.
    public var rows: Int
    /// `SKLAR_SEED`.
    public var seed: UInt64
    /// How long it may run.
    public var seconds: Double

    /// As many as a program is asked for where nobody says.
    public static let standardRows = 1000
    public static let standardSeconds = 600.0

    public init(
      rows: Int = Options.standardRows, seed: UInt64 = 0, seconds: Double = Options.standardSeconds
    ) {
      precondition(rows > 0 && seconds > 0)
      self.rows = rows
      self.seed = seed
      self.seconds = seconds
    }
  }

  static func tooFew(_ rows: Int, of wanted: Int, file: String) -> TableReadError {
    TableReadError(
      code: .tooFewRows, file: file,
      message: "The program printed \(rows) row\(rows == 1 ? "" : "s"), and \(wanted) were asked for. "
        + "Let it print as many rows as SKLAR_ROWS says, or ask for fewer.")
  }
}
