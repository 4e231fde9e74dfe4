import Foundation
import Tabular
import TabularIO

/// A directory of its own for one test, gone with it.
final class Workshop {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/sklar-writing-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String, _ content: String? = nil) throws -> String {
    let file = path + "/" + name
    if let content { try content.write(toFile: file, atomically: false, encoding: .utf8) }
    return file
  }

  var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }
}

/// A cell as it stands in a CSV, and whether it stands in quotes.
struct ReadCell: Hashable {
  var text: String
  var quoted = false
}

/// RFC 4180 in the plainest words: the reference that the encoder's output is read with.
func readCSV(_ bytes: [UInt8], delimiter: UInt8 = UInt8(ascii: ",")) -> [[ReadCell]] {
  var rows: [[ReadCell]] = []
  var row: [ReadCell] = []
  var cell: [UInt8] = []
  var quoted = false
  var index = 0
  func finishCell() {
    row.append(ReadCell(text: String(decoding: cell, as: UTF8.self), quoted: quoted))
    cell = []
    quoted = false
  }
  while index < bytes.count {
    let byte = bytes[index]
    index += 1
    switch byte {
    case UInt8(ascii: "\"") where cell.isEmpty && !quoted:
      quoted = true
      while true {
        if bytes[index] == UInt8(ascii: "\"") {
          index += 1
          guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { break }
        }
        cell.append(bytes[index])
        index += 1
      }
    case delimiter: finishCell()
    case UInt8(ascii: "\n"):
      finishCell()
      rows.append(row)
      row = []
    default: cell.append(byte)
    }
  }
  return rows
}

func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

/// A table of columns, all of them as long as the first.
func table(_ columns: [(Field, Column)]) -> Table {
  Table(schema: Schema(columns.map(\.0)), rowCount: columns.first?.1.count ?? 0, columns: columns.map(\.1))
}

/// Levels, one row each.
func levels(_ strings: [String], validity: Bitmap? = nil) -> Column {
  Column(.codes((0..<strings.count).map(Int32.init), levels: StringArray(strings)), validity: validity)
}

/// The whole CSV of one column, header and all; with `beside` there is a second column of nothing but `x`.
func csv(_ field: Field, _ column: Column, beside: Bool = true) -> String {
  var columns = [(field, column)]
  if beside {
    columns.append(
      (
        Field(name: "x", type: .categorical),
        Column(.codes([Int32](repeating: 0, count: column.count), levels: StringArray(["x"])))
      ))
  }
  let table = table(columns)
  let encoder = CSVEncoder(schema: table.schema)
  return text(encoder.header + encoder.encode(table, firstRow: 0))
}

/// The cells of one column, as spelt.
func spelling(_ type: FieldType, _ values: Column.Values, missing: String? = nil) -> [String] {
  let lines = csv(Field(name: "v", type: type, missing: missing), Column(values)).split(separator: "\n")
  return lines.dropFirst().map { String($0.dropLast(2)) }
}

/// What a program makes of `input`.
func run(_ program: String, _ arguments: [String], input: [UInt8]) throws -> [UInt8] {
  let workshop = try Workshop()
  let file = workshop.path + "/input"
  try Data(input).write(to: URL(fileURLWithPath: file))
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = [program] + arguments
  process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
  let pipe = Pipe()
  process.standardOutput = pipe
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
  return [UInt8](output)
}
