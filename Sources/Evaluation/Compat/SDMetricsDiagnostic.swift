internal import Kernels
internal import Scheduling
internal import Tabular

extension SDMetricsQuality.Diagnostic {
  /// Data Validity, the mean of BoundaryAdherence of numbers, dates and times, of CategoryAdherence of levels and of
  /// KeyUniqueness of the primary key; and Data Structure, the share of columns that pandas reads as the same type.
  ///
  /// How dates and identifiers are spelt was checked when the table was read, and has no score here.
  init(_ tables: EvaluationTables, threads: Int) throws {
    let fields = tables.schema.fields
    let (real, synthetic) = (tables.real.columns, tables.synthetic.columns)
    let key = fields.firstIndex { field in
      if case .identifier = field.type { field.missing == nil } else { false }
    }
    columns = try Parallel.map(count: fields.count, threads: threads) { index -> SDMetricsQuality.Column? in
      func column(_ metric: String, _ score: Double?) -> SDMetricsQuality.Column {
        .init(column: fields[index].name, metric: metric, score: score)
      }
      switch AlignedColumn(fields[index], real: real[index], synthetic: synthetic[index]) {
      case .numbers(let numbers): return column("BoundaryAdherence", boundaryAdherence(numbers))
      case .levels(let real, let synthetic, let count):
        return column(
          "CategoryAdherence",
          CategoryAdherence.share(
            real: real.counts(levels: count), synthetic: synthetic.counts(levels: count)))
      case nil: return index == key ? column("KeyUniqueness", KeyUniqueness.share(synthetic[index])) : nil
      }
    }.compactMap(\.self)
    dataValidity = definedMean(columns.map(\.score))
    let alike = fields.indices.count {
      pandasType(fields[$0].type, real[$0]) == pandasType(fields[$0].type, synthetic[$0])
    }
    // A column of two types is two in the union of both tables' columns.
    dataStructure = fields.isEmpty ? 1 : Double(alike) / Double(2 * fields.count - alike)
    overall = definedMean([dataValidity, dataStructure])
  }
}

/// The share of rows within the real range; missing ones do not count if there are real ones, else are outside.
///
/// Without a real number every row is outside, where `BoundaryAdherence.sdmetricsShare` says nothing.
private func boundaryAdherence(_ numbers: NumberPair) -> Double? {
  let (real, synthetic) = (numbers.realRange, numbers.syntheticRange)
  let rows = real.count < numbers.real.count ? synthetic.count : numbers.synthetic.count
  if rows == 0 { return nil }
  let inside = numbers.synthetic.reduce(0) { $0 + ($1 >= real.low && $1 <= real.high ? 1 : 0) }
  return Double(inside) / Double(rows)
}

/// What pandas makes of a column: whole numbers and booleans are others once one is missing.
private func pandasType(_ type: FieldType, _ column: Column) -> String {
  let complete = column.presentCount == column.count
  switch type {
  case .boolean: return complete ? "bool" : "object"
  case .int64, .identifier(.integers): return complete ? "int64" : "float64"
  case .decimal, .float64: return "float64"
  case .date, .timestamp: return "datetime64[ns]"
  case .categorical, .identifier(.strings), .text: return "object"
  }
}
