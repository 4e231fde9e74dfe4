import Sklar

/// Which rows a command makes.
struct RunPlan {
  let seed: Seed
  let rows: Range<Int>
  /// The rows of the whole run, where it was said.
  let count: Int?
  let threads: Int
  let quiet: Bool
}
