internal import Auditing
internal import Evaluation
internal import Tabular

/// All that the page's template shows.
struct Page {
  var realName: String
  var syntheticName: String
  var heldOutName: String?
  var rowWords: String
  var overview: Overview
  var edges: EdgesSection?
  var findings: FindingsSection?
  var columns: ColumnsSection
  var associations: AssociationSection?
  var pairs: PairsSection?
  var combination: AccuracySection?
  var detection: DetectionSection?
  var detectionAbsent: String
  var usefulness: UtilitySection?
  var usefulnessAbsent: String
  var nearness: NearnessSection?
  var hasHoldout: Bool
  var surroundings: PrecisionRecallSection?
  var metrics: MetricTables
  var notes: [String]
  var hasNotes: Bool
  var manifest: ManifestSection?
  var style: String

  init(
    _ report: EvaluationReport, check: CheckReport? = nil, tables: EvaluationTables, threads: Int
  ) throws {
    let chosen = ColumnsSection.chosen(report.fidelity, tables.schema)
    let worst = PairsSection.sorted(report.fidelity)
    let places = Dictionary(
      tables.schema.fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { a, _ in a })
    let drawn = Array(worst.prefix(PairsSection.most))
    let pictures = try EvaluationPictures(
      tables, columns: chosen.map(\.place),
      pairs: drawn.compactMap { pair in
        places[pair.first].flatMap { first in places[pair.second].map { (first, $0) } }
      }, threads: threads)

    func name(_ role: String, _ other: String) -> String {
      report.manifest?.files.first { $0.role.lowercased().hasPrefix(role) }.map {
        PlainText.clean($0.name, limit: 80)
      }
        ?? other
    }
    realName = name("real", "the real table")
    syntheticName = name("synth", "the synthetic table")
    heldOutName = tables.holdout == nil ? nil : name("hold", "the held-out table")
    rowWords =
      "\(NumberText.count(report.rows.synthetic)) synthetic rows against \(NumberText.count(report.rows.real)) real ones"
      + (report.rows.holdout.map { ", beside \(NumberText.count($0)) held-out real rows" } ?? "")
    overview = Overview(report, tables: tables)
    edges = check.map(EdgesSection.init)
    findings = report.findings.isEmpty ? nil : FindingsSection(report.findings)
    columns = ColumnsSection(report.fidelity, chosen: chosen, tables: tables, pictures: pictures)
    associations = AssociationSection(report.fidelity)
    pairs = PairsSection(drawn, of: report.fidelity.pairs.count, schema: tables.schema, pictures: pictures)
    combination = report.accuracy.map(AccuracySection.init)
    detection = report.detection.map { DetectionSection($0, propensity: report.propensity) }
    detectionAbsent =
      "No detection: it needs columns that can be compared, and more rows of each table than there are here."
    usefulness = report.utility.map(UtilitySection.init)
    usefulnessAbsent =
      tables.target == nil
      ? "No utility: no target column was named (--target COLUMN)."
      : "No utility: the target column, or the number of rows, does not allow to train and to test a model."
    nearness = report.nearness.map(NearnessSection.init)
    hasHoldout = tables.holdout != nil
    surroundings = report.precisionRecall.map(PrecisionRecallSection.init)
    metrics = MetricTables(report, worst: worst)
    notes = report.notes.map { PlainText.clean($0, limit: 600) }
    hasNotes = !report.notes.isEmpty
    manifest = report.manifest.map(ManifestSection.init)
    style = Style.text + Style.explorer(count: pairs?.items.count ?? 0)
  }
}
