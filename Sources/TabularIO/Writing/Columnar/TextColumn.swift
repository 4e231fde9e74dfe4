internal import Tabular

/// What a chunk of a text column holds, whichever way its values lie in memory.
struct TextColumn {
  private let codes: [Int32]?
  private let texts: StringArray
  /// The level that stands for the template, and the template around the row's number.
  private let template: (code: Int32, pieces: [[UInt8]])?

  /// - Parameter emission: what a row holds if the column has no levels.
  /// - Parameter template: a level in which `{row}` stands for the row's number.
  /// - Precondition: the values are codes or strings.
  init(_ values: Column.Values, emission: String?, template: [UInt8]?) {
    switch values {
    case .strings(let strings):
      (codes, texts, self.template) = (nil, strings, nil)
    case .codes(let codes, let stored):
      texts = stored.count == 0 ? emission.map { StringArray([$0]) } ?? stored : stored
      self.codes = codes
      let texts = texts
      self.template = template.flatMap { template in
        texts.indices.first { texts[$0].elementsEqual(template) }
          .map { (Int32($0), TextColumn.pieces(template)) }
      }
    case .int64, .float64: preconditionFailure("a column of text holds numbers")
    }
  }

  /// Calls `body` with the text of each row that is present, in order, and the row's place in the chunk.
  func forEach(
    rows: Int, firstRow: Int, validity: Bitmap?, _ body: (Int, UnsafeBufferPointer<UInt8>) -> Void
  ) {
    texts.utf8.withUnsafeBufferPointer { utf8 in
      let offsets = texts.offsets
      var filled: [UInt8] = []
      for row in 0..<rows where validity?[row] ?? true {
        let code = codes.map { Int($0[row]) } ?? row
        if let template, code == Int(template.code) {
          filled.removeAll(keepingCapacity: true)
          for (index, piece) in template.pieces.enumerated() {
            if index > 0 { filled += String(firstRow + row).utf8 }
            filled += piece
          }
          filled.withUnsafeBufferPointer { body(row, $0) }
        } else {
          body(row, UnsafeBufferPointer(rebasing: utf8[offsets[code]..<offsets[code + 1]]))
        }
      }
    }
  }

  private static func pieces(_ template: [UInt8]) -> [[UInt8]] {
    let mark = Array("{row}".utf8)
    var pieces: [[UInt8]] = []
    var rest = template[...]
    while let range = rest.firstRange(of: mark) {
      pieces.append(Array(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return pieces + [Array(rest)]
  }
}

/// The levels of a column, put together from chunks that need not have the same ones.
struct LevelUnion {
  private(set) var levels = StringArray()
  private var codes: [[UInt8]: UInt32] = [:]

  /// Codes into `levels` of the rows that are present in a chunk of `rows` rows.
  mutating func codes(
    _ values: Column.Values, emission: String?, rows: Int, validity: Bitmap?
  ) -> [Int32] {
    if case .codes(let codes, var stored) = values {
      if stored.count == 0, let emission { stored = StringArray([emission]) }
      if levels.count == 0 { levels = stored }
      // Lists that share memory compare in O(1): so it is with the chunks of a run.
      if levels == stored { return validity.map { codes.present($0) } ?? codes }
    }
    if codes.isEmpty {
      for level in levels.indices { codes[Array(levels[level])] = UInt32(level) }
    }
    var result: [Int32] = []
    result.reserveCapacity(rows)
    TextColumn(values, emission: emission, template: nil)
      .forEach(rows: rows, firstRow: 0, validity: validity) { _, text in
        let text = Array(text)
        if let code = codes[text] { return result.append(Int32(code)) }
        codes[text] = UInt32(levels.count)
        result.append(Int32(levels.count))
        levels.append(text)
      }
    return result
  }
}
