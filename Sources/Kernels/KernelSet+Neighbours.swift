internal import CKernels

/// A record and how far it is; row -1 at an infinite distance stands for none.
public struct Neighbour: Sendable, Hashable {
  public let row: Int
  public let distance: Double

  public init(row: Int, distance: Double) { (self.row, self.distance) = (row, distance) }
}

/// Rows to find neighbours of, with codes and numbers as `RecordBlocks` has them.
public struct RecordQueries: Sendable {
  public let count: Int
  let bytes: ArraySlice<UInt8>
  let codes: ArraySlice<Int32>
  let values: ArraySlice<Double>

  /// - Precondition: `codes` and `values` hold what the sizes say.
  public init(count: Int, levels: Int, codes: ArraySlice<Int32>, numbers: Int, values: ArraySlice<Double>) {
    precondition(codes.count == count * levels && values.count == count * numbers)
    (self.count, self.codes, self.values) = (count, codes, values)
    bytes =
      RecordBlocks.rowBytes(count: count, levels: levels, codes: codes, numbers: numbers, values: values)[...]
  }

  /// The records themselves, those at the places `range` of the order of the blocks.
  public init(_ records: RecordBlocks, _ range: Range<Int>) {
    func part<Value>(_ values: [Value], _ width: Int) -> ArraySlice<Value> {
      values[range.lowerBound * width..<range.upperBound * width]
    }
    count = range.count
    bytes = part(records.rowBytes, records.levels + records.numbers)
    codes = part(records.codes, records.levels)
    values = part(records.values, records.numbers)
  }
}

/// A ball around each of some records, in the order of their blocks.
public struct RecordBalls: Sendable {
  public let records: RecordBlocks
  /// In units of a column, as sums of distances over the columns are.
  public let radii: [Double]
  let limits: [UInt16]
  let boxLimits: [UInt16]

  /// - Precondition: A radius per record, not negative.
  public init(_ records: RecordBlocks, radii: [Double]) {
    precondition(radii.count == records.count)
    (self.records, self.radii) = (records, radii)
    // As the kernel has it for a distance.
    let slack = Double(records.numbers + 1)
    let block = RecordBlocks.blockRecords
    var limits = [UInt16](repeating: 0, count: (radii.count + block - 1) / block * block)
    var greatest = [UInt16](repeating: 0, count: records.boxes)
    for (place, radius) in radii.enumerated() {
      limits[place] = UInt16(min(radius * 255 + slack, 65535))
      greatest[place / block] = max(greatest[place / block], limits[place])
    }
    self.limits = limits
    boxLimits = greatest
  }
}

extension KernelSet {
  /// The `k` nearest of `records` to each query, query after query, nearest first.
  ///
  /// The distance of two records is the sum over their numbers, in column order, of |a - b| or 1 if that is less (0 if
  /// both are missing, 1 if one is), plus how many of their codes differ. It is exact: bytes only give a bound, below
  /// which the distance cannot lie, that decides which distances are computed at all. Of equally near records the one
  /// with the lower row is the nearer.
  ///
  /// - Parameter excluded: per query, a row that does not count (-1: none); nil for none at all.
  /// - Complexity: O(records * queries * columns), a byte per cell; far less where records lie in clusters.
  public func nearest(
    _ k: Int, in records: RecordBlocks, to queries: RecordQueries, excluded: [Int64]? = nil
  ) -> [Neighbour] {
    precondition(k > 0 && (excluded == nil || excluded!.count == queries.count))
    var distances = [Double](repeating: 0, count: queries.count * k)
    var rows = [Int64](repeating: 0, count: queries.count * k)
    var bounds = [UInt16](repeating: 0, count: records.boxes)
    // The optional array's memory, or null.
    func withExcluded(_ body: (UnsafePointer<Int64>?) -> Void) {
      guard let excluded else { return body(nil) }
      excluded.withUnsafeBufferPointer { body($0.baseAddress) }
    }
    withLayout(records, queries) { layout, asked in
      withExcluded { table.pointee.nearest_records(layout, asked, Int64(k), $0, &bounds, &distances, &rows) }
    }
    return distances.indices.map { Neighbour(row: Int(rows[$0]), distance: distances[$0]) }
  }

  /// For each query, in how many of the balls it lies. What lies on the edge lies within.
  ///
  /// - Complexity: as of `nearest`.
  public func counts(of balls: RecordBalls, around queries: RecordQueries) -> [Int] {
    var around = [Int64](repeating: 0, count: queries.count)
    var bounds = [UInt16](repeating: 0, count: balls.records.boxes)
    withLayout(balls.records, queries) { layout, asked in
      balls.withLayout { table.pointee.ball_counts(layout, $0, asked, &bounds, &around) }
    }
    return around.map(Int.init)
  }

  /// For each query, whether it lies in any of the balls (`around`), and whether the centre of any lies within `radii`
  /// of it. What lies on the edge lies within.
  ///
  /// - Parameter radii: of the queries.
  /// - Complexity: as of `nearest`, less where both are soon found.
  public func touches(
    of balls: RecordBalls, and queries: RecordQueries, radii: ArraySlice<Double>
  ) -> [(around: Bool, within: Bool)] {
    precondition(radii.count == queries.count)
    var touches = [UInt8](repeating: 0, count: queries.count)
    var bounds = [UInt16](repeating: 0, count: balls.records.boxes)
    withLayout(balls.records, queries) { layout, asked in
      balls.withLayout { balls in
        radii.withUnsafeBufferPointer {
          table.pointee.ball_touches(layout, balls, asked, $0.baseAddress, &bounds, &touches)
        }
      }
    }
    return touches.map { ($0 & 1 != 0, $0 & 2 != 0) }
  }

  private func withLayout(
    _ records: RecordBlocks, _ queries: RecordQueries,
    _ body: (UnsafePointer<sk_records>, UnsafePointer<sk_queries>) -> Void
  ) {
    let columns = records.levels + records.numbers
    precondition(
      queries.bytes.count == queries.count * columns && queries.codes.count == queries.count * records.levels)
    let bytesTell = records.bytesTell && queries.codes.allSatisfy { $0 <= 255 }
    queries.bytes.withUnsafeBufferPointer { bytes in
      queries.codes.withUnsafeBufferPointer { codes in
        queries.values.withUnsafeBufferPointer { values in
          var asked = sk_queries(
            count: Int64(queries.count), bytes: bytes.baseAddress, codes: codes.baseAddress,
            values: values.baseAddress)
          records.withLayout(bytesTell: bytesTell) { body($0, &asked) }
        }
      }
    }
  }
}

extension RecordBalls {
  fileprivate func withLayout(_ body: (UnsafePointer<sk_balls>) -> Void) {
    radii.withUnsafeBufferPointer { radii in
      limits.withUnsafeBufferPointer { limits in
        boxLimits.withUnsafeBufferPointer { boxLimits in
          var balls = sk_balls(
            radii: radii.baseAddress, limits: limits.baseAddress, box_limits: boxLimits.baseAddress)
          body(&balls)
        }
      }
    }
  }
}

extension RecordBlocks {
  fileprivate func withLayout(bytesTell: Bool, _ body: (UnsafePointer<sk_records>) -> Void) {
    bytes.withUnsafeBufferPointer { bytes in
      codes.withUnsafeBufferPointer { codes in
        values.withUnsafeBufferPointer { values in
          rows.withUnsafeBufferPointer { rows in
            marks.withUnsafeBufferPointer { marks in
              low.withUnsafeBufferPointer { low in
                high.withUnsafeBufferPointer { high in
                  leastRows.withUnsafeBufferPointer { leastRows in
                    uniform.withUnsafeBufferPointer { uniform in
                      var layout = sk_records(
                        count: Int64(count), levels: Int64(levels), numbers: Int64(numbers),
                        bytes_tell: bytesTell ? 1 : 0, boxes: Int64(boxes), bytes: bytes.baseAddress,
                        codes: codes.baseAddress, values: values.baseAddress, rows: rows.baseAddress,
                        marks: marks.baseAddress, low: low.baseAddress, high: high.baseAddress,
                        least_rows: leastRows.baseAddress, uniform: uniform.baseAddress)
                      body(&layout)
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
