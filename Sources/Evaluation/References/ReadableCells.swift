internal import Tabular

/// The values of a column of two tables in at most 256 cells that a reader can make something of.
///
/// A level is a cell; past 254 of them the rarest share one. Numbers that one of the tables repeats in 5 % of its rows
/// are cells of their own, and the others eight cells of about equally many real rows, with one below and one above the
/// real range. (The score of a pair has cells of equal width; in a skewed column nearly all rows share one of these.)
struct ReadableCells: Sendable {
  enum Kind: Sendable, Equatable {
    case missing, level, range, below, above, others
    /// A number that is often repeated.
    case atom
  }

  struct Cell: Sendable {
    let kind: Kind
    let label: String
  }

  let cells: [Cell]
  /// The cell of each row.
  let real: [UInt8]
  let synthetic: [UInt8]
  /// Rows in each cell.
  let realCounts: [Int]
  let syntheticCounts: [Int]

  /// How often a number is repeated to be a cell, as a share of a table's rows.
  static let atomShare = 0.05
  private static let ranges = 8

  init(_ column: ScoredColumn, _ real: ComparedRows.Part, _ synthetic: ComparedRows.Part, ranks: NumberRanks?)
  {
    switch column.form {
    case .levels(let names):
      self.init(names, real.codes, synthetic.codes, count: column.codeCount)
    case .numbers:
      self.init(column, ranks ?? NumberRanks([real.numbers!, synthetic.numbers!]))
    }
  }

  private init(cells: [Cell], real: [UInt8], synthetic: [UInt8]) {
    (self.cells, self.real, self.synthetic) = (cells, real, synthetic)
    realCounts = Codes.bytes(real).counts(levels: cells.count)
    syntheticCounts = Codes.bytes(synthetic).counts(levels: cells.count)
  }

  private init(_ names: [String], _ real: Codes, _ synthetic: Codes, count: Int) {
    let labels = names.map { ValueText.level($0) }
    var cells = [Cell(kind: .missing, label: ValueText.label("missing", besides: labels))]
    if count <= 256, case .bytes(let first) = real, case .bytes(let second) = synthetic {
      cells += labels.map { Cell(kind: .level, label: $0) }
      self.init(cells: cells, real: first, synthetic: second)
      return
    }
    let totals = zip(real.counts(levels: count), synthetic.counts(levels: count)).map { $0 + $1 }
    let kept = (1..<count).filter { !JoinedLevels.isName(names[$0 - 1]) }.sorted {
      (totals[$1], $0) < (totals[$0], $1)
    }.prefix(254).sorted()
    var map = [UInt8](repeating: 255, count: count)
    map[0] = 0
    for (index, code) in kept.enumerated() {
      map[code] = UInt8(index + 1)
      cells.append(Cell(kind: .level, label: labels[code - 1]))
    }
    cells.append(Cell(kind: .others, label: ValueText.label("other levels", besides: labels)))
    self.init(
      cells: cells, real: real.words.map { map[Int($0)] }, synthetic: synthetic.words.map { map[Int($0)] })
  }

  private init(_ column: ScoredColumn, _ ranks: NumberRanks) {
    let (first, second) = (ranks.counts(0).map(Int.init), ranks.counts(1).map(Int.init))
    func atoms(_ counts: [Int], _ rows: Int) -> [Bool] {
      counts.map { Double($0) >= ReadableCells.atomShare * Double(rows) && $0 > 1 }
    }
    let isAtom = zip(atoms(first, ranks.tables[0].count), atoms(second, ranks.tables[1].count)).map {
      $0 || $1
    }
    let low = first.firstIndex { $0 > 0 } ?? ranks.values.count
    let high = first.lastIndex { $0 > 0 } ?? -1
    let rest = zip(first, isAtom).reduce(0) { $0 + ($1.1 ? 0 : $1.0) }
    let target = max(1, (rest + ReadableCells.ranges - 1) / ReadableCells.ranges)
    func text(_ rank: Int) -> String { ValueText.text(ranks.values[rank], column.field.type) }
    var cells = [Cell(kind: .missing, label: "missing")]
    var map = [UInt8](repeating: 0, count: ranks.count)
    var (start, filled): (Int?, Int) = (nil, 0)
    func close(_ end: Int) {
      guard let from = start else { return }
      let (a, b) = (text(from), text(end))
      cells.append(Cell(kind: .range, label: a == b ? a : "\(a) to \(b)"))
      (start, filled) = (nil, 0)
    }
    for rank in ranks.values.indices {
      let outside: Kind? = rank < low ? .below : rank > high ? .above : nil
      if isAtom[rank] || outside != nil { close(rank - 1) }
      if isAtom[rank] {
        cells.append(Cell(kind: outside ?? .atom, label: text(rank)))
        map[rank] = UInt8(cells.count - 1)
      } else if let outside {
        let label = outside == .below ? "below the real range" : "above the real range"
        if cells.last!.label != label { cells.append(Cell(kind: outside, label: label)) }
        map[rank] = UInt8(cells.count - 1)
      } else {
        if start == nil { start = rank }
        map[rank] = UInt8(cells.count)
        filled += first[rank]
        if filled >= target { close(rank) }
      }
    }
    close(ranks.values.count - 1)
    func codes(_ table: Int) -> [UInt8] { ranks.tables[table].map { map[Int($0)] } }
    self.init(cells: cells, real: codes(0), synthetic: codes(1))
  }
}

/// The joint counts of two columns' cells.
struct ReadablePair {
  let first: ReadableCells
  let second: ReadableCells
  /// Cell i of the first and j of the second at i * width + j.
  let real: [Int]
  let synthetic: [Int]

  var width: Int { second.cells.count }

  init(_ first: ReadableCells, _ second: ReadableCells) {
    (self.first, self.second) = (first, second)
    // Every cell, however few rows there are.
    let joint = JointTable.denseCounts(
      CodedColumn(
        real: .bytes(first.real), synthetic: .bytes(first.synthetic), count: first.cells.count, binned: false),
      CodedColumn(
        real: .bytes(second.real), synthetic: .bytes(second.synthetic), count: second.cells.count,
        binned: false))
    (real, synthetic) = (joint.real.map(Int.init), joint.synthetic.map(Int.init))
  }
}
