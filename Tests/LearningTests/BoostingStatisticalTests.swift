import Learning
import Tabular
import Testing

/// Beside XGBoost 3.2 with the same options: 100 rounds of depth 6 at a learning rate of 0.1, 256 bins, categories as
/// such. Its scores are what `Benchmarks/trees.py` prints.
@Suite struct BoostingStatisticalTests {
  private static func everyFourth(_ count: Int) -> (train: [Int32], test: [Int32]) {
    let rows = (0..<Int32(count)).map { $0 }
    return (rows.filter { $0 % 4 != 3 }, rows.filter { $0 % 4 == 3 })
  }

  private static func encoded(_ table: Table, without target: String, from train: [Int32]) -> BinnedRows {
    let columns = table.columns.indices.filter { table.schema.fields[$0].name != target }
    return FeatureBins(table.rows(train), columns: columns).encode(table)
  }

  @Test func adult() throws {
    let train = try Table.bundled("adult_train.csv.gz")
    let test = try Table.bundled("adult_test.csv.gz", schema: train.schema)
    let target = try #require(train.schema.index(of: "income"))
    let bins = FeatureBins(train, columns: train.columns.indices.filter { $0 != target })
    let model = GradientBoostedTrees(
      fitting: bins.encode(train), response: .binary(train.flags("income", ">50K")), threads: 2)
    let area = areaUnderCurve(model.predict(bins.encode(test)), test.flags("income", ">50K"))
    #expect(abs(area - 0.92755) < 0.005)
    // What everybody finds to matter most for income.
    let names = bins.columns.map { train.schema.fields[$0].name }
    #expect(names[model.gain.indices.max { model.gain[$0] < model.gain[$1] }!] == "relationship")
  }

  @Test(arguments: [("bank_marketing", "y", "yes", 0.93584), ("online_shoppers", "Revenue", "TRUE", 0.94212)])
  func classes(name: String, target: String, level: String, reference: Double) throws {
    let table = try Table.bundled("\(name).csv.gz")
    let (train, test) = Self.everyFourth(table.rowCount)
    let rows = Self.encoded(table, without: target, from: train)
    let labels = table.flags(target, level)
    let model = GradientBoostedTrees(fitting: rows, rows: train, response: .binary(labels), threads: 2)
    let area = areaUnderCurve(model.predict(rows, rows: test), test.map { labels[Int($0)] })
    #expect(abs(area - reference) < 0.005)
  }

  @Test func housing() throws {
    let table = try Table.bundled("california_housing.csv.gz")
    let (train, test) = Self.everyFourth(table.rowCount)
    let rows = Self.encoded(table, without: "median_house_value", from: train)
    let values = table.numbers("median_house_value")
    let model = GradientBoostedTrees(fitting: rows, rows: train, response: .numbers(values), threads: 2)
    let share = determination(model.predict(rows, rows: test), test.map { values[Int($0)] })
    #expect(abs(share - 0.83478) < 0.005)
  }

  /// Labels without any connection give an area of 1/2, whose standard deviation here is below 0.0065.
  @Test func shuffledLabelsTeachNothing() throws {
    let table = try Table.bundled("online_shoppers.csv.gz")
    var random = TestRandom(4)
    let labels = (0..<table.rowCount).map { _ in random.next() >> 63 == 1 }
    let train = (0..<Int32(table.rowCount)).filter { $0 % 2 == 0 }
    let test = (0..<Int32(table.rowCount)).filter { $0 % 2 == 1 }
    let rows = Self.encoded(table, without: "none", from: train)
    let model = GradientBoostedTrees(fitting: rows, rows: train, response: .binary(labels))
    let flags = test.map { labels[Int($0)] }
    #expect(abs(areaUnderCurve(model.predict(rows, rows: test), flags) - 0.5) < 0.035)
    // It learnt the rows by heart all the same.
    #expect(areaUnderCurve(model.predict(rows, rows: train), train.map { labels[Int($0)] }) > 0.75)
  }
}
