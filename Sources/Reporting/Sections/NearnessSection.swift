internal import Evaluation

/// How near synthetic rows come to single real ones.
struct NearnessSection {
  var drawing: String
  var lead: String
  var data: DataTable
  var distances: DataTable?

  static func scale(_ nearness: Nearness) -> ScoreScale {
    if let nearer = nearness.nearerToReal {
      let ends = [nearer, nearness.nearerToRealLow ?? nearer, nearness.nearerToRealHigh ?? nearer]
      let reach = min(0.5, max(0.05, (ends.map { abs($0 - 0.5) }.max()! * 1.2 * 20).rounded(.up) / 20))
      return ScoreScale(
        title: "Rows nearer to real rows than to held-out ones",
        ends: ("nearer to held out", "nearer to real"),
        range: (0.5 - reach)...(0.5 + reach),
        marks: [
          .init(
            .synthetic, nearer, "synthetic", text: NumberText.percent(nearer), low: nearness.nearerToRealLow,
            high: nearness.nearerToRealHigh),
          .init(.chance, 0.5, "neither", text: "50\u{A0}%"),
        ], format: { NumberText.percent($0, 0) })
    }
    var marks = [
      ScoreScale.Mark(
        .synthetic, nearness.exactCopies, "copies", text: NumberText.percent(nearness.exactCopies, 2))
    ]
    if let holdout = nearness.exactCopiesOfHoldout {
      marks.append(.init(.holdout, holdout, "held out", text: NumberText.percent(holdout, 2)))
    }
    let most = max(0.01, min(1, (marks.map(\.value).max()! * 125).rounded(.up) / 100))
    return ScoreScale(
      title: "Exact copies of real rows", ends: ("none", ""), range: 0...most, marks: marks,
      format: { NumberText.percent($0, 0) })
  }

  init(_ nearness: Nearness) {
    drawing = NearnessSection.scale(nearness).drawing
    lead =
      "A sanity check, not proof of privacy: it finds copying, and finds nothing where an attacker may still find "
      + "something. Distances to \(NumberText.count(nearness.referenceRows)) rows"
      + (nearness.toHoldout == nil
        ? "" : " of the real and of the held-out table each, equally many, so that sizes do not count")
      + "."
    func percent(_ value: Double?) -> String { value.map { NumberText.percent($0, 2) } ?? "" }
    data = DataTable(
      "Copies", head: ["", "synthetic rows", "held-out rows"],
      rows: [
        ("equal to a real row", [percent(nearness.exactCopies), percent(nearness.exactCopiesOfHoldout)]),
        ("near copies", [percent(nearness.nearCopies), percent(nearness.nearCopiesOfHoldout)]),
        (
          "nearer to real than to held-out rows",
          [
            percent(nearness.nearerToReal)
              + (nearness.nearerToRealLow.flatMap { low in
                nearness.nearerToRealHigh.map { " (\(percent(low)) to \(percent($0)))" }
              } ?? ""), "",
          ]
        ),
      ].filter { $0.1.contains { $0 != "" } }
    ).dense()
    let parts: [(String, Nearness.Distances?)] = [
      ("real rows", nearness.toReal), ("held-out rows", nearness.toHoldout),
    ]
    let rows = parts.compactMap { name, distances in
      distances.map { d in
        (
          name,
          [d.median, d.fifthPercentile, d.mean, d.medianRatio, d.fifthPercentileRatio].map {
            $0.map { NumberText.fixed($0, 4) } ?? ""
          }
        )
      }
    }
    distances =
      rows.isEmpty
      ? nil
      : DataTable(
        "Gower distances from synthetic rows to the nearest",
        head: [
          "to", "median", "5th percentile", "mean", "median ratio to the second",
          "5th percentile of the ratio",
        ],
        rows: rows)
  }
}
