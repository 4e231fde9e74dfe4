public import Tabular

/// The kinds of file that tables are written as.
public enum OutputFormat: String, Sendable, Hashable, CaseIterable {
  case csv
  case tsv
  case jsonl
  case parquet
  case arrow

  /// The format called `name`, or without one the format that the end of `path` stands for, before `.gz`
  /// or `.zst`. Case does not matter. Standard output (`-`) and devices, whose names end in nothing, are
  /// CSV unless a name is given.
  /// - Throws: `OutputFormatError`, which lists what there is.
  public init(path: String, named name: String? = nil) throws(OutputFormatError) {
    try self.init(withinContainer: path, named: name)
    guard canBeCompressed || Compression(suffixOf: path) == nil else {
      throw OutputFormatError(subject: path, reason: .compressedFromOutside)
    }
  }

  private init(withinContainer path: String, named name: String?) throws(OutputFormatError) {
    if let name {
      guard let format = OutputFormat(rawValue: name.lowercased()) else {
        throw OutputFormatError(subject: name, reason: .unknownName)
      }
      self = format
      return
    }
    let file = Compression.stripped(path).split(separator: "/").last ?? ""
    guard path != "-", !path.hasPrefix("/dev/") else {
      self = .csv
      return
    }
    guard let dot = file.lastIndex(of: "."),
      let format = OutputFormat(rawValue: file[file.index(after: dot)...].lowercased())
    else { throw OutputFormatError(subject: path, reason: .unknownEnding) }
    self = format
  }

  /// Whether the columns' names can be left out.
  public var namesAreOptional: Bool {
    switch self {
    case .csv, .tsv, .jsonl: true
    case .parquet, .arrow: false
    }
  }

  /// Whether a file of this format can be put into a `.gz` or `.zst`. Parquet's footer says where in the file its
  /// parts lie, and the parts are compressed already.
  fileprivate var canBeCompressed: Bool { self != .parquet }

  /// An encoder of this format.
  /// - Parameter header: whether a CSV or TSV starts with the names. JSON Lines has none; Parquet and Arrow always
  ///   have them.
  /// - Precondition: `compression` is `nil` for Parquet.
  public func encoder(
    _ schema: Schema, header: Bool = true, compression: Compression? = nil
  ) -> any RowEncoder {
    let encoder: any RowEncoder =
      switch self {
      case .csv: CSVEncoder(schema: schema, header: header)
      case .tsv: CSVEncoder(schema: schema, delimiter: UInt8(ascii: "\t"), header: header)
      case .jsonl: JSONLEncoder(schema: schema)
      case .parquet: ParquetEncoder(schema: schema)
      case .arrow: ArrowEncoder(schema: schema)
      }
    guard let compression else { return encoder }
    precondition(canBeCompressed)
    func compressed(_ encoder: some RowEncoder) -> any RowEncoder { CompressedEncoder(encoder, compression) }
    return compressed(encoder)
  }
}

/// An output whose format is not known, or cannot be written so.
public struct OutputFormatError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path or the format's name, as given.
  public let subject: String
  public let reason: Reason

  public enum Reason: Sendable {
    /// `subject` is a format's name, and there is none such.
    case unknownName
    /// `subject` is a path that says nothing of the format.
    case unknownEnding
    /// `subject` is a path that ends in `.gz` or `.zst`, which the format does not allow.
    case compressedFromOutside
  }

  public var description: String {
    let formats = OutputFormat.allCases.map(\.rawValue)
    let compressible = OutputFormat.allCases.filter(\.canBeCompressed).map { ".\($0)" }
    switch reason {
    case .unknownName:
      return "\(subject): There is no such output format. Choose one of: \(formats.joined(separator: ", "))."
    case .unknownEnding:
      return "\(subject): The name does not tell the output format. "
        + "End it in \(compressible.joined(separator: ", ")), each also with .gz or .zst after it, or in .parquet."
    case .compressedFromOutside:
      return "\(subject): A Parquet file is compressed on the inside. Leave .gz or .zst out of its name."
    }
  }
}
