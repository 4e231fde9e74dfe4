import Evaluation

/// Per divergence, the seconds per column, beside those of reading the columns once and of one radix sort.
func printDivergences(_ tables: TablePair) throws {
  print("work                            seconds per column")
  for timing in DivergenceTiming.all(tables) {
    print(timing.work.padded(to: 32) + decimal(timing.seconds, 9))
  }
}

/// What a divergence costs on a column: the mean over the columns it applies to of the median of several runs.
struct DivergenceTiming {
  let work: String
  let seconds: Double

  static func all(_ tables: TablePair) -> [DivergenceTiming] {
    []
  }
}
