public import Tabular

/// The kinds of file that tables are written as.
public enum OutputFormat: String, Sendable, Hashable, CaseIterable {
  case csv
  case tsv
  case jsonl
  case parquet

  /// The format called `name`, or without one the format that the end of `path` stands for, before `.gz`
  /// or `.zst`. Case does not matter. Standard output (`-`) and devices, whose names end in nothing, are
  /// CSV unless a name is given.
  /// - Throws: `OutputFormatError`, which lists what there is.
  public init(path: String, named name: String? = nil) throws(OutputFormatError) {
    if let name {
      guard let format = OutputFormat(rawValue: name.lowercased()) else {
        throw OutputFormatError(subject: name, isName: true)
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
    else { throw OutputFormatError(subject: path, isName: false) }
    self = format
  }

  /// An encoder of this format.
  /// - Parameter header: whether a CSV or TSV starts with the names. JSON Lines has none.
  public func encoder(
    _ schema: Schema, header: Bool = true, compression: Compression? = nil
  ) -> any RowEncoder {
    let encoder: any RowEncoder =
      switch self {
      case .csv: CSVEncoder(schema: schema, header: header)
      case .tsv: CSVEncoder(schema: schema, delimiter: UInt8(ascii: "\t"), header: header)
      case .jsonl: JSONLEncoder(schema: schema)
      case .parquet: ParquetEncoder(schema: schema)
      }
    guard let compression else { return encoder }
    func compressed(_ encoder: some RowEncoder) -> any RowEncoder { CompressedEncoder(encoder, compression) }
    return compressed(encoder)
  }
}

/// An output whose format is not known.
public struct OutputFormatError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path or the format's name, as given.
  public let subject: String
  /// Whether `subject` is a format's name, not a path.
  public let isName: Bool

  public var description: String {
    let formats = OutputFormat.allCases.map(\.rawValue)
    return isName
      ? "\(subject): There is no such output format. Choose one of: \(formats.joined(separator: ", "))."
      : "\(subject): The name does not tell the output format. "
        + "End it in \(formats.map { ".\($0)" }.joined(separator: ", ")), each also with .gz or .zst after it."
  }
}
