internal import Tabular

/// Why a table could not be read: what is wrong, where, and what to do. Never holds a cell's value.
public struct TableReadError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: String, Sendable, Hashable {
    /// The file's bytes could not be had (`FileReadError`).
    case unreadableFile
    case utf16
    case invalidUTF8
    case nulByte
    /// A header and no rows, or nothing at all.
    case noRows
    /// A program that printed fewer rows than it was asked for.
    case tooFewRows
    /// A row with more or fewer fields than the header.
    case raggedRow
    case unterminatedQuote
    /// A line that is not one JSON object.
    case malformedJSON
    /// An array or object inside an object.
    case nestedValue
    case textAfterQuote
    case duplicateColumn
    case unnamedColumn
    /// A column without a single value.
    case emptyColumn
    /// An infinity in a column of numbers.
    case notFinite
    /// The file and the given schema name different columns.
    case missingColumn
    case unknownColumn
    /// A value that is not of the given schema's type or format.
    case wrongType
    /// A value outside the given schema's range or levels.
    case outsideDomain
    /// A private table that is not what its schema says, for a reason that is not told.
    case malformed
    /// A table to compare whose columns all hold identifiers or free text.
    case nothingToCompare
  }

  public let code: Code
  /// The path as it was given; `<stdin>` for standard input.
  public let file: String
  /// The physical line, from 1, on which the record or field begins.
  public let line: Int?
  public let column: String?
  /// What is wrong and what to do, as whole sentences.
  public let message: String

  public init(code: Code, file: String, line: Int? = nil, column: String? = nil, message: String) {
    self.code = code
    self.file = file
    self.line = line
    self.column = column
    self.message = message
  }

  /// `FILE:LINE: column "NAME": what is wrong. What to do.`
  public var description: String {
    ErrorPlace(file: file, line: line, column: column).description + message
  }

  init(_ error: FileReadError) {
    self.init(code: .unreadableFile, file: error.file, message: error.message)
  }
}

/// How errors begin: `FILE:LINE: column "NAME": `, as far as it is known.
struct ErrorPlace: CustomStringConvertible {
  let file: String
  let line: Int?
  let column: String?

  var description: String {
    file + (line.map { ":\($0)" } ?? "") + ": " + ColumnPlace.prefix(column)
  }
}
