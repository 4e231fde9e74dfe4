import ArgumentParser
import Sklar

/// How long a program may take: `--exec-timeout`.
struct ProgramTimeout: ParsableArguments {
  @Option(
    name: .customLong("exec-timeout"),
    help: ArgumentHelp(
      "How long a program may run before it is ended, with all that it has started.", valueName: "seconds"))
  var seconds: Double = Program.Options.standardSeconds

  func validate() throws {
    guard seconds > 0, seconds.isFinite else {
      throw ValidationError("--exec-timeout must be a number of seconds above 0.")
    }
  }
}

/// What a program is told whose output is read as a table.
struct ProgramReadingOptions: ParsableArguments {
  @Option(
    name: .customLong("exec-rows"),
    help: ArgumentHelp("How many rows a program is asked for (SKLAR_ROWS).", valueName: "rows"))
  var rows: RowCount = RowCount(argument: "\(Program.Options.standardRows)")!

  @Option(
    name: .customLong("exec-seed"),
    help: ArgumentHelp("The seed that a program is told (SKLAR_SEED).", valueName: "number"))
  var seed: UInt64 = 0

  @OptionGroup var timeout: ProgramTimeout

  func validate() throws {
    guard rows.value > 0 else { throw ValidationError("--exec-rows must be at least 1.") }
  }

  var options: Program.Options {
    Program.Options(rows: rows.value, seed: seed, seconds: timeout.seconds)
  }
}
