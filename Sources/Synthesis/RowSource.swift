public import Tabular

/// Rows that are a function of their numbers: a sampler, or something that changes the rows of another source.
///
/// Any range of rows, on any thread and in chunks of any size, is the same as that part of the whole run.
public protocol RowSource: Sendable {
  /// The columns of every chunk.
  var schema: Schema { get }

  /// The source for a run whose rows are made by up to `threads` threads: the same rows, and what threads share is made once.
  func prepared(for rows: Range<Int>, threads: Int) -> Self

  /// Throws if rows up to `end` cannot all be made.
  func check(rowsUpTo end: Int) throws

  /// The rows of `rows`, which start at 0 in the first row of the run. `latents` is memory that later calls take over.
  func chunk(rows: Range<Int>, latents: inout LatentBuffer) throws -> Table
}

extension RowSampler: RowSource {}
