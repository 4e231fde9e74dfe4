import Auditing
import Evaluation
import Tabular
import Testing

/// Tables that leave little to attack.
@Suite struct RobustnessTests {
  @Test(arguments: [1, 2, 5, 19, 25, 60]) func fewRows(rows: Int) throws {
    let report = try audit(people(rows, seed: 1), people(rows, seed: 2), people(rows, seed: 3))
    #expect(report.risk == .low && (report.membership == nil) == (rows < 20))
    // Nothing is measured where not even copies of all rows would be told from chance.
    #expect(report.measurable == (rows > 5) && report.passes(.low) == (rows > 5))
    #expect(report.reasons.isEmpty == (rows > 5))
    #expect(report.copies != nil && report.classic?.rows == rows)
  }

  @Test func unequalSizes() throws {
    for (real, made, held) in [(500, 1, 40), (1, 500, 500), (40, 500, 1), (2000, 100, 60)] {
      let report = try audit(people(real, seed: 1), people(made, seed: 2), people(held, seed: 3))
      #expect(report.risk == .low)
    }
  }

  @Test func constantAndMissingColumns() throws {
    func odd(_ rows: Int, seed: UInt64) -> Table {
      var random = Numbers(seed)
      return table([
        ("same", .int64, Column(.int64([Int64](repeating: 3, count: rows)))),
        (
          "nothing", .float64(plainIntegers: false),
          Column(
            .float64([Double](repeating: 0, count: rows)), validity: Bitmap(repeating: false, count: rows))
        ),
        (
          "endless", .float64(plainIntegers: false),
          Column(.float64((0..<rows).map { _ in random.unit() < 0.5 ? .infinity : -1e308 }))
        ),
        (
          "one", .categorical,
          Column(.codes([Int32](repeating: 0, count: rows), levels: StringArray(["only"])))
        ),
      ])
    }
    let report = try audit(odd(200, seed: 1), odd(200, seed: 2), odd(200, seed: 3))
    #expect(report.risk == .low)
    let only = try audit(
      odd(200, seed: 1).oneColumn(1), odd(200, seed: 2).oneColumn(1), odd(200, seed: 3).oneColumn(1))
    #expect(only.risk == .low && only.anonymity?.inference.isEmpty == true)
  }

  /// A level of its own for every row.
  @Test func levelsWithoutEnd() throws {
    func names(_ rows: Int, seed: UInt64) -> Table {
      table([
        (
          "name", .categorical,
          Column(
            .codes((0..<Int32(rows)).map { $0 }, levels: StringArray((0..<rows).map { "\(seed) \($0)" })))
        ),
        ("kind", .categorical, people(rows, seed: seed).columns[3]),
      ])
    }
    #expect(try audit(names(900, seed: 1), names(900, seed: 2), names(900, seed: 3)).risk == .low)
    #expect(try audit(names(900, seed: 1), names(900, seed: 1), names(900, seed: 3)).risk == .high)
  }

  @Test func nothingToCompare() {
    let ids = table([("id", .identifier(space: .integers(minimum: 0)), Column(.int64([1, 2, 3])))])
    #expect(throws: TableAlignmentError.self) { try audit(ids, ids, ids) }
  }

  @Test func sameForAnyThreads() throws {
    let (real, held) = (people(700, seed: 1), people(700, seed: 2))
    let made = people(700, seed: 3).replacingRows(70, from: real)
    let one = try audit(real, made, held, seed: 5, threads: 1)
    #expect(try audit(real, made, held, seed: 5, threads: 3) == one)
    #expect(try audit(real, made, held, seed: 6, threads: 3) != one)
  }
}

extension Table {
  fileprivate func oneColumn(_ place: Int) -> Table {
    Table(schema: Schema([schema.fields[place]]), rowCount: rowCount, columns: [columns[place]])
  }
}
