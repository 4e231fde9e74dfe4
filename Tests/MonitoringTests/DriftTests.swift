import Distributions
import Foundation
import Randomness
import Synthesis
import Tabular
import Testing

@testable import Monitoring

@Suite struct DriftTests {
  @Test func distancesByHand() {
    let distance = ShareDistance([0.5, 0.3, 0.2, 0], [40, 30, 20, 10], ordered: 3)
    #expect(abs(distance.drift - 0.2) < 1e-12)
    #expect(abs(distance.totalVariation - 0.1) < 1e-12)
    // (0.4 - 0.5) ln 0.8 + (0.1 - 0.0001) ln 1000
    #expect(abs(distance.psi - (-0.1 * log(0.8) + 0.0999 * log(1000))) < 1e-12)
    let divergence =
      0.5 * (0.5 * log2(0.5 / 0.45) + 0.4 * log2(0.4 / 0.45)) + 0.5 * 0.1 * log2(0.1 / 0.05)
    #expect(abs(distance.jensenShannon - divergence.squareRoot()) < 1e-12)
    // Among rows with a value: 4/9 against 1/2.
    #expect(abs(distance.ks! - (0.5 - 4.0 / 9)) < 1e-12)
    #expect(ShareDistance([1], [3], ordered: 0).ks == nil)
  }

  @Test func logGamma() {
    for x in [0.5, 1, 1.5, 2, 7.25, 10, 1234.5, 1e7] {
      #expect(abs(LogGamma.value(x) - lgamma(x)) <= 1e-12 * max(1, abs(lgamma(x))), "\(x)")
    }
  }

  /// Heavy values stand alone, the rest comes in tenths, and shares are those of the values.
  @Test func cellsOfNumbers() {
    var values = [Double](repeating: 0, count: 500) + (1...500).map(Double.init)
    values.sort()
    let (edges, shares) = QuantilePieces(sorted: values).cells()
    #expect(edges.first == 1 && shares[0] == 0.5)
    #expect(edges.count == 5 && shares.dropFirst().allSatisfy { abs($0 - 0.1) < 0.002 })
    #expect(QuantilePieces(sorted: []).cells().edges.isEmpty)
    #expect(QuantilePieces(sorted: [7, 7, 7]).cells().edges.isEmpty)
  }

  /// One column, in every storage and spelling in which it may come.
  @Test func storagesAndSpellings() throws {
    let cells = ColumnCells(name: "x", edges: [10, 20.5], moments: false)
    let mapping = CellMapping(cells)
    func codes(_ values: Column.Values, _ type: FieldType) -> [UInt16] {
      mapping.codes(Column(values), Field(name: "x", type: type), unfit: nil)
    }
    #expect(codes(.int64([9, 10, 20, 21]), .int64) == [0, 1, 1, 2])
    #expect(codes(.int64([999, 1000, 2049, 2050]), .decimal(scale: 2, minimumDigits: 0)) == [0, 1, 1, 2])
    #expect(codes(.float64([9.99, 10, 20.49, 20.5]), .float64(plainIntegers: true)) == [0, 1, 1, 2])
    #expect(
      codes(.codes([0, 1, 2, 3], levels: StringArray(["9.0", "1e1", "None", "many"])), .categorical)
        == [0, 1, 4, 3])
    let spelled = CellMapping(ColumnCells(name: "x", levels: ["1", "0"], isBoolean: true))
    #expect(
      spelled.codes(
        Column(.codes([0, 1, 2], levels: StringArray(["true", "no", "maybe"]))),
        Field(name: "x", type: .categorical), unfit: nil) == [0, 1, 2])
    #expect(
      spelled.codes(
        Column(.float64([1, 0, 2]), validity: Bitmap(count: 3) { $0 != 1 }),
        Field(name: "x", type: .float64(plainIntegers: true)), unfit: nil) == [0, 3, 2])
    var unfit = Bitmap(repeating: false, count: 2)
    unfit[1] = true
    #expect(mapping.codes(Column(.int64([1, 1])), Field(name: "x", type: .int64), unfit: unfit) == [0, 3])
    // Every edge between the neighbours of a stored number.
    for edge in [-3.5, 0, 0.1, 7, 1e17, -1e17, 1e300, -1e300] {
      let unit = NumberUnit(.decimal(scale: 1, minimumDigits: 0))
      let first = unit.firstReaching(edge)
      if first != .max { #expect(unit.value(first) >= edge || abs(edge) > 1e15) }
      if first != .min { #expect(unit.value(first - 1) < edge || abs(edge) > 1e15) }
    }
  }

  /// A batch ends where it should, however the rows come in pieces.
  @Test func batchesDoNotDependOnPieces() throws {
    let all = levels("c", (0..<1000).map { Int32($0 % 3) }, ["a", "b", "c"])
    let reference = try DriftReference(all, pairs: false, threads: 1)
    func report(_ size: Int, threads: Int) throws -> Data {
      var monitor = DriftMonitor(reference, DriftOptions(batchRows: 300))
      let counter = try monitor.counter(for: all.schema)
      var row = 0
      while row < 1000 {
        let end = min(1000, row + size)
        _ = monitor.add(
          counter.counts(
            all.rows((row..<end).map(Int32.init)), firstRow: row, batchRows: 300, threads: threads))
        row = end
      }
      _ = monitor.finish()
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      return try encoder.encode(monitor.report())
    }
    let whole = try report(1000, threads: 1)
    for size in [1, 7, 300, 450] { #expect(try report(size, threads: 2) == whole) }
    let text = String(decoding: whole, as: UTF8.self)
    #expect(text.contains("\"batchCount\":4") && text.contains("\"rows\":100}"))
  }

  @Test func judgedOnceThereAreRows() throws {
    let column = reference([0.5, 0.5])
    // √(2/π) √(p q / n) twice: below 0.02 from 1,592 rows on.
    #expect(column.expectedDrift(rows: 1500) > 0.02 && column.expectedDrift(rows: 1600) < 0.02)
    let reference = try DriftReference(
      levels("c", (0..<100_000).map { Int32($0 % 2) }, ["a", "b"]), pairs: false, threads: 1)
    let shifted = levels("c", (0..<2000).map { $0 % 10 < 6 ? 0 : 1 }, ["a", "b"])
    var monitor = DriftMonitor(reference, DriftOptions(batchRows: 500))
    let counter = try monitor.counter(for: shifted.schema)
    var events: [[DriftMonitor.Event]] = []
    for row in stride(from: 0, to: 2000, by: 500) {
      let part = shifted.rows((row..<(row + 500)).map(Int32.init))
      events.append(monitor.add(counter.counts(part, firstRow: row, batchRows: 500)))
    }
    func isOver(_ event: DriftMonitor.Event) -> Bool { if case .over = event { true } else { false } }
    #expect(events[..<3].allSatisfy { !$0.contains(where: isOver) })
    #expect(events[3].contains(where: isOver) && !monitor.passes)
    #expect(monitor.report().over == ["c"] && monitor.report().columns[0].firstOver == 3)
  }

  /// What is measured by the rows of the pair's joint counts.
  @Test func pairsByHand() {
    // Ranks: a perfect diagonal, and independence.
    #expect(abs(PairReference.rankCorrelation([5, 0, 0, 7], 2, 2, stride: 2) - 1) < 1e-12)
    #expect(abs(PairReference.rankCorrelation([0, 5, 7, 0], 2, 2, stride: 2) + 1) < 1e-12)
    #expect(abs(PairReference.rankCorrelation([2, 4, 3, 6], 2, 2, stride: 2)) < 1e-12)
    #expect(PairReference.rankCorrelation([2, 4, 0, 0], 2, 2, stride: 2) == 0)
    #expect(abs(PairReference.cramersV([500, 0, 0, 500], 2, 2) - 1) < 1e-3)
    #expect(PairReference.cramersV([250, 250, 250, 250], 2, 2) == 0)
  }

  @Test func whatCannotBeCompared() throws {
    let numbers = Table(
      schema: Schema([Field(name: "a", type: .int64)]), rowCount: 2, columns: [Column(.int64([1, 2]))])
    let reference = try DriftReference(numbers, pairs: false, threads: 1)
    let monitor = DriftMonitor(reference)
    #expect(throws: DriftError.self) { try monitor.counter(for: Schema([Field(name: "b", type: .int64)])) }
    let date = Field(name: "a", type: .date(format: TemporalFormat(pattern: "%Y-%m-%d")!))
    #expect(throws: DriftError.self) { try monitor.counter(for: Schema([date])) }
    #expect(throws: DriftError.self) {
      try DriftReference(numbers.rows([]), pairs: false, threads: 1)
    }
    let text = Table(
      schema: Schema([Field(name: "t", type: .text(emission: .drop))]), rowCount: 1,
      columns: [Column(.codes([0], levels: StringArray(["x"])))])
    #expect(throws: DriftError.self) { try DriftReference(text, pairs: false, threads: 1) }
  }

  /// A model's exact shares are those of its levels and of the lattice its numbers lie on.
  @Test func exactShares() {
    let field = Field(name: "x", type: .int64)
    let (cells, shares) = DriftReference.cells(
      field, .integers(.init(cuts: [0, 0.4, 1], lower: [5, 10], span: [0, 99])))!
    #expect(cells.edges.first == 10 && shares[0] == 0.4)
    #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
    // Between two edges lies the share of as many of the hundred points.
    for (index, edge) in cells.edges.enumerated() {
      let end = index + 1 < cells.edges.count ? cells.edges[index + 1] : 110
      #expect(abs(shares[index + 1] - 0.6 * (end - edge) / 100) < 1e-12)
    }
  }

  /// Rows chosen anew meet the reference's shares.
  @Test func correction() throws {
    let real = try table("data/penguins.csv")
    let reference = try DriftReference(real, pairs: false, threads: 1)
    let sex = real.schema.index(of: "sex")!
    guard case .codes(let codes, let names) = real.columns[sex].values else { throw CancellationError() }
    let male = names.strings.firstIndex { $0.lowercased() == "male" }!
    // Two of three males are gone.
    let kept = (0..<real.rowCount).filter { Int(codes[$0]) != male || $0 % 3 == 0 }.map(Int32.init)
    let skewed = real.rows(kept)
    let correction = try DriftCorrection(skewed, reference: reference, seed: Seed(1), threads: 2)
    #expect(correction.rows.count == skewed.rowCount)
    // Of a few hundred rows each counts whole.
    #expect(correction.before > 0.3 && correction.after < correction.before / 2)
    #expect(correction.unreachable.isEmpty)
    let other = try DriftCorrection(skewed, reference: reference, seed: Seed(1), threads: 1)
    #expect(other.rows == correction.rows)
    // What is not there cannot be drawn.
    let none = real.rows((0..<real.rowCount).filter { Int(codes[$0]) != male }.map(Int32.init))
    #expect(
      try DriftCorrection(none, reference: reference, seed: Seed(1), threads: 2).unreachable.contains("sex"))
  }
}
