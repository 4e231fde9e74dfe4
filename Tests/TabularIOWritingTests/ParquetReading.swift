import Tabular
import TabularIO

/// A value of Thrift's compact protocol, read in the plainest way.
indirect enum Thrift: Hashable {
  case bool(Bool)
  case integer(Int)
  case bytes([UInt8])
  case list([Thrift])
  case structure([Int: Thrift])

  subscript(field: Int) -> Thrift? {
    if case .structure(let fields) = self { fields[field] } else { nil }
  }
  var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  var list: [Thrift] { if case .list(let elements) = self { elements } else { [] } }
  var bytes: [UInt8]? { if case .bytes(let bytes) = self { bytes } else { nil } }
}

struct ByteReader {
  let bytes: [UInt8]
  var place: Int

  mutating func byte() -> UInt8 {
    defer { place += 1 }
    return bytes[place]
  }

  mutating func take(_ count: Int) -> [UInt8] {
    defer { place += count }
    return Array(bytes[place..<(place + count)])
  }

  mutating func word(_ count: Int) -> UInt64 {
    take(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  mutating func varint() -> Int {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = byte()
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return Int(bitPattern: UInt(value)) }
      shift += 7
    }
  }

  mutating func thrift(_ kind: UInt8 = 12) -> Thrift {
    switch kind {
    case 1: return .bool(true)
    case 2: return .bool(false)
    case 5, 6:
      let raw = UInt(bitPattern: varint())
      return .integer(Int(bitPattern: raw >> 1) ^ -Int(bitPattern: raw & 1))
    case 8: return .bytes(take(varint()))
    case 9:
      let head = byte()
      let count = head >> 4 == 15 ? varint() : Int(head >> 4)
      return .list((0..<count).map { _ in thrift(head & 15) })
    default:
      var fields: [Int: Thrift] = [:]
      var field = 0
      while true {
        let head = byte()
        if head == 0 { return .structure(fields) }
        if head >> 4 == 0 {
          field = thrift(5).integer!
        } else {
          field += Int(head >> 4)
        }
        fields[field] = thrift(head & 15)
      }
    }
  }
}

/// One cell as it lies in a Parquet file.
enum Stored: Hashable {
  case missing
  /// The bits of a number or a boolean.
  case word(UInt64)
  case text(String)
}

/// A Parquet file of ours, read by the format's description.
struct ParquetFile {
  let bytes: [UInt8]
  let metadata: Thrift

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    precondition(bytes.starts(with: "PAR1".utf8) && bytes.suffix(4).elementsEqual("PAR1".utf8))
    var reader = ByteReader(bytes: bytes, place: bytes.count - 8)
    let length = Int(reader.word(4))
    reader.place = bytes.count - 8 - length
    metadata = reader.thrift()
    precondition(reader.place == bytes.count - 8)
  }

  var rows: Int { metadata[3]!.integer! }
  var groups: [Thrift] { metadata[4]!.list }

  func chunk(_ group: Int, _ column: Int) -> Thrift { groups[group][1]!.list[column][3]! }

  /// The cells of a column, and how many pages of each encoding they lay in.
  func column(_ index: Int) throws -> (cells: [Stored], pages: [Int: Int]) {
    var cells: [Stored] = []
    var pages: [Int: Int] = [:]
    let isOptional = metadata[2]!.list[index + 1][3]!.integer! == 1
    for group in groups.indices {
      let chunk = chunk(group, index)
      let type = chunk[1]!.integer!
      var dictionary: [Stored] = []
      var reader = ByteReader(bytes: bytes, place: (chunk[11] ?? chunk[9]!).integer!)
      let end = reader.place + chunk[7]!.integer!
      var raw = 0
      while reader.place < end {
        let start = reader.place
        let header = reader.thrift()
        raw += reader.place - start + header[2]!.integer!
        var body = reader.take(header[3]!.integer!)
        if chunk[4]!.integer! == 6 { body = try Decompression.decompress(body) }
        precondition(body.count == header[2]!.integer!)
        var page = ByteReader(bytes: body, place: 0)
        if header[1]!.integer! == 2 {
          dictionary = (0..<header[7]![1]!.integer!).map { _ in page.plain(type) }
          precondition(page.place == body.count)
          continue
        }
        let count = header[5]![1]!.integer!
        let encoding = header[5]![2]!.integer!
        pages[encoding, default: 0] += 1
        var present = [UInt64](repeating: 1, count: count)
        if isOptional {
          let length = Int(page.word(4))
          let end = page.place + length
          present = page.runs(width: 1, count: count)
          precondition(page.place == end)
        }
        let valueCount = present.count { $0 == 1 }
        var values: [Stored]
        if encoding == 8 {
          let width = Int(page.byte())
          values = page.runs(width: width, count: valueCount).map { dictionary[Int($0)] }
        } else if type == 0 {
          values = page.bits(width: 1, count: valueCount).map { .word($0) }
        } else {
          values = (0..<valueCount).map { _ in page.plain(type) }
        }
        precondition(page.place == body.count)
        values.reverse()
        cells += present.map { $0 == 1 ? values.removeLast() : .missing }
      }
      precondition(reader.place == end && raw == chunk[6]!.integer!)
    }
    return (cells, pages)
  }
}

extension ByteReader {
  fileprivate mutating func plain(_ type: Int) -> Stored {
    switch type {
    case 1: .word(word(4))
    case 6: .text(String(decoding: take(Int(word(4))), as: UTF8.self))
    default: .word(word(8))
    }
  }

  fileprivate mutating func bits(width: Int, count: Int) -> [UInt64] {
    let bytes = take((count * width + 7) / 8)
    return (0..<count).map { index in
      (0..<width).reduce(0) { word, bit in
        let place = index * width + bit
        return word | UInt64(bytes[place / 8] >> UInt8(place % 8) & 1) << UInt64(bit)
      }
    }
  }

  /// The hybrid of runs and packed bits.
  fileprivate mutating func runs(width: Int, count: Int) -> [UInt64] {
    var values: [UInt64] = []
    while values.count < count {
      let head = varint()
      if head & 1 == 1 {
        values += bits(width: width, count: (head >> 1) * 8)
      } else {
        values += repeatElement(word((width + 7) / 8), count: head >> 1)
      }
    }
    return Array(values.prefix(count))
  }
}

/// The whole file that `encoder` makes of `table`, drawn `chunkRows` rows at a time.
func file<Encoder: RowEncoder>(_ encoder: Encoder, _ table: Table, chunkRows: Int = .max) -> [UInt8] {
  var bytes = encoder.header
  var placed: [PlacedBlock<Encoder.Block.Summary>] = []
  for start in stride(from: 0, to: table.rowCount, by: encoder.blockRows) {
    let rows = start..<min(start + encoder.blockRows, table.rowCount)
    var block = encoder.makeBlock(rows: rows.count)
    var row = rows.lowerBound
    while row < rows.upperBound {
      let end = chunkRows < rows.upperBound - row ? row + chunkRows : rows.upperBound
      block.append(table[row..<end], firstRow: row)
      row = end
    }
    let encoded = block.finish()
    if let summary = encoded.summary { placed.append(PlacedBlock(offset: bytes.count, summary: summary)) }
    for part in encoded.parts { bytes += part }
    encoder.recycle(encoded)
  }
  return bytes + encoder.footer(of: placed)
}

extension Table {
  subscript(rows: Range<Int>) -> Table {
    Table(
      schema: schema, rowCount: rows.count,
      columns: columns.map { column in
        let validity = column.validity.map { all in Bitmap(count: rows.count) { all[rows.lowerBound + $0] } }
        switch column.values {
        case .int64(let values): return Column(.int64(Array(values[rows])), validity: validity)
        case .float64(let values): return Column(.float64(Array(values[rows])), validity: validity)
        case .codes(let codes, let levels):
          return Column(.codes(Array(codes[rows]), levels: levels), validity: validity)
        case .strings(let strings):
          return Column(.strings(StringArray(rows.map { strings.string($0) })), validity: validity)
        }
      })
  }
}
