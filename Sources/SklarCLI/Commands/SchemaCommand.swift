import ArgumentParser
import Sklar

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Write down a table's inferred types, spellings and bounds, to be edited.",
    discussion: """
      The file is YAML; 'sklar fit --schema FILE' holds the table to it. If its name ends in .json, it is SDV \
      metadata (V1), which holds types and formats only.
      """)

  @Argument(help: ArgumentHelp("The table to look at.", valueName: "data"))
  var data: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The schema file to write. Default: standard output.", valueName: "file"))
  var output = "-"

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var common: CommonOptions

  func validate() throws { try refuseOverwriting(data, with: output) }

  func run() throws {
    let read = try reading.read(data, threads: common.threadCount, digest: false)
    common.report(read.notes)
    let text =
      output.lowercased().hasSuffix(".json")
      ? SDVMetadata.json(for: read.table.schema, table: ReadingOptions.tableName(data))
      : SchemaFile.yaml(for: read.table.schema, table: read.table)
    let file = try OutputFile(path: output)
    try file.write(Array(text.utf8))
    try file.commit()
  }
}
