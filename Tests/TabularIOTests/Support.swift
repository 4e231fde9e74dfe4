import Foundation
import Tabular
import TabularIO
import Testing

/// Reads `text` as a file called `t.csv`.
func read(
  _ text: String, delimiter: UInt8? = nil, missing: [String]? = nil, schema: Schema? = nil,
  chunkSize: Int = 1 << 20,
  threads: Int = 2
) throws -> ReadTable {
  try read(
    bytes: Array(text.utf8), delimiter: delimiter, missing: missing, schema: schema, chunkSize: chunkSize,
    threads: threads)
}

func read(
  bytes: [UInt8], delimiter: UInt8? = nil, missing: [String]? = nil, schema: Schema? = nil,
  chunkSize: Int = 1 << 20, threads: Int = 2
) throws -> ReadTable {
  let options = TableReader.Options(
    delimiter: delimiter, missingSpellings: missing ?? TableReader.Options.standardMissingSpellings,
    schema: schema,
    threads: threads)
  return try TableReader(options).read(bytes: bytes, file: "t.csv", chunkSize: chunkSize)
}

/// A file of one column `x` and these raw fields, beside a column that keeps blank lines apart.
func column(_ fields: [String], named name: String = "x", missing: [String]? = nil) throws -> (Field, Column)
{
  let text = "\(name),side\n" + fields.map { "\($0),s\n" }.joined()
  let table = try read(text, missing: missing).table
  return (table.schema.fields[0], table.columns[0])
}

extension Column {
  var integers: [Int64]? {
    if case .int64(let values) = values { values } else { nil }
  }

  var reals: [Double]? {
    if case .float64(let values) = values { values } else { nil }
  }

  /// The rows' levels or strings; `nil` for a missing row.
  var strings: [String?]? {
    let all: [String]
    switch values {
    case .codes(let codes, let levels): all = codes.map { levels.string(Int($0)) }
    case .strings(let strings): all = strings.strings
    default: return nil
    }
    return all.enumerated().map { validity?[$0.offset] ?? true ? $0.element : nil }
  }

  var levels: [String]? {
    if case .codes(_, let levels) = values { levels.strings } else { nil }
  }
}

/// The error that `body` throws.
func tableError(_ body: () throws -> ReadTable) -> TableReadError? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? TableReadError
  }
}

/// Runs `body` with the path of a new file that holds `bytes`.
func withFile<Value>(_ name: String, _ bytes: [UInt8], _ body: (String) throws -> Value) throws -> Value {
  let folder = FileManager.default.temporaryDirectory.appending(path: "sklar-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appending(path: name)
  try Data(bytes).write(to: file)
  return try body(file.path)
}
