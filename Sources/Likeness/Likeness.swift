import Evaluation
import Glibc
import Scheduling
import Sklar

/// Tables of how like the real table a synthetic one is. For the demo and the benchmarks.
@main
enum LikenessDemo {
  private static let usage = """
    usage: likeness [--time] REAL SYNTHETIC HELD_OUT   beside what held-out real rows reach
           likeness --nearest REAL SYNTHETIC           seconds to find each synthetic row's nearest real one
           likeness --divergences REAL SYNTHETIC       seconds per column and divergence
    """

  static func main() {
    do {
      try run(Array(CommandLine.arguments.dropFirst()))
    } catch {
      stop("likeness: error: \(error)", status: 1)
    }
  }

  private static func stop(_ message: String, status: Int32) -> Never {
    let line = message + "\n"
    _ = line.withCString { write(2, $0, line.utf8.count) }
    exit(status)
  }

  private static func run(_ arguments: [String]) throws {
    var arguments = arguments
    if arguments == ["--help"] { return print(usage) }
    let flag = arguments.first?.hasPrefix("--") == true ? arguments.removeFirst() : nil
    switch (flag, arguments.count) {
    case (nil, 3), ("--time", 3): try compare(arguments, timed: flag != nil)
    case ("--nearest", 2): try printNearest(TablePair(real: arguments[0], other: arguments[1]))
    case ("--divergences", 2): try printDivergences(TablePair(real: arguments[0], other: arguments[1]))
    default: stop(usage, status: 64)
    }
  }

  private static func compare(_ paths: [String], timed: Bool) throws {
    let threads = Parallel.processorCount
    let clock = ContinuousClock()
    let start = clock.now
    let first = try TablePair(real: paths[0], other: paths[1])
    let second = try TablePair(real: first.real, other: paths[2])
    let read = clock.now
    let synthetic = try Likeness(real: first.real, synthetic: first.other, threads: threads)
    let evaluated = clock.now
    let heldOut = try Likeness(real: second.real, synthetic: second.other, threads: threads)
    let end = clock.now
    print("likeness to the real table (1 = identical)   synthetic   held-out real rows")
    func line(_ name: String, _ a: Double, _ b: Double) {
      print(name.padded(to: 44) + " " + decimal(a, 4) + "       " + decimal(b, 4))
    }
    line("columns one by one (mean)", synthetic.shapeScore, heldOut.shapeScore)
    line("columns pair by pair (mean)", synthetic.trendScore, heldOut.trendScore)
    let worst = synthetic.columnShapes.min { $0.score < $1.score }!
    line(
      "  least like: \(worst.column)", worst.score,
      heldOut.columnShapes.first { $0.column == worst.column }!.score)
    let pair = synthetic.pairTrends.min { $0.score < $1.score }!
    line(
      "  least like: \(pair.first) ~ \(pair.second)", pair.score,
      heldOut.pairTrends.first { $0.first == pair.first && $0.second == pair.second }!.score)
    if timed {
      print("seconds to read the three tables: \(decimal(seconds(read - start), 6))")
      print("seconds to evaluate the synthetic table: \(decimal(seconds(evaluated - read), 6))")
      print("seconds to evaluate the held-out table: \(decimal(seconds(end - evaluated), 6))")
    }
  }
}

/// A real table and another one, read under its schema.
struct TablePair {
  let real: Table
  let other: Table

  init(real: String, other: String) throws {
    try self.init(
      real: TableReader(.init(threads: Parallel.processorCount)).read(path: real).table, other: other)
  }

  init(real: Table, other: String) throws {
    var schema = real.schema
    for index in schema.fields.indices { schema.fields[index].domain = nil }
    self.real = real
    self.other = try TableReader(.init(schema: schema, threads: Parallel.processorCount))
      .read(path: other).table
  }
}
