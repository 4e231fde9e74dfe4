import Evaluation
import Scheduling
import Sklar

/// `likeness REAL SYNTHETIC HELD_OUT`: a short table of how like the real table a synthetic one is, beside what
/// held-out real rows reach. For the demo.
@main
enum LikenessDemo {
  static func main() throws {
    guard CommandLine.arguments.count == 4 else {
      print("usage: likeness REAL SYNTHETIC HELD_OUT")
      return
    }
    let threads = Parallel.processorCount
    let real = try TableReader(.init(threads: threads)).read(path: CommandLine.arguments[1]).table
    func other(_ path: String) throws -> Likeness {
      var schema = real.schema
      for index in schema.fields.indices { schema.fields[index].domain = nil }
      let table = try TableReader(.init(schema: schema, threads: threads)).read(path: path).table
      return try Likeness(real: real, synthetic: table, threads: threads)
    }
    let synthetic = try other(CommandLine.arguments[2])
    let heldOut = try other(CommandLine.arguments[3])
    print("likeness to the real table (1 = identical)   synthetic   held-out real rows")
    func line(_ name: String, _ a: Double, _ b: Double) {
      print(name.padded(to: 44) + " " + score(a) + "       " + score(b))
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
  }

  private static func score(_ value: Double) -> String {
    let digits = String(Int((value * 10_000).rounded()))
    return value >= 0.99995
      ? "1.0000" : "0." + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
