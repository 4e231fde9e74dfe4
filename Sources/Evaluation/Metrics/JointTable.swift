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
    var rows: [Int]
    var columns: [Int]
    var total = 0

    /// How many rows, and columns, are not empty.
    var occupied: (rows: Int, columns: Int) {
      (rows.count { $0 > 0 }, columns.count { $0 > 0 })
    }
  }

  init(height: Int, width: Int, cells: [Cell]) {
    (self.height, self.width, self.cells) = (height, width, cells)
    func margins(_ count: (Cell) -> UInt32) -> Margins {
      var margins = Margins(
        rows: [Int](repeating: 0, count: height), columns: [Int](repeating: 0, count: width))
      for cell in cells {
        let count = Int(count(cell))
        margins.rows[Int(cell.row)] += count
        margins.columns[Int(cell.column)] += count
        margins.total += count
      }
      return margins
    }
    real = margins(\.real)
    synthetic = margins(\.synthetic)
  }

  /// From tables of all cells, by row.
  init(height: Int, width: Int, real: [some BinaryInteger], synthetic: [some BinaryInteger]) {
    precondition(real.count == height * width && synthetic.count == height * width)
    var cells: [Cell] = []
    for row in 0..<height {
      for column in 0..<width {
        let place = row * width + column
        let (a, b) = (UInt32(real[place]), UInt32(synthetic[place]))
        if a | b > 0 {
          cells.append(Cell(row: Int32(row), column: Int32(column), real: a, synthetic: b))
        }
      }
    }
    self.init(height: height, width: width, cells: cells)
  }

  /// Counts the rows of two columns of codes.
  ///
  /// Tables of many levels are nearly empty: past a million cells only those that occur are counted, by sorting.
  init(_ a: CodedColumn, _ b: CodedColumn) {
    if a.count * b.count <= 1 << 20 {
      self.init(
        height: a.count, width: b.count, real: denseCounts(a.real, b.real, a.count, b.count),
        synthetic: denseCounts(a.synthetic, b.synthetic, a.count, b.count))
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
}

private func denseCounts(_ a: Codes, _ b: Codes, _ height: Int, _ width: Int) -> [UInt32] {
  var counts = [UInt32](repeating: 0, count: height * width)
  counts.withUnsafeMutableBufferPointer { counts in
    a.words.withUnsafeBufferPointer { a in
      b.words.withUnsafeBufferPointer { b in
        KernelSet.active.countPairs(a, b, width: width, into: counts)
      }
    }
  }
  return counts
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
