import Foundation
import Randomness
import Synthesis
import Tabular
import Testing

@testable import Monitoring

@Suite struct ChangeDetectorStatisticalTests {
  private static let needed = log(15 / 1e-6)

  /// Rows of the reference itself, known exactly or by a table: never more evidence than one run in a million gives.
  @Test(arguments: [nil, 20_000])
  func fewFalseAlarms(_ rows: Int?) {
    var draws = Draws(3)
    let shares = [0.4, 0.3, 0.2, 0.07, 0.02, 0.01]
    for _ in 0..<20 {
      var detector = ChangeDetector(
        reference(shares, counts: rows.map { draws.counts(shares, rows: $0) }))
      for _ in 0..<60 {
        detector.add(draws.counts(shares + [0, 0], rows: 500))
        #expect(detector.logEvidence < Self.needed)
      }
    }
  }

  /// A level of 2 % that loses half its share is found within three batches, at once and after a thousand batches.
  @Test(arguments: [0, 1000])
  func aLevelThatShrinks(_ before: Int) {
    let levels = (0..<14).map { _ in 0.07 }
    let shares = levels + [0.02, 0, 0]
    let column = reference(Array(shares.dropLast(2)))
    var draws = Draws(5)
    var detector = ChangeDetector(column)
    // What a batch of the reference looks like, without drawing ten million rows.
    for batch in 0..<before {
      var counts = shares.map { Int(($0 * 10_000).rounded()) }
      let shift = Int((draws.uniform() - 0.5) * 60)
      counts[batch % 14] += shift
      counts[(batch + 1) % 14] -= shift
      detector.add(counts)
      #expect(detector.logEvidence < Self.needed)
    }
    let changed = levels.map { $0 + 0.01 / 14 } + [0.01, 0, 0]
    var found = false
    for _ in 0..<3 where !found {
      detector.add(draws.counts(changed, rows: 10_000))
      found = detector.logEvidence >= Self.needed
    }
    #expect(found)
    #expect(abs(detector.likelyStart - before * 10_000) <= 10_000)
  }

  /// A shift by 0.2 standard deviations, in cells of a tenth each.
  @Test func aNumberThatShifts() throws {
    let model = try adult()
    let reference = try DriftReference(model, pairs: false, threads: 2)
    let sampler = try RowSampler(model, seed: Seed(11))
    for name in ["age", "fnlwgt", "hours_per_week"] {
      let place = sampler.schema.index(of: name)!
      var monitor = DriftMonitor(reference)
      let counter = try monitor.counter(for: sampler.schema)
      var found: Int?
      for batch in 0..<3 where found == nil {
        let rows = sampler.table(rows: (batch * 10_000)..<((batch + 1) * 10_000), threads: 2)
        guard case .int64(let values) = rows.columns[place].values else { throw CancellationError() }
        let mean = values.reduce(0.0) { $0 + Double($1) } / 10_000
        let sd = (values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / 10_000).squareRoot()
        var columns = rows.columns
        columns[place] = Column(.int64(values.map { $0 + Int64((0.2 * sd).rounded()) }))
        let shifted = Table(schema: rows.schema, rowCount: rows.rowCount, columns: columns)
        let events = monitor.add(counter.counts(shifted, firstRow: batch * 10_000, batchRows: 10_000))
        for case .changed(name, _, _) in events { found = batch }
      }
      #expect(found != nil, "\(name)")
      #expect(monitor.report().changed == [name])
    }
  }

  /// Batches of a model against the model itself, and against a table of its rows.
  @Test(arguments: [true, false])
  func theModelItself(_ isModel: Bool) throws {
    let model = try adult()
    let sampler = try RowSampler(model, seed: Seed(21))
    let reference =
      isModel
      ? try DriftReference(model, pairs: false, threads: 2)
      : try DriftReference(
        RowSampler(model, seed: Seed(22)).table(rows: 0..<30_000, threads: 2), pairs: false, threads: 2)
    var monitor = DriftMonitor(reference, DriftOptions(batchRows: 2000))
    let counter = try monitor.counter(for: sampler.schema)
    for batch in 0..<150 {
      let rows = (batch * 2000)..<((batch + 1) * 2000)
      let events = monitor.add(
        counter.counts(
          sampler.table(rows: rows, threads: 2), firstRow: rows.lowerBound, batchRows: 2000, threads: 2))
      #expect(events.isEmpty)
    }
    #expect(monitor.passes && monitor.report().changed.isEmpty)
  }

  /// Few starts are kept, whatever the number of batches.
  @Test func memoryIsBounded() {
    var detector = ChangeDetector(reference([0.5, 0.5]))
    for _ in 0..<3000 { detector.add([50, 50, 0, 0]) }
    let size = Mirror(reflecting: detector).children.first { $0.label == "starts" }
      .map { Mirror(reflecting: $0.value).children.count }
    #expect((size ?? 99) < 45)
  }

  private func adult() throws -> SynthesisModel {
    try GaussianCopulaEstimator.fitted(table("data/adult_train.csv.gz"))
  }
}
