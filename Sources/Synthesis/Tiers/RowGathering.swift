public import Tabular

/// Rows picked from several tables that store their columns alike.
public enum RowGathering {
  /// A row of one of the tables.
  public struct Pick: Sendable {
    public let table: Int32
    public let row: Int32

    public init(table: Int32, row: Int32) {
      self.table = table
      self.row = row
    }
  }

  /// The columns of the picked rows, in order. Levels are those of the tables, in order of the tables.
  /// - Precondition: columns of the tables are stored alike, and all picks are rows of them.
  /// - Complexity: O(picks * columns), and the levels.
  public static func columns(of tables: [Table], _ picks: [Pick]) -> [Column] {
    tables[0].columns.indices.map { index in
      column(
        tables.map { $0.columns[index] }, picks,
        isBoolean: tables.allSatisfy { $0.schema.fields[index].type == .boolean })
    }
  }

  private static func column(_ columns: [Column], _ picks: [Pick], isBoolean: Bool) -> Column {
    var validity: Bitmap?
    if columns.contains(where: { $0.validity != nil }) {
      let bits = columns.map(\.validity)
      validity = Bitmap(count: picks.count) { bits[Int(picks[$0].table)]?[Int(picks[$0].row)] ?? true }
      if validity!.isFull { validity = nil }
    }
    let values: Column.Values
    switch columns[0].values {
    case .int64:
      let all = columns.map { column in
        guard case .int64(let values) = column.values else { preconditionFailure("stored otherwise") }
        return values
      }
      values = .int64(picks.map { all[Int($0.table)][Int($0.row)] })
    case .float64:
      let all = columns.map { column in
        guard case .float64(let values) = column.values else { preconditionFailure("stored otherwise") }
        return values
      }
      values = .float64(picks.map { all[Int($0.table)][Int($0.row)] })
    case .codes:
      var levels: StringArray?
      var numbers: [ArraySlice<UInt8>: Int32] = [:]
      var all: [(codes: [Int32], renumbered: [Int32]?)] = []
      for column in columns {
        guard case .codes(let codes, let own) = column.values else { preconditionFailure("stored otherwise") }
        guard let known = levels, known.count > 0 else {
          levels = own
          all.append((codes, nil))
          continue
        }
        // False is false in any spelling.
        if own.count == 0 || own == known || isBoolean {
          all.append((codes, nil))
          continue
        }
        if numbers.isEmpty {
          for code in known.indices { numbers[known[code]] = Int32(code) }
        }
        var grown = known
        let renumbered = own.indices.map { code -> Int32 in
          if let number = numbers[own[code]] { return number }
          let number = Int32(grown.count)
          grown.append(own[code])
          numbers[own[code]] = number
          return number
        }
        levels = grown
        all.append((codes, renumbered))
      }
      values = .codes(
        picks.map { pick in
          let part = all[Int(pick.table)]
          let code = part.codes[Int(pick.row)]
          return part.renumbered.map { $0[Int(code)] } ?? code
        }, levels: levels!)
    case .strings:
      let all = columns.map { column in
        guard case .strings(let values) = column.values else { preconditionFailure("stored otherwise") }
        return values
      }
      var strings = StringArray()
      strings.reserveCapacity(picks.count, bytes: picks.count * 8)
      for pick in picks { strings.append(all[Int(pick.table)][Int(pick.row)]) }
      values = .strings(strings)
    }
    return Column(values, validity: validity)
  }
}
