internal import Evaluation

/// Where the numbers come from.
struct ManifestSection {
  struct Entry {
    var term: String
    var value: String
  }

  var entries: [Entry]
  var files: DataTable

  init(_ manifest: Manifest) {
    entries = [
      Entry(term: "Program", value: PlainText.clean(manifest.program, limit: 200)),
      Entry(term: "Command", value: PlainText.clean(manifest.command, limit: 1000)),
      Entry(term: "Seed", value: String(manifest.seed)),
      Entry(term: "Resamples behind intervals and expectations", value: NumberText.count(manifest.resamples)),
      Entry(
        term: "Most rows for detection, utility, precision and recall",
        value: NumberText.count(manifest.sampleLimit)),
    ]
    files = DataTable(
      "Files", head: ["table", "file", "rows", "columns", "SHA-256"],
      rows: manifest.files.map {
        (
          PlainText.clean($0.role),
          [
            PlainText.clean($0.name), NumberText.count($0.rows), NumberText.count($0.columns),
            PlainText.clean($0.sha256 ?? "not known"),
          ]
        )
      })
  }
}
