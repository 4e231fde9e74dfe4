internal import Tabular

/// The cells that a column's values are counted in: its levels, or intervals of its numbers; then one for what is none of
/// these, and one for missing values.
///
/// Numbers, dates and times are counted in intervals that hold about a tenth of the reference each; a single value
/// that holds a twentieth or more has a cell of its own. Levels beyond the `mostLevels` most frequent share a cell.
public struct ColumnCells: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, Codable { case levels, numbers, moments }

  public let name: String
  public let kind: Kind
  /// The levels, most frequent first; of numbers none. The last stands for the rare ones where `pooled` is not empty.
  public let levels: [String]
  /// Levels that share the last cell of levels.
  public let pooled: [String]
  /// Where cells of numbers begin, but the first: cell c holds values from edge c - 1 to below edge c. Ascends strictly.
  /// Dates and times are seconds since 1970.
  public let edges: [Double]
  let isBoolean: Bool

  public static let mostLevels = 4096

  /// Cells of levels and intervals.
  public var valueCells: Int { kind == .levels ? levels.count : edges.count + 1 }
  /// The cell of new levels, and of what is no number where the reference has numbers.
  public var otherCell: Int { valueCells }
  public var missingCell: Int { valueCells + 1 }
  public var count: Int { valueCells + 2 }

  /// - Parameter levels: Most frequent first.
  init(name: String, levels: [String], isBoolean: Bool) {
    self.name = name
    kind = .levels
    edges = []
    self.isBoolean = isBoolean
    if levels.count > Self.mostLevels {
      self.levels = levels.prefix(Self.mostLevels - 1) + ["(rare levels)"]
      pooled = Array(levels.dropFirst(Self.mostLevels - 1))
    } else {
      self.levels = levels
      pooled = []
    }
  }

  init(name: String, edges: [Double], moments: Bool) {
    self.name = name
    kind = moments ? .moments : .numbers
    levels = []
    pooled = []
    isBoolean = false
    self.edges = edges
  }

  /// What stands for a cell in a report.
  public func label(_ cell: Int) -> String {
    if cell == missingCell { return "(missing)" }
    if cell == otherCell { return kind == .levels ? "(new levels)" : "(no number)" }
    if kind == .levels { return levels[cell] }
    func text(_ edge: Double) -> String {
      guard kind == .moments else {
        return "\(edge)".hasSuffix(".0") ? String("\(edge)".dropLast(2)) : "\(edge)"
      }
      let days = (edge / 86_400).rounded(.down)
      guard abs(days) < 4e6 else { return "\(edge)" }
      let date = CivilDate(daysSince1970: Int64(days))
      func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
      return "\(date.year)-\(two(date.month))-\(two(date.day))"
    }
    if edges.isEmpty { return "(any value)" }
    if cell == 0 { return "below \(text(edges[0]))" }
    return cell == edges.count
      ? "\(text(edges[cell - 1])) and more" : "\(text(edges[cell - 1])) to \(text(edges[cell]))"
  }
}

/// Pieces of a distribution of numbers, in order, to be joined to cells.
struct QuantilePieces {
  /// Where each begins, and its share.
  private(set) var starts: [Double] = []
  private(set) var shares: [Double] = []

  /// A single value that holds this much has a cell of its own; other cells hold up to `cellShare`.
  static let atomShare = 0.05
  static let cellShare = 0.1
  static let leastCellShare = 0.02

  mutating func append(from start: Double, share: Double) {
    guard share > 0 else { return }
    if let last = starts.last, start <= last {
      shares[shares.count - 1] += share
    } else {
      starts.append(start)
      shares.append(share)
    }
  }

  /// Values in ascending order.
  init(sorted values: [Double]) {
    let unit = 1 / Double(max(values.count, 1))
    var first = 0
    for index in values.indices where index + 1 == values.count || values[index + 1] > values[index] {
      append(from: values[index], share: Double(index + 1 - first) * unit)
      first = index + 1
    }
  }

  init() {}

  /// The edges between cells, and the share of each cell.
  func cells() -> (edges: [Double], shares: [Double]) {
    guard let first = starts.first else { return ([], [1]) }
    let rest = shares.reduce(0) { $0 + ($1 >= Self.atomShare ? 0 : $1) }
    // What heavy values leave is still seen in five cells.
    let target = min(Self.cellShare, max(rest / 5, Self.leastCellShare))
    var begins = [first]
    var cells = [0.0]
    var lastIsAtom = false
    for (start, share) in zip(starts, shares) {
      let isAtom = share >= Self.atomShare
      let isFull = cells.last! >= target * 0.999 || lastIsAtom || (isAtom && cells.last! > 0)
      if isFull, cells.last! > 0 {
        begins.append(start)
        cells.append(0)
      }
      cells[cells.count - 1] += share
      lastIsAtom = isAtom
    }
    return (Array(begins.dropFirst()), cells)
  }
}
