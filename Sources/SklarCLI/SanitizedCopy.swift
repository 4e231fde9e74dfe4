import ArgumentParser
import Glibc
import PersonalData
import Sklar

/// A copy of a table in which personal data is replaced, and everything else is as it was.
struct SanitizedCopy {
  let data: String
  let output: String
  let options: TableReader.Options
  let sanitizer: Sanitizer
  let rows: Int
  let threads: Int

  /// Writes the copy, which is scanned again first: none of the values that were replaced may be left in it.
  ///
  /// Takes memory for the text, its copy, and 16 bytes for each value that is replaced.
  func write(to file: OutputFile) throws -> SanitizedReport {
    let text = try FieldRewriting(path: data, options: options)
    let columns = text.columns
    let planned = columns.map { self.sanitizer.plans[$0] != nil }
    var sanitizer = self.sanitizer
    let looking = self.sanitizer
    for found in try text.reduce(
      Set<UInt64>(), threads: threads,
      { found, column, value in
        if planned[column] { found.formUnion(looking.fingerprints(value, column: columns[column])) }
      })
    {
      sanitizer.remember(found)
    }

    let replacing = sanitizer
    let pieces = try text.rewritten(threads: threads) { column, value in
      planned[column]
        ? replacing.replacements(value, column: columns[column]).map { ($0.range, $0.text) } : []
    }
    let counts = try text.reduce([PersonalDataKind: Int](), threads: threads) { counts, column, value in
      guard planned[column] else { return }
      for match in replacing.plans[columns[column]]!.found(in: value) { counts[match, default: 0] += 1 }
    }
    var replaced: [String: Int] = [:]
    for part in counts { for (kind, count) in part { replaced[kind.rawValue, default: 0] += count } }

    try verify(pieces, columns, planned, replacing)
    let compression = Compression(suffixOf: output)
    for piece in pieces where !piece.isEmpty { try file.write(compression?.compress(piece) ?? piece) }
    return SanitizedReport(replaced: replaced, rows: rows, verified: true)
  }

  private func verify(_ pieces: [[UInt8]], _ columns: [String], _ planned: [Bool], _ sanitizer: Sanitizer)
    throws
  {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(pieces.reduce(0) { $0 + $1.count })
    for piece in pieces { bytes += piece }
    let copy = try FieldRewriting(bytes, file: FileBytes.displayName(data), options: options)
    guard copy.columns == columns else {
      throw TableReadError(
        code: .unreadableFile, file: FileBytes.displayName(data),
        message: "The sanitised copy does not read back with the same columns, so it was not written.")
    }
    let left = try copy.reduce(0, threads: threads) { left, column, value in
      if planned[column], sanitizer.isLeft(in: value, column: columns[column]) { left += 1 }
    }.reduce(0, +)
    guard left == 0 else {
      throw TableReadError(
        code: .unreadableFile, file: FileBytes.displayName(data),
        message:
          "A second scan found \(left) of the values still in the sanitised copy, so it was not written. Use another key."
      )
    }
  }

  /// The copy is the text with changes, so its format is the table's.
  static func checkFormat(of output: String, from data: String) throws {
    func format(_ path: String) -> Substring {
      var name = path.lowercased()[...]
      for ending in [".gz", ".zst"] where name.hasSuffix(ending) { name = name.dropLast(ending.count) }
      return name.lastIndex(of: ".").map { name[name.index(after: $0)...] } ?? ""
    }
    let known = ["csv", "tsv", "jsonl", "ndjson", "parquet", "arrow"]
    let (from, to) = (format(data), format(output))
    if output == "-" || isStream(output) { return }
    if known.contains(String(to)), to != from,
      !(["jsonl", "ndjson"].contains(to) && ["jsonl", "ndjson"].contains(from))
    {
      throw ValidationError(
        "--sanitize changes cells and leaves everything else as it is, so the copy has the table's format: name it .\(from), perhaps with .gz or .zst."
      )
    }
  }

  /// The key of a file, of the environment, or a random one.
  static func key(file: String?) throws -> (key: FakeKey, isRandom: Bool) {
    if let file {
      let bytes: [UInt8]
      do { bytes = try FileBytes.read(path: file, decompressedLimit: 1 << 20) } catch { throw error }
      // A line feed at the end is an editor's.
      let secret = Array(bytes.last == 0x0A ? bytes.dropLast() : bytes[...])
      guard secret.count >= 16 else {
        throw FileReadError(
          code: .unreadable, file: file,
          message: "The key has fewer than 16 bytes. Make one: head -c 32 /dev/urandom > \(file)")
      }
      return (FakeKey(secret), false)
    }
    if let variable = getenv("SKLAR_KEY") {
      let secret = Array(String(cString: variable).utf8)
      guard secret.count >= 16 else {
        throw ValidationError(
          "SKLAR_KEY has fewer than 16 bytes. Give a longer secret, or none for a random key.")
      }
      return (FakeKey(secret), false)
    }
    return (.random(), true)
  }
}
