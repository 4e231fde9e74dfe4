import Foundation

/// A CSV after RFC 4180, read the plain way, to check the command's own reader and writer against.
struct CSV {
  struct Cell: Hashable {
    var text: String
    var isQuoted: Bool

    static func bare(_ text: String) -> Cell { Cell(text: text, isQuoted: false) }
    static func quoted(_ text: String) -> Cell { Cell(text: text, isQuoted: true) }
  }

  var header: [String] = []
  var rows: [[Cell]] = []

  init(_ data: Data, delimiter: UInt8 = UInt8(ascii: ",")) {
    let quote = UInt8(ascii: "\"")
    var records: [[Cell]] = []
    data.withUnsafeBytes { bytes in
      var index = 0
      var record: [Cell] = []
      while index < bytes.count {
        var field: [UInt8] = []
        let isQuoted = bytes[index] == quote
        if isQuoted {
          index += 1
          while index < bytes.count {
            if bytes[index] == quote {
              guard index + 1 < bytes.count, bytes[index + 1] == quote else { break }
              index += 1
            }
            field.append(bytes[index])
            index += 1
          }
          index += 1
        } else {
          while index < bytes.count, bytes[index] != delimiter, bytes[index] != 0x0A {
            field.append(bytes[index])
            index += 1
          }
        }
        record.append(Cell(text: String(decoding: field, as: UTF8.self), isQuoted: isQuoted))
        let ended = index >= bytes.count || bytes[index] == 0x0A
        // A delimiter at the very end of the text still starts a last, empty field.
        if !ended, index + 1 == bytes.count { record.append(.bare("")) }
        index += 1
        if ended {
          records.append(record)
          record = []
        } else if index < bytes.count, bytes[index] == 0x0A {
          record.append(.bare(""))
          records.append(record)
          record = []
          index += 1
        }
      }
      if !record.isEmpty { records.append(record) }
    }
    header = records.first.map { $0.map(\.text) } ?? []
    rows = Array(records.dropFirst())
  }

  /// The cells of one column.
  subscript(name: String) -> [Cell] {
    guard let index = header.firstIndex(of: name) else { return [] }
    return rows.map { $0[index] }
  }

  func texts(_ name: String) -> [String] { self[name].map(\.text) }
  func numbers(_ name: String) -> [Double?] { self[name].map { Double($0.text) } }
}
