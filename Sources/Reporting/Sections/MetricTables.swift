internal import Evaluation

/// All numbers, for those who want them.
struct MetricTables {
  static let mostPairs = 200

  var columns: DataTable
  var pairs: DataTable?
  var pairsLimited: String?
  var uncompared: DataTable?
  var accuracy: DataTable?
  var sdmetrics: DataTable?

  init(_ report: EvaluationReport, worst: [PairFidelity]) {
    func number(_ value: Double?) -> String {
      value.map {
        $0 != 0 && abs($0) < 0.00005
          ? NumberText.short($0) : abs($0) < 1000 ? NumberText.fixed($0, 4) : NumberText.short($0)
      } ?? ""
    }
    let head: [(String, (ColumnFidelity) -> Double?)] = [
      ("shape", { $0.shape.value }), ("low", { $0.shape.low }), ("high", { $0.shape.high }),
      ("chance", { $0.shape.fresh }), ("held out", { $0.shape.holdout }),
      ("Kolmogorov-Smirnov", { $0.metrics.kolmogorovSmirnov }),
      ("Wasserstein-1", { $0.metrics.wasserstein }), ("… of the range", { $0.metrics.wassersteinOfRange }),
      ("total variation", { $0.metrics.totalVariation }), ("Jensen-Shannon", { $0.metrics.jensenShannon }),
      ("Kullback-Leibler", { $0.metrics.kullbackLeibler }), ("Hellinger", { $0.metrics.hellinger }),
      ("chi-squared", { $0.metrics.chiSquared }), ("p-value", { $0.metrics.chiSquaredPValue }),
      ("missing-value similarity", { $0.metrics.missingValueSimilarity }),
      ("range coverage", { $0.metrics.rangeCoverage }),
      ("boundary adherence", { $0.metrics.boundaryAdherence }),
      ("category coverage", { $0.metrics.categoryCoverage }),
      ("category adherence", { $0.metrics.categoryAdherence }),
      ("mean similarity", { $0.metrics.meanSimilarity }),
      ("median similarity", { $0.metrics.medianSimilarity }),
      ("deviation similarity", { $0.metrics.standardDeviationSimilarity }),
    ]
    columns = DataTable(
      "Every column", head: ["column"] + head.map(\.0),
      rows: report.fidelity.columns.map { column in
        (PlainText.clean(column.name), head.map { number($0.1(column)) })
      }
    ).dense()
    uncompared =
      report.fidelity.uncompared.isEmpty
      ? nil
      : DataTable(
        "Columns that are not compared",
        head: ["column", "kind", "key uniqueness", "missing-value similarity"],
        rows: report.fidelity.uncompared.map { column in
          (
            PlainText.clean(column.name),
            [
              column.kind.rawValue, number(column.metrics.keyUniqueness),
              number(column.metrics.missingValueSimilarity),
            ]
          )
        }
      ).dense()
    func both(_ value: RealAndSynthetic?) -> String {
      value.map { "\(number($0.real)) → \(number($0.synthetic))" } ?? ""
    }
    let shown = worst.prefix(MetricTables.mostPairs)
    pairs =
      shown.isEmpty
      ? nil
      : DataTable(
        "Pairs, least alike first; real → synthetic",
        head: [
          "pair", "trend", "chance", "held out", "independent", "Pearson", "Spearman", "Kendall",
          "contingency similarity", "Cramér’s V", "mutual information", "… normalised", "lower tail",
          "upper tail",
        ],
        rows: shown.map { pair in
          (
            PairsSection.name(pair),
            [
              number(pair.trend.value), number(pair.trend.fresh), number(pair.trend.holdout),
              number(pair.trend.independent), both(pair.metrics.pearson), both(pair.metrics.spearman),
              both(pair.metrics.kendall), number(pair.metrics.contingencySimilarity),
              both(pair.metrics.cramersV),
              both(pair.metrics.mutualInformation), both(pair.metrics.normalizedMutualInformation),
              both(pair.metrics.lowerTailDependence), both(pair.metrics.upperTailDependence),
            ]
          )
        }
      ).dense()
    pairsLimited =
      shown.count < worst.count
      ? "The \(shown.count) least alike of \(NumberText.count(worst.count)) pairs; the JSON output has all."
      : nil
    accuracy = report.accuracy.map { accuracy in
      let parts: [(String, CombinationAccuracy.Part?)] = [
        ("single columns", accuracy.univariate), ("pairs", accuracy.bivariate),
        ("triples", accuracy.trivariate),
      ]
      return DataTable(
        "Combination accuracy",
        head: [
          "of", "accuracy", "most that chance lets one expect", "held out", "… most by chance", "independent",
          "combinations",
        ],
        rows: parts.compactMap { name, part in
          part.map {
            (
              name,
              [
                number($0.accuracy), number($0.expectedMaximum), number($0.holdout),
                number($0.holdoutExpectedMaximum), number($0.independent), NumberText.count($0.combinations),
              ]
            )
          }
        }
      ).dense()
    }
    sdmetrics = report.sdmetrics.map { quality in
      DataTable(
        "As SDMetrics computes them, quirks included", head: ["", "score"],
        rows: [
          ("overall", [number(quality.overall)]), ("column shapes", [number(quality.columnShapes)]),
          ("column pair trends", [number(quality.columnPairTrends)]),
        ])
    }
  }
}
