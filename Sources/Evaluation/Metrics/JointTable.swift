internal import Kernels

/// How often pairs of codes occur in a real table and in another one; only pairs that do.
struct JointTable: Sendable {
  struct Cell: Sendable, Hashable {
    let row: Int32
    let column: Int32
    let real: UInt32
    let synthetic: UInt32
  }

  /// How many codes each column has.
  let height: Int
  let width: Int
  /// By row, then by column.
  let cells: [Cell]
  let real: Margins
  let synthetic: Margins

  /// The sums of one of the two tables.
  struct Margins: Sendable, Hashable {
    private(set) var rows: [Int]
    private(set) var columns: [Int]
    private(set) var total = 0

    init(height: Int, width: Int) {
      rows = [Int](repeating: 0, count: height)
      columns = [Int](repeating: 0, count: width)
    }

    mutating func add(_ count: UInt32, _ cell: Cell) {
      rows[Int(cell.row)] += Int(count)
      columns[Int(cell.column)] += Int(count)
      total += Int(count)
    }

    /// How many rows, and columns, are not empty.
    var occupied: (rows: Int, columns: Int) {
      (rows.count { $0 > 0 }, columns.count { $0 > 0 })
    }
  }

  init(height: Int, width: Int, cells: [Cell]) {
    (self.height, self.width, self.cells) = (height, width, cells)
    var real = Margins(height: height, width: width)
    var synthetic = real
    for cell in cells {
      real.add(cell.real, cell)
      synthetic.add(cell.synthetic, cell)
    }
    (self.real, self.synthetic) = (real, synthetic)
  }

  /// From tables of all cells, by row.
  init(height: Int, width: Int, real: [some BinaryInteger], synthetic: [some BinaryInteger]) {
    precondition(real.count == height * width && synthetic.count == height * width)
    var cells: [Cell] = []
    cells.reserveCapacity(min(real.count, 1024))
    var place = 0
    for row in 0..<Int32(height) {
      for column in 0..<Int32(width) {
        let (a, b) = (UInt32(real[place]), UInt32(synthetic[place]))
        if a | b > 0 { cells.append(Cell(row: row, column: column, real: a, synthetic: b)) }
        place += 1
      }
    }
    self.init(height: height, width: width, cells: cells)
  }

  /// Counts the rows of two columns of codes.
  ///
  /// Tables of many levels are nearly empty: past a million cells, or a few for each row, only those that occur are
  /// counted, by sorting.
  init(_ a: CodedColumn, _ b: CodedColumn) {
    if JointTable.isDense(a, b) {
      let (real, synthetic) = JointTable.denseCounts(a, b)
      self.init(height: a.count, width: b.count, real: real, synthetic: synthetic)
      return
    }
    let (real, synthetic) = (
      sortedCells(a.real, b.real, width: b.count), sortedCells(a.synthetic, b.synthetic, width: b.count)
    )
    var cells: [Cell] = []
    var (i, j) = (0, 0)
    while i < real.count || j < synthetic.count {
      let next = min(
        i < real.count ? real[i].bitPattern : .max, j < synthetic.count ? synthetic[j].bitPattern : .max)
      let (startI, startJ) = (i, j)
      while i < real.count, real[i].bitPattern == next { i += 1 }
      while j < synthetic.count, synthetic[j].bitPattern == next { j += 1 }
      cells.append(
        Cell(
          row: Int32(next / UInt64(b.count)), column: Int32(next % UInt64(b.count)),
          real: UInt32(i - startI), synthetic: UInt32(j - startJ)))
    }
    self.init(height: a.count, width: b.count, cells: cells)
  }

  /// Whether the columns' table is small enough to count all of its cells: a million, and no more than a few for
  /// each row, as a table of few rows is nearly empty.
  static func isDense(_ a: CodedColumn, _ b: CodedColumn) -> Bool {
    let rows = a.real.rowCount + a.synthetic.rowCount
    return a.count * b.count <= min(1 << 20, max(1024, 4 * rows))
  }

  /// The counts of all cells, by row.
  static func denseCounts(_ a: CodedColumn, _ b: CodedColumn) -> (real: [UInt32], synthetic: [UInt32]) {
    func counts(_ x: Codes, _ y: Codes) -> [UInt32] {
      var counts = [UInt32](repeating: 0, count: a.count * b.count)
      counts.withUnsafeMutableBufferPointer { counts in
        x.words.withUnsafeBufferPointer { x in
          y.words.withUnsafeBufferPointer { y in
            KernelSet.active.countPairs(x, y, width: b.count, into: counts)
          }
        }
      }
      return counts
    }
    return (counts(a.real, b.real), counts(a.synthetic, b.synthetic))
  }
}

/// Cells as the bit patterns of numbers, which the sort orders like the cells.
private func sortedCells(_ a: Codes, _ b: Codes, width: Int) -> [Double] {
  var cells = zip(a.words, b.words).map { Double(bitPattern: UInt64($0) * UInt64(width) + UInt64($1)) }
  cells.withUnsafeMutableBufferPointer { cells in
    withUnsafeTemporaryAllocation(of: Double.self, capacity: cells.count) {
      KernelSet.active.sort(cells, scratch: $0)
    }
  }
  return cells
}
