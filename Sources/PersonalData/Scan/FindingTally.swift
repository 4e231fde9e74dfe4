/// Rows of one column that hold one kind of personal data, counted.
struct FindingTally: Sendable, Hashable {
  static let firstCount = 5

  var rows = 0
  var fakeRows = 0
  var confidence = PersonalDataMatch.Confidence.low
  /// Rows by their scheme.
  var schemes: [String: Int] = [:]
  /// The first rows that hold what is not fake, and the first of all.
  var firstRows: [Int] = []
  var firstFakeRow: Int?
  var sample: String?
  var sampleRow = Int.max

  /// Adds a text that stands in `count` rows, `first` being the first of them.
  mutating func add(
    _ match: PersonalDataMatch, count: Int, first: Int, rows firstRows: [Int], masked: () -> String
  ) {
    if match.isFake {
      fakeRows += count
      firstFakeRow = min(firstFakeRow ?? first, first)
      return
    }
    rows += count
    confidence = max(confidence, match.confidence)
    schemes[match.scheme, default: 0] += count
    note(firstRows)
    if first < sampleRow {
      sampleRow = first
      sample = masked()
    }
  }

  mutating func note(_ rows: [Int]) {
    if firstRows.count == Self.firstCount, let last = firstRows.last, rows.allSatisfy({ $0 > last }) {
      return
    }
    firstRows = Array((firstRows + rows).sorted().prefix(Self.firstCount))
  }

  mutating func merge(_ other: FindingTally) {
    rows += other.rows
    fakeRows += other.fakeRows
    confidence = max(confidence, other.confidence)
    schemes.merge(other.schemes, uniquingKeysWith: +)
    note(other.firstRows)
    if let row = other.firstFakeRow { firstFakeRow = min(firstFakeRow ?? row, row) }
    if other.sampleRow < sampleRow { (sample, sampleRow) = (other.sample, other.sampleRow) }
  }
}
