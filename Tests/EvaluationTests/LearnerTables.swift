import Evaluation
import Foundation
import Tabular
import TabularIO

extension Table {
  /// Each column shuffled by itself: what a generator without dependence makes.
  func withIndependentColumns(seed: UInt64) -> Table {
    var random = Numbers(seed)
    return Table(
      schema: schema, rowCount: rowCount,
      columns: columns.map { column in
        var order = (0..<Int32(rowCount)).map { $0 }
        order.shuffle(using: &random)
        return column.rows(order)
      })
  }

  /// Rows drawn with replacement.
  func resampled(_ count: Int, seed: UInt64) -> Table {
    var random = Numbers(seed)
    return rows((0..<count).map { _ in Int32.random(in: 0..<Int32(rowCount), using: &random) })
  }

  /// All rows in random order.
  func shuffledRows(seed: UInt64) -> Table {
    var random = Numbers(seed)
    return rows((0..<Int32(rowCount)).shuffled(using: &random))
  }

  func rows(in range: Range<Int>) -> Table { rows(range.map(Int32.init)) }

  func replacing(_ index: Int, _ column: Column) -> Table {
    var columns = columns
    columns[index] = column
    return Table(schema: schema, rowCount: rowCount, columns: columns)
  }
}

/// A table of these columns.
func learnerTable(_ columns: [(name: String, type: FieldType, column: Column)]) -> Table {
  Table(
    schema: Schema(columns.map { Field(name: $0.name, type: $0.type) }), rowCount: columns[0].column.count,
    columns: columns.map(\.column))
}

/// The tables of the repository, read once.
enum AdultTables {
  static func train() throws -> Table { try tables.get().0 }
  static func test() throws -> Table { try tables.get().1 }

  private static let tables = Result<(Table, Table), any Error> {
    let data = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "data")
    let train = try TableReader(.init(threads: 2)).read(
      path: data.appending(path: "adult_train.csv.gz").path
    ).table
    let test = try TableReader(.init(schema: train.schema, threads: 2)).read(
      path: data.appending(path: "adult_test.csv.gz").path
    ).table
    return (train, test)
  }
}

/// A table whose target hangs on its columns: a number `x`, levels `g`, a flag, and a class of three levels and a
/// number `y` made of them with noise.
func targetTable(rows: Int, seed: UInt64) -> Table {
  var random = Numbers(seed)
  let x = (0..<rows).map { _ in random.unit() * 4 - 2 }
  let g = (0..<rows).map { _ in Int32(random.unit() * 4) }
  let noise = (0..<rows).map { _ in random.unit() - 0.5 }
  let y = (0..<rows).map { x[$0] * x[$0] + Double(g[$0]) + noise[$0] }
  let kind = y.map { $0 < 1.5 ? 0 : $0 < 3.5 ? 1 : 2 as Int32 }
  return learnerTable([
    ("x", .float64(plainIntegers: false), Column(.float64(x))),
    ("g", .categorical, Column(.codes(g, levels: StringArray(["a", "b", "c", "d"])))),
    ("kind", .categorical, Column(.codes(kind, levels: StringArray(["low", "middle", "high"])))),
    ("y", .float64(plainIntegers: false), Column(.float64(y))),
    ("id", .identifier(space: .integers(minimum: 0)), Column(.int64((0..<rows).map(Int64.init)))),
  ])
}
