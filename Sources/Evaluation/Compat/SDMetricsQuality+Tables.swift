internal import Scheduling
internal import Tabular

extension SDMetricsQuality {
  /// The numbers of SDMetrics 0.32 for the real and the synthetic table, under the metadata that the schema stands for:
  /// numbers are `numerical`, dates and times `datetime`, levels `categorical` or `boolean`, identifiers `id`, of which
  /// the first without a missing value is the primary key; text is left out.
  ///
  /// Column shapes are KSComplement or TVComplement; pair trends are CorrelationSimilarity (Pearson) of two columns
  /// of numbers and ContingencySimilarity of all others, numbers being cut into ten bins over each table's own range.
  /// Missing values are left out of shapes and correlations, and are a level, or the bin of the greatest value, of
  /// contingency. Scores are in 0...1; what SDMetrics cannot compute is nil.
  ///
  /// Where it differs: beyond 50,000 rows SDMetrics computes contingency on rows drawn without a seed, so that its
  /// scores change from run to run; here all rows count, as there with `num_rows_subsample = None`.
  ///
  /// - Complexity: O(rows * columns²), less than a nanosecond for each row and pair.
  public init(_ tables: EvaluationTables, options: EvaluationOptions) throws {
    let fields = tables.schema.fields
    let (real, synthetic) = (tables.real.columns, tables.synthetic.columns)
    let prepared = try Parallel.map(count: fields.count, threads: options.threads) { index in
      SDMetricsColumn(fields[index], real: real[index], synthetic: synthetic[index])
    }
    let compared = prepared.compactMap(\.self)
    pairs = try Pair.all(
      compared, rows: (tables.real.rowCount, tables.synthetic.rowCount), threads: options.threads)
    columns = compared.map { Column(column: $0.name, metric: $0.metric, score: $0.shape) }
    diagnostic = try Diagnostic(tables, threads: options.threads)
    columnShapes = definedMean(columns.map(\.score))
    columnPairTrends = definedMean(pairs.map(\.score))
    columnPairTrendsWithoutThresholds = definedMean(pairs.map(\.scoreWithoutThresholds))
    overall = definedMean([columnShapes, columnPairTrends])
    overallWithoutThresholds = definedMean([columnShapes, columnPairTrendsWithoutThresholds])
  }
}

/// The mean of the values that there are; nil if there is none.
func definedMean(_ values: [Double?]) -> Double? {
  let defined = values.compactMap(\.self)
  return defined.isEmpty ? nil : defined.reduce(0, +) / Double(defined.count)
}
