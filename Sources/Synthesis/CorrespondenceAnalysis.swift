internal import LinearAlgebra
internal import Scheduling
internal import Tabular

/// The first axis of a multiple correspondence analysis, by which nominal levels are put in order.
///
/// Each column enters as a set of indicator columns, one per level (numbers as up to ten bins of about equal
/// mass). With p the shares of the levels and Q the number of columns, the axis is the leading eigenvector of
///
///     A = D^(-1/2) (B / (n Q) - p pᵀ / Q) D^(-1/2),   D = diag(p),  B = the Burt table of joint counts,
///
/// and a level's coordinate its component over sqrt(p). Levels beyond the most frequent ones of a column share
/// one indicator, and are placed by the mean coordinate of the rows that hold them.
///
/// Source: M. Greenacre (1984), "Theory and Applications of Correspondence Analysis", chapter 5.
struct CorrespondenceAnalysis {
  /// One indicator column each.
  struct Input: Sendable {
    /// For each row an indicator in 0..<count.
    let codes: [UInt16]
    let count: Int
  }

  /// Coordinates of each input's indicators.
  let coordinates: [[Double]]
  private let inputs: [Input]

  /// - Complexity: O(rows * inputs² + indicators³).
  init(_ inputs: [Input], rowCount: Int, threads: Int) throws {
    self.inputs = inputs
    var starts = [0]
    for input in inputs { starts.append(starts.last! + input.count) }
    let order = starts.last!
    let columns = Double(inputs.count)
    let n = Double(rowCount)

    let rowsOfBurt = try Parallel.map(count: inputs.count, threads: threads) { i in
      (0...i).map { j in CorrespondenceAnalysis.jointCounts(inputs[i], inputs[j]) }
    }
    var shares = [Double](repeating: 0, count: order)
    for (i, input) in inputs.enumerated() {
      for level in 0..<input.count {
        shares[starts[i] + level] = Double(rowsOfBurt[i][i][level * input.count + level]) / n
      }
    }
    var matrix = Matrix(rows: order, columns: order)
    for i in inputs.indices {
      for j in 0...i {
        let table = rowsOfBurt[i][j]
        for a in 0..<inputs[i].count {
          for b in 0..<inputs[j].count {
            let (row, column) = (starts[i] + a, starts[j] + b)
            let scale = (shares[row] * shares[column]).squareRoot()
            guard scale > 0 else { continue }
            let joint = Double(table[a * inputs[j].count + b]) / n
            matrix[row, column] = (joint - shares[row] * shares[column]) / (columns * scale)
            matrix[column, row] = matrix[row, column]
          }
        }
      }
    }
    let axis = try SymmetricEigen.leadingVector(of: matrix)
    coordinates = inputs.indices.map { i in
      (starts[i]..<starts[i + 1]).map { shares[$0] > 0 ? axis[$0] / shares[$0].squareRoot() : 0 }
    }
  }

  /// The mean coordinate of all columns but one, for each row.
  func rowScores(without excluded: Int) -> [Double] {
    var scores = [Double](repeating: 0, count: inputs[excluded].codes.count)
    for (i, input) in inputs.enumerated() where i != excluded {
      let table = coordinates[i]
      for row in scores.indices { scores[row] += table[Int(input.codes[row])] }
    }
    return scores
  }

  private static func jointCounts(_ a: Input, _ b: Input) -> [Int32] {
    var table = [Int32](repeating: 0, count: a.count * b.count)
    let width = b.count
    table.withUnsafeMutableBufferPointer { table in
      a.codes.withUnsafeBufferPointer { first in
        b.codes.withUnsafeBufferPointer { second in
          for row in 0..<first.count { table[Int(first[row]) * width + Int(second[row])] += 1 }
        }
      }
    }
    return table
  }
}
