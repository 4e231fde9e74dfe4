internal import Kernels
internal import Tabular

/// A worker's memory, used for one column after the other.
struct ParquetWorkspace: Sendable {
  let zstd = ZstdCoder()
  var coding = ValueDictionary.Memory()
}

/// A page without its header.
private struct Page {
  /// Levels, and what else stands before the values.
  var prefix: [UInt8]
  var body: [UInt8]
  /// Rows, or values of a dictionary.
  var count: Int
  var encoding: Int
  var isDictionary = false

  var size: Int { prefix.count + body.count }
}

extension ParquetColumnBuilder {
  /// Ends the chunk: appends its bytes to `parts` and tells the footer what it is.
  mutating func finish(
    into parts: inout [[UInt8]], _ workspace: inout ParquetWorkspace, pool: BufferPool
  ) -> ParquetChunkSummary {
    var summary = ParquetChunkSummary()
    summary.nullCount = validity.missingCount
    summary.extremes = extremes
    var pages: [Page]
    switch column.content {
    case .integers, .reals: pages = numberPages(&workspace, pool)
    case .levels: pages = levelPages(pool, &summary.extremes)
    case .boolean:
      var body: [UInt8] = []
      withCodes { body = Self.packed($0, width: 1) }
      pages = [Page(prefix: levels(0..<rows), body: body, count: rows, encoding: ParquetCode.plain)]
      summary.extremes = booleanExtremes
    case .strings: pages = textPages()
    }
    summary.dataPages = pages.count { !$0.isDictionary }
    let largest = pages.max { $0.body.count < $1.body.count }
    summary.isCompressed = largest.map { $0.body.withUnsafeBytes { workspace.zstd.gains(on: $0) } } ?? false
    for index in pages.indices {
      var page = pages[index]
      // The last reference to the body has to be this one, or the parts below are copies.
      pages[index].body = []
      let size = Self.write(&page, compressed: summary.isCompressed, to: &parts, workspace.zstd, pool)
      if page.isDictionary { summary.dictionarySize = size.stored }
      summary.storedSize += size.stored
      summary.rawSize += size.raw
    }
    return summary
  }

  private static func write(
    _ page: inout Page, compressed: Bool, to parts: inout [[UInt8]], _ zstd: ZstdCoder,
    _ pool: BufferPool
  ) -> (raw: Int, stored: Int) {
    func header(stored: Int) -> [UInt8] {
      ParquetMetadata.pageHeader(
        rawSize: page.size, storedSize: stored, values: page.count, encoding: page.encoding,
        isDictionary: page.isDictionary)
    }
    let raw = page.size
    guard compressed else {
      let header = header(stored: raw)
      parts.append(header + page.prefix)
      parts.append(page.body)
      return (header.count + raw, header.count + raw)
    }
    let content = page.prefix.isEmpty ? page.body : page.prefix + page.body
    let part = content.withUnsafeBytes { content in
      zstd.withFrame(of: content) { frame in
        var part = header(stored: frame.count)
        part.reserveCapacity(part.count + frame.count)
        part.append(contentsOf: frame)
        return (bytes: part, frame: frame.count)
      }
    }
    parts.append(part.bytes)
    var body: [UInt8] = []
    swap(&body, &page.body)
    pool.give(body)
    return (part.bytes.count - part.frame + raw, part.bytes.count)
  }

  // MARK: - Contents

  private mutating func numberPages(_ workspace: inout ParquetWorkspace, _ pool: BufferPool) -> [Page] {
    let size = column.physical == .int32 ? 4 : 8
    let count = values.count / 8
    var range: ClosedRange<Int64>?
    if column.physical != .double, low <= high { range = low...high }
    let dictionary = values.withUnsafeBytes { bytes in
      bytes.withMemoryRebound(to: UInt64.self) {
        ValueDictionary($0, range: range, size: size, &workspace.coding)
      }
    }
    guard let dictionary else {
      return [
        Page(
          prefix: levels(0..<rows), body: size == 4 ? Self.narrow(takeValues(), pool) : takeValues(),
          count: rows, encoding: ParquetCode.plain)
      ]
    }
    var body: [UInt8] = []
    body.reserveCapacity(dictionary.values.count * size)
    for word in dictionary.values {
      if size == 4 {
        body.append(littleEndian: Int32(clamping: Int64(bitPattern: word)))
      } else {
        body.append(littleEndian: word)
      }
    }
    pool.give(takeValues())
    let codes = workspace.coding.codes.withUnsafeBufferPointer {
      codePage(
        UnsafeBufferPointer(rebasing: $0[..<count]), width: dictionary.width,
        levelCount: dictionary.values.count)
    }
    return [dictionaryPage(body, count: dictionary.values.count), codes]
  }

  /// The levels that the rows hold, in the model's order, and codes into them.
  private mutating func levelPages(_ pool: BufferPool, _ extremes: inout ParquetExtremes) -> [Page] {
    let levels = union.levels
    var used = [UInt32](repeating: 0, count: levels.count)
    withCodes { codes in for code in codes { used[Int(code)] = 1 } }
    var body: [UInt8] = []
    var count = 0
    var low: ArraySlice<UInt8>?
    var high: ArraySlice<UInt8>?
    for level in levels.indices where used[level] != 0 {
      used[level] = UInt32(count)
      count += 1
      let text = levels[level]
      body.append(littleEndian: UInt32(text.count))
      body += text
      if low.map({ text.lexicographicallyPrecedes($0) }) ?? true { low = text }
      if high.map({ $0.lexicographicallyPrecedes(text) }) ?? true { high = text }
    }
    extremes = Self.extremes(low, high)
    if count < levels.count {
      values.withUnsafeMutableBytes { bytes in
        bytes.withMemoryRebound(to: UInt32.self) { codes in
          for index in codes.indices { codes[index] = used[Int(codes[index])] }
        }
      }
    }
    var page: Page?
    withCodes { page = codePage($0, width: ValueDictionary.width(count: count), levelCount: count) }
    pool.give(takeValues())
    return [dictionaryPage(body, count: count), page!]
  }

  private mutating func textPages() -> [Page] {
    let ends = fullPages + [PageEnd(rowEnd: rows, byteEnd: values.count)]
    if ends.count == 1 {
      return [Page(prefix: levels(0..<rows), body: takeValues(), count: rows, encoding: ParquetCode.plain)]
    }
    var start = PageEnd(rowEnd: 0, byteEnd: 0)
    return ends.map { end in
      defer { start = end }
      return Page(
        prefix: levels(start.rowEnd..<end.rowEnd), body: Array(values[start.byteEnd..<end.byteEnd]),
        count: end.rowEnd - start.rowEnd, encoding: ParquetCode.plain)
    }
  }

  private func dictionaryPage(_ body: [UInt8], count: Int) -> Page {
    Page(prefix: [], body: body, count: count, encoding: ParquetCode.plain, isDictionary: true)
  }

  /// A page of codes: their width, then one run of all of them.
  private func codePage(_ codes: UnsafeBufferPointer<UInt32>, width: Int, levelCount: Int) -> Page {
    var prefix = levels(0..<rows)
    prefix.append(UInt8(width))
    var body: [UInt8] = []
    if levelCount <= 1 {
      // One value many times over.
      prefix.append(varint: UInt64(codes.count) << 1)
      body = [0]
    } else {
      prefix.append(varint: UInt64((codes.count + 7) / 8) << 1 | 1)
      body = Self.packed(codes, width: width)
    }
    return Page(prefix: prefix, body: body, count: rows, encoding: ParquetCode.rleDictionary)
  }

  /// Whole groups of eight codes, as the format wants them.
  private static func packed(_ codes: UnsafeBufferPointer<UInt32>, width: Int) -> [UInt8] {
    let groups = (codes.count + 7) / 8
    let room = KernelSet.packedRoom(count: groups * 8, width: width)
    return [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
      let memory = UnsafeMutableRawBufferPointer(buffer)
      memory.initializeMemory(as: UInt8.self, repeating: 0)
      KernelSet.active.pack(codes, width: width, into: memory)
      count = groups * width
    }
  }

  /// The definition levels of `rows`: nothing where no value can be missing.
  private func levels(_ rows: Range<Int>) -> [UInt8] {
    guard column.isOptional else { return [] }
    var runs: [UInt8] = []
    if validity.presentCount(in: rows) == rows.count {
      runs.append(varint: UInt64(rows.count) << 1)
      runs.append(1)
    } else {
      runs.append(varint: UInt64((rows.count + 7) / 8) << 1 | 1)
      runs += validity.bytes(rows)
    }
    var bytes: [UInt8] = []
    bytes.append(littleEndian: UInt32(runs.count))
    return bytes + runs
  }

  // MARK: - Extremes

  private var extremes: ParquetExtremes {
    switch column.content {
    case .reals:
      guard lowReal <= highReal else { return .none }
      // A zero of either sign stands for both: the format's rule.
      return .words(
        low: (lowReal == 0 ? -0.0 : lowReal).bitPattern, high: (highReal == 0 ? 0.0 : highReal).bitPattern,
        width: 8)
    case .integers:
      guard low <= high else { return .none }
      return .words(
        low: UInt64(bitPattern: low), high: UInt64(bitPattern: high), width: column.physical == .int32 ? 4 : 8
      )
    case .strings: return Self.extremes(lowText?[...], highText?[...])
    case .levels, .boolean: return .none
    }
  }

  private var booleanExtremes: ParquetExtremes {
    guard !values.isEmpty else { return .none }
    var seen: (no: Bool, yes: Bool) = (false, false)
    withCodes { codes in seen = (codes.contains(0), codes.contains(1)) }
    return .words(low: seen.no ? 0 : 1, high: seen.yes ? 1 : 0, width: 1)
  }

  /// Long texts would only make the footer long.
  private static func extremes(_ low: ArraySlice<UInt8>?, _ high: ArraySlice<UInt8>?) -> ParquetExtremes {
    guard let low, let high, low.count <= 256, high.count <= 256 else { return .none }
    return .texts(low: Array(low), high: Array(high))
  }

  // MARK: - Memory

  private mutating func takeValues() -> [UInt8] {
    var taken: [UInt8] = []
    swap(&taken, &values)
    return taken
  }

  private func withCodes(_ body: (UnsafeBufferPointer<UInt32>) -> Void) {
    values.withUnsafeBytes { $0.withMemoryRebound(to: UInt32.self, body) }
  }

  /// The low halves of words.
  private static func narrow(_ words: [UInt8], _ pool: BufferPool) -> [UInt8] {
    let narrowed = words.withUnsafeBytes { bytes in
      bytes.withMemoryRebound(to: Int64.self) { words in
        [UInt8](unsafeUninitializedCapacity: words.count * 4) { buffer, count in
          UnsafeMutableRawBufferPointer(buffer).withMemoryRebound(to: Int32.self) { target in
            for index in words.indices { target[index] = Int32(clamping: words[index]) }
          }
          count = words.count * 4
        }
      }
    }
    pool.give(words)
    return narrowed
  }
}
