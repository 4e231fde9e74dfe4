public import Rules
internal import Scheduling
internal import Tabular
public import TabularIO

/// Holds a table of any size to rules, block by block.
///
/// Memory is that of two blocks, and what `RuleChecker` remembers for rules of whole tables.
public struct RuleValidation: Sendable {
  public let rules: RuleSet
  public let path: String
  public let options: TableReader.Options
  /// The table whose combinations the rules mean that say "from the data"; `nil`: those are not checked.
  public let against: String?

  public init(rules: RuleSet, path: String, options: TableReader.Options, against: String? = nil) {
    self.rules = rules
    self.path = path
    self.options = options
    self.against = against
  }

  /// Where rows go, byte for byte as they stand in the table.
  public struct Outputs {
    /// Rows that break no rule.
    public var valid: String?
    /// The others, with one more column, `reasons`.
    public var invalid: String?

    public init(valid: String? = nil, invalid: String? = nil) {
      (self.valid, self.invalid) = (valid, invalid)
    }
  }

  /// Reads and checks the table.
  /// - Parameter progress: called with the rows so far.
  /// - Returns: the report, and the outputs, which are complete and yet to be committed.
  /// - Throws: `TableReadError`, `RuleError`, `OutputError`.
  public func run(_ outputs: Outputs, progress: (Int) -> Void = { _ in }) throws -> (
    report: RuleReport, files: [OutputFile]
  ) {
    var blocks = TableStream.Blocks()
    blocks.keepsText = true
    // A schema is held to as a whole.
    if options.schema == nil { blocks.columns = Set(rules.columns) }
    var checker = RuleChecker([])
    var report = RuleReport([], schema: Schema([]))
    var (valid, invalid): (RecordOutput?, RecordOutput?)
    // What cannot be written is refused before the work.
    func open() throws {
      valid?.file.discard()
      invalid?.file.discard()
      valid = try outputs.valid.map { try RecordOutput(path: $0) }
      invalid = try outputs.invalid.map { try RecordOutput(path: $0) }
    }
    try open()
    try TableStream(path: path, options: options, blocks: blocks).forEach { schema in
      let bound = try rules.bound(to: schema) { try reference($0, schema) }
      checker = RuleChecker(bound)
      report = RuleReport(bound, schema: schema)
      if (valid?.hasWritten ?? false) || (invalid?.hasWritten ?? false) { try open() }
    } _: { block in
      let broken = checker.broken(block.table, unfit: block.unfit, threads: options.threads)
      let offsets = Once { block.text?.offsets() ?? [] }
      let bad = report.add(broken, unfit: block.unfit, rowCount: block.table.rowCount) {
        block.text?.lines(of: offsets.value.dropLast())
          ?? (0..<block.table.rowCount).map { block.firstRow + $0 + 1 }
      }
      if let text = block.text, valid != nil || invalid != nil {
        try valid?.write(text, offsets.value, rows: bad, wanted: false, reasons: nil)
        try invalid?.write(text, offsets.value, rows: bad, wanted: true) { row in
          reasons(of: row, broken, block, checker.rules)
        }
      }
      progress(block.firstRow + block.table.rowCount)
    }
    report.finish()
    try valid?.finish()
    try invalid?.finish()
    return (report, [valid?.file, invalid?.file].compactMap { $0 })
  }

  private func reference(_ rule: Rule, _ schema: Schema) throws -> Table? {
    if let against, case .combinations(let names, .data) = rule.kind {
      let fields = names.compactMap { name in schema.fields.first { $0.name == name } }
      guard fields.count == names.count else { return nil }
      return try RuleFile.combinations(path: against, fields, rule, threads: options.threads)
    }
    return try RuleFile.reference(rule, schema: schema, threads: options.threads)
  }

  private func reasons(of row: Int, _ broken: [Bitmap], _ block: TableStream.Block, _ rules: [BoundRule])
    -> String
  {
    var reasons: [String] = []
    for (field, unfit) in zip(block.table.schema.fields, block.unfit) where unfit?[row] ?? false {
      reasons.append("\(field.name) is not \(field.type.name)")
    }
    for (rule, bits) in zip(rules, broken) where bits[row] { reasons.append(rule.rule.description) }
    return reasons.joined(separator: "; ")
  }
}

/// A value that is made when it is first asked for.
private final class Once<Value> {
  private let make: () -> Value
  private(set) lazy var value = make()

  init(_ make: @escaping () -> Value) { self.make = make }
}

/// Records on their way to a file, with the header of the table that they come from.
private struct RecordOutput {
  let file: OutputFile
  private let compression: Compression?
  private(set) var hasWritten = false
  private var pending: [UInt8] = []

  init(path: String) throws {
    file = try OutputFile(path: path)
    compression = Compression(suffixOf: path)
  }

  mutating func write(
    _ text: RecordText, _ offsets: [Int], rows: Bitmap, wanted: Bool, reasons: ((Int) -> String)?
  ) throws {
    let delimiter = text.delimiterByte
    if !hasWritten {
      pending += reasons == nil ? Array(text.header) : Self.header(text, delimiter)
      hasWritten = true
    }
    for row in 0..<rows.count where rows[row] == wanted {
      let record = text.bytes[offsets[row]..<offsets[row + 1]]
      if let reasons {
        append(record, reasons(row), isLines: text.isLines, delimiter)
      } else {
        pending += record
        if record.last != UInt8(ascii: "\n") { pending.append(UInt8(ascii: "\n")) }
      }
    }
    if pending.count > 1 << 22 { try flush() }
  }

  mutating func finish() throws { try flush() }

  private mutating func flush() throws {
    guard !pending.isEmpty else { return }
    try file.write(compression?.compress(pending) ?? pending)
    pending.removeAll(keepingCapacity: true)
  }

  private static func header(_ text: RecordText, _ delimiter: UInt8) -> [UInt8] {
    guard !text.isLines else { return [] }
    return trimmed(text.header) + [delimiter] + Array("reasons\n".utf8)
  }

  private static func trimmed(_ record: ArraySlice<UInt8>) -> [UInt8] {
    var record = record
    while let last = record.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") {
      record = record.dropLast()
    }
    return Array(record)
  }

  private mutating func append(
    _ record: ArraySlice<UInt8>, _ reasons: String, isLines: Bool, _ delimiter: UInt8
  ) {
    var record = Self.trimmed(record)
    if isLines {
      while let last = record.last, last == 0x20 || last == 0x09 { record.removeLast() }
      if record.last == UInt8(ascii: "}") { record.removeLast() }
      let isEmpty = record.last { $0 > 0x20 } == UInt8(ascii: "{")
      pending += record + Array("\(isEmpty ? "" : ",")\"reasons\":\"".utf8)
      for byte in reasons.utf8 {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): pending += [UInt8(ascii: "\\"), byte]
        case 0..<0x20:
          pending +=
            Array("\\u00".utf8) + Array((byte < 16 ? "0" : "").utf8) + Array(String(byte, radix: 16).utf8)
        default: pending.append(byte)
        }
      }
      pending += Array("\"}\n".utf8)
    } else {
      pending += record + [delimiter, UInt8(ascii: "\"")]
      for byte in reasons.utf8 {
        if byte == UInt8(ascii: "\"") { pending.append(byte) }
        pending.append(byte)
      }
      pending += [UInt8(ascii: "\""), UInt8(ascii: "\n")]
    }
  }
}
