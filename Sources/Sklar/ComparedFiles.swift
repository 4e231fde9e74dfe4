public import Evaluation
public import Tabular
public import TabularIO

/// Files of an evaluation, read and brought to the same columns.
public struct ComparedFiles: Sendable {
  public let tables: EvaluationTables
  /// What a user should know of how the tables were brought together.
  public let notes: [Note]
  /// The files, for a report's manifest.
  public let files: [Manifest.File]

  /// Something about one file, in whole sentences. Never holds a cell's value.
  public struct Note: Sendable, Hashable, CustomStringConvertible {
    /// The file's name, without its folders.
    public let file: String
    public let column: String?
    public let message: String

    /// `FILE: column "NAME": message`.
    public var description: String { "\(ColumnPlace.shown(file)): \(ColumnPlace.prefix(column))\(message)" }
  }

  /// Reads the real table, then the others in its terms (`TableAlignment`).
  ///
  /// - Parameters:
  ///   - target: The column that learners are to predict.
  ///   - reading: How the files are read; a schema given there holds for the real table.
  ///   - check: Gets the real table's schema before anything else is read.
  /// - Throws: `TableReadError`, naming file, line and column, also for tables that cannot be compared.
  public init(
    real: String, synthetic: String, holdout: String? = nil, target: String? = nil,
    reading: TableReader.Options, check: (Schema) throws -> Void = { _ in }
  ) throws {
    var options = reading
    options.allowsBlankColumns = true
    let realFile = try TableReader(options).read(path: real)
    try check(realFile.table.schema)

    options.schema = nil
    let reader = TableReader(options)
    let schema = realFile.table.comparedSchema
    func read(_ path: String) throws -> ReadTable {
      try reader.read(path: path, comparedWith: schema, missing: TableAlignment.missingSpellings)
    }
    let syntheticFile = try read(synthetic)
    let holdoutFile = try holdout.map(read)
    let paths: [TableAlignment.Role: String] = [
      .real: real, .synthetic: synthetic, .holdout: holdout ?? "",
    ]
    let alignment: TableAlignment
    do {
      alignment = try TableAlignment(
        real: realFile.table, synthetic: syntheticFile.table, holdout: holdoutFile?.table, target: target,
        threads: reading.threads)
    } catch {
      throw TableReadError(error, path: paths[error.role]!, reader: reader)
    }
    tables = alignment.tables
    var notes = alignment.notes.map {
      Note(file: paths[$0.role]!.fileName, column: $0.column, message: $0.message)
    }
    if let digest = realFile.sha256, syntheticFile.sha256 == digest {
      notes.append(
        Note(
          file: synthetic.fileName, column: nil,
          message: "The file is the real table's, byte for byte: this measures nothing that was generated."))
    }
    if let holdout, let digest = holdoutFile?.sha256 {
      if digest == realFile.sha256 || digest == syntheticFile.sha256 {
        let role = digest == realFile.sha256 ? "real" : "synthetic"
        notes.append(
          Note(
            file: holdout.fileName, column: nil,
            message:
              "The held-out file is the \(role) table's, byte for byte: what it scores is no reference. Hold out rows that the generator has not seen."
          ))
      }
    }
    self.notes = notes
    func file(_ role: TableAlignment.Role, _ read: ReadTable) -> Manifest.File {
      Manifest.File(
        role: role.rawValue, name: paths[role]!.fileName, sha256: read.sha256, rows: read.table.rowCount,
        columns: read.table.columns.count)
    }
    files =
      [file(.real, realFile), file(.synthetic, syntheticFile)]
      + (holdoutFile.map { [file(.holdout, $0)] } ?? [])
  }
}

extension Table {
  /// The schema that other tables are read by. A column without any value is compared by where values are missing,
  /// whatever they are.
  fileprivate var comparedSchema: Schema {
    var schema = schema
    for index in columns.indices where columns[index].presentCount == 0 {
      schema.fields[index].type = .text(emission: .drop)
    }
    return schema
  }
}

extension TableReadError {
  /// The error of an alignment, with the place in the file.
  fileprivate init(_ error: TableAlignmentError, path: String, reader: TableReader) {
    let code: Code =
      switch error.code {
      case .noRows, .tooManyRows: .noRows
      case .missingColumns, .noCommonColumns, .noSuchTarget: .missingColumn
      case .otherKind: .wrongType
      case .nothingToCompare: .nothingToCompare
      }
    self.init(
      code: code, file: path == "-" ? "<stdin>" : path,
      line: error.row.flatMap { reader.line(ofRow: $0, path: path) }, column: error.column,
      message: error.message)
  }
}

extension String {
  /// The name of the file at this path, without its folders.
  fileprivate var fileName: String {
    self == "-" ? "<stdin>" : String(split(separator: "/").last ?? "")
  }
}
