/// What a few rows let expect of the columns.
enum PlanGuess {
  private static let samples = 8
  private static let rowsPerSample = 128

  /// The types that the first records of some chunks are spelt in. Nothing depends on their being right.
  static func types(
    _ text: TableText, _ layout: RecordLayout, delimiter: UInt8, spellings: [MissingSpellings]
  ) -> [SpelledType] {
    let ranges = layout.ranges.filter { !$0.isEmpty }
    var summaries = [ColumnSummary](repeating: ColumnSummary(), count: spellings.count)
    text.bytes.withUnsafeBufferPointer { buffer in
      for sample in 0..<min(samples, ranges.count) {
        let range = ranges[sample * ranges.count / min(samples, ranges.count)]
        let classification = ChunkClassification(
          FieldScanner(buffer.baseAddress!, range, delimiter: delimiter), buffer.baseAddress!,
          spellings: spellings, trusted: false, rowLimit: rowsPerSample)
        for column in summaries.indices { summaries[column].merge(classification.summaries[column]) }
      }
    }
    return summaries.map(TypeInference.type(of:))
  }
}

extension SpelledType {
  /// Whether values of this type are read as those of `other` are.
  func isReadLike(_ other: SpelledType) -> Bool {
    switch (self, other) {
    case (.boolean, .boolean), (.int64, .int64), (.float64, .float64), (.strings, .strings): true
    case (.decimal(let scale, _), .decimal(let otherScale, _)): scale == otherScale
    case (.date(let format), .date(let otherFormat)): format == otherFormat
    case (.timestamp(let format), .timestamp(let otherFormat)): format == otherFormat
    default: false
    }
  }
}
