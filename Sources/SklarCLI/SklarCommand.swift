import ArgumentParser
import CMalloc
import Glibc
import LinearAlgebra
import Sklar

@main
struct SklarCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sklar",
    abstract: "Learns a table and generates as many correlated rows like it as you want.",
    discussion: """
      sklar fit data.csv -o data.model
      sklar sample data.model -n 1000000 -o synthetic.csv
      sklar evaluate data.csv synthetic.csv --holdout test.csv

      Exit status: 0 done; 1 the data or the machine refused; 3 a gate that was asked for did not hold; 64 the command \
      was misused.
      """,
    version: sklarVersion,
    subcommands: [
      FitCommand.self, SampleCommand.self, DefineCommand.self, MergeCommand.self, SchemaCommand.self,
      InspectCommand.self, EvaluateCommand.self, PrivacyCommand.self, AuditCommand.self, BlendCommand.self,
      OverfitCommand.self, CheckCommand.self, NoiseCommand.self, BenchCommand.self, DriftCommand.self,
      DiversityCommand.self, ValidateCommand.self, ScanCommand.self, EstimateCommand.self,
    ])

  /// Errors of ours are one line on stderr and status 1; the argument parser's keep its own status, 64.
  static func main() {
    SingleThreadedBLAS.endIdleThreads()
    // Without these a closed pipe or a file size limit would kill the process before it can clean up.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    // Chunks come and go. By default the memory of one is given back to the system and, a moment later, faulted in
    // again for the next: a third of the time of a run.
    mallopt(M_TRIM_THRESHOLD, 1 << 28)
    mallopt(M_MMAP_THRESHOLD, 1 << 25)
    do {
      var command = try parseAsRoot()
      do {
        try command.run()
      } catch let error as ValidationError {
        // What only a look at the data shows to be misuse. The parser would show how to use `sklar`.
        refuse(type(of: command), error)
      }
    } catch  where exitCode(for: error) == .failure {
      Terminal.write("sklar: error: \(error)\n")
      exit(withError: ExitCode.failure)
    } catch {
      exit(withError: error)
    }
  }

  /// Ends as the argument parser does where it finds misuse itself.
  private static func refuse(_ command: any ParsableCommand.Type, _ error: ValidationError) -> Never {
    let name = "sklar " + (command.configuration.commandName ?? "")
    Terminal.write(
      "Error: \(error.message)\nUsage: \(usageString(for: command))\n  See '\(name) --help' for more information.\n"
    )
    exit(withError: ExitCode.validationFailure)
  }
}
