internal import Rules
internal import Tabular

/// A change of rows by which they come to satisfy a rule: a function of the row alone and its number.
enum RowRepair: Sendable {
  /// The column is computed from others.
  case computed(column: Int, BoundExpression)
  case steps(column: Int, BoundRule)
  /// Rows that are none of the combinations become one of them.
  case combinations(columns: [Int], table: Table, known: Set<UInt64>, byFirst: [UInt64: [Int32]])
  /// The decided columns of a row are those of a row of `table`, which `rows` finds by the key of what decides.
  case functional(from: [Int], to: [Int], table: Table, rows: [UInt64: Int32])

  func applied(to table: Table, firstRow: Int) -> Table {
    var columns = table.columns
    switch self {
    case .computed(let column, let expression): columns[column] = expression.column(of: table)
    case .steps(let column, let rule):
      switch columns[column].values {
      case .int64(let values): columns[column].values = .int64(values.map { rule.nearestStep($0) })
      case .float64(let values): columns[column].values = .float64(values.map { rule.nearestStep($0) })
      default: break
      }
    case .combinations(let places, let allowed, let known, let byFirst):
      let keys = table.keys(of: places)
      let first = table.keys(of: [places[0]])
      var chosen: [(row: Int, from: Int32)] = []
      for row in keys.indices {
        guard let key = keys[row], !known.contains(key) else { continue }
        let number = Self.mixed(UInt64(firstRow + row))
        // One that agrees in the first column, if there is one.
        if let same = first[row].flatMap({ byFirst[$0] }) {
          chosen.append((row, same[Int(number % UInt64(same.count))]))
        } else {
          chosen.append((row, Int32(number % UInt64(allowed.rowCount))))
        }
      }
      for (index, place) in places.enumerated() { columns[place].replace(chosen, by: allowed.columns[index]) }
    case .functional(let from, let to, let reference, let rows):
      let keys = table.keys(of: from)
      var chosen: [(row: Int, from: Int32)] = []
      for row in keys.indices {
        guard let key = keys[row] else { continue }
        chosen.append((row, rows[key] ?? Int32(Self.mixed(key) % UInt64(reference.rowCount))))
      }
      for place in to { columns[place].replace(chosen, by: reference.columns[place]) }
    }
    return Table(schema: table.schema, rowCount: table.rowCount, columns: columns)
  }

  /// The finaliser of SplitMix64.
  private static func mixed(_ value: UInt64) -> UInt64 {
    var mixed = value &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

extension Column {
  /// Puts values of another column, stored alike, into some rows.
  mutating func replace(_ rows: [(row: Int, from: Int32)], by other: Column) {
    guard !rows.isEmpty else { return }
    switch (values, other.values) {
    case (.int64(var values), .int64(let others)):
      for (row, from) in rows { values[row] = others[Int(from)] }
      self.values = .int64(values)
    case (.float64(var values), .float64(let others)):
      for (row, from) in rows { values[row] = others[Int(from)] }
      self.values = .float64(values)
    case (.codes(var codes, var levels), .codes(let others, let otherLevels)):
      // Levels of the other column that this one has are its codes, new ones are added.
      var places: [[UInt8]: Int32] = [:]
      if levels != otherLevels { for index in levels.indices { places[Array(levels[index])] = Int32(index) } }
      let same = levels == otherLevels
      for (row, from) in rows {
        let code = others[Int(from)]
        if same {
          codes[row] = code
        } else {
          let level = Int(code) < otherLevels.count ? Array(otherLevels[Int(code)]) : []
          if places[level] == nil {
            places[level] = Int32(levels.count)
            levels.append(level)
          }
          codes[row] = places[level]!
        }
      }
      self.values = .codes(codes, levels: levels)
    case (.strings(let strings), .strings(let others)):
      let changed = Dictionary(rows.map { ($0.row, Int($0.from)) }, uniquingKeysWith: { $1 })
      self.values = .strings(
        StringArray(strings.indices.map { row in changed[row].map(others.string) ?? strings.string(row) }))
    default: preconditionFailure("columns of two sources are stored alike")
    }
    guard validity != nil || other.validity != nil else { return }
    var present = validity ?? Bitmap(repeating: true, count: count)
    for (row, from) in rows { present[row] = other.validity?[Int(from)] ?? true }
    validity = present
  }
}
