import Foundation
import Tabular
import TabularIO

/// Three tables of 1,200, 1,000 and 400 rows, and what other programs say of them.
///
/// `golden.json` holds values of sdmetrics 0.32.0 and anonymeter 1.1.0, `golden_qa.json` values of mostlyai-qa 1.10.11.
enum Golden {
  static let real = table("real.csv")
  static let synthetic = table("synth.csv")
  static let holdout = table("holdout.csv")

  /// A number of `golden.json`, by its key.
  static func value(_ key: String) -> Double { number(key, in: values) }
  /// A number of `golden_qa.json`, by its key.
  static func qa(_ key: String) -> Double { number(key, in: qaValues) }
  /// A list of `golden_qa.json`, by its key.
  static func qaList(_ key: String) -> [String] {
    guard case .list(let list) = qaValues[key] else { fatalError("no list \(key)") }
    return list
  }

  /// The keys of `golden.json` that begin so.
  static func keys(_ prefix: String) -> [String] { values.keys.filter { $0.hasPrefix(prefix) }.sorted() }
  static func qaKeys(_ prefix: String) -> [String] { qaValues.keys.filter { $0.hasPrefix(prefix) }.sorted() }

  static func column(_ name: String, of table: Table) -> Column {
    table.columns[table.schema.index(of: name)!]
  }

  static func field(_ name: String) -> Field { real.schema.fields[real.schema.index(of: name)!] }

  // MARK: -

  private static let values = document("golden.json")
  private static let qaValues = document("golden_qa.json")
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

  private static let schema = Schema([
    Field(name: "id", type: .identifier(space: .integers(minimum: 0))),
    Field(name: "age", type: .int64),
    Field(name: "income", type: .decimal(scale: 2, minimumDigits: 1), missing: ""),
    Field(name: "grp", type: .categorical, missing: ""),
    Field(name: "flag", type: .boolean),
    Field(name: "joined", type: .date(format: TemporalFormat(pattern: "%Y-%m-%d")!), missing: ""),
  ])

  private static func table(_ name: String) -> Table {
    do {
      let reader = TableReader(.init(schema: schema, threads: 1, computesDigest: false))
      return try reader.read(path: folder.appending(path: name).path).table
    } catch {
      fatalError("\(error)")
    }
  }

  private static func number(_ key: String, in values: [String: Value]) -> Double {
    guard case .number(let number) = values[key] else { fatalError("no number \(key)") }
    return number
  }

  private static func document(_ name: String) -> [String: Value] {
    do {
      let data = try Data(contentsOf: folder.appending(path: name))
      return try JSONDecoder().decode(Document.self, from: data).golden
    } catch {
      fatalError("\(error)")
    }
  }

  private struct Document: Decodable { let golden: [String: Value] }

  private enum Value: Decodable {
    case number(Double)
    case list([String])
    case numbers([Double])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if let list = try? container.decode([String].self) {
        self = .list(list)
      } else {
        self = .numbers(try container.decode([Double].self))
      }
    }
  }
}
