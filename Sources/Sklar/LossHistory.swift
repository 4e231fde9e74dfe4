public import Auditing
internal import Tabular
public import TabularIO

/// Losses by epoch from a file of a training run: CSV or JSON Lines.
public enum LossHistory {
  /// What a column holds.
  public enum Role: String, Sendable, Hashable, CaseIterable {
    case epoch, training, realValidation, syntheticValidation

    /// The names that programs give it, in lower case, words joined by underscores.
    var names: [String] {
      switch self {
      case .epoch: ["epoch", "epochs", "step", "global_step", "iteration"]
      case .training: ["train_loss", "training_loss", "loss_train", "loss", "train"]
      case .realValidation:
        [
          "real_validation_loss", "real_val_loss", "validation_loss_real", "val_loss_real", "real_loss",
          "val_real", "real_eval_loss", "eval_loss_real", "eval_real_loss", "real_validation",
          "validation_loss",
          "val_loss", "valid_loss", "eval_loss", "validation",
        ]
      case .syntheticValidation:
        [
          "synthetic_validation_loss", "synthetic_val_loss", "validation_loss_synthetic",
          "val_loss_synthetic",
          "synthetic_loss", "val_synthetic", "synthetic_eval_loss", "eval_loss_synthetic",
          "eval_synthetic_loss", "synthetic_validation", "synth_val_loss", "syn_val_loss", "val_loss_synth",
        ]
      }
    }
  }

  /// Rows of one epoch are one: what a later row says counts. Without a column of epochs each row is one, from 1.
  ///
  /// - Parameters:
  ///   - columns: The names of columns that are not called as usual.
  ///   - check: Gets the columns' names and the roles that were found.
  /// - Throws: `TableReadError` for a file without losses to compare, and for losses that are no numbers, with their line.
  public static func read(
    path: String, columns: [Role: String] = [:], reading: TableReader.Options,
    check: (_ names: [String], _ found: [Role: String]) throws -> Void = { _, _ in }
  ) throws -> [OverfitReport.Losses] {
    var options = reading
    options.allowsBlankColumns = true
    let reader = TableReader(options)
    let table = try reader.read(path: path).table
    let names = table.schema.fields.map(\.name)
    var found: [Role: String] = [:]
    for role in Role.allCases {
      if let name = columns[role] {
        if names.contains(name) { found[role] = name }
      } else if let name = role.names.lazy.compactMap({ usual in
        names.first { plain($0) == usual && !columns.values.contains($0) }
      }).first {
        found[role] = name
      }
    }
    try check(names, found)
    func numbers(_ role: Role) throws -> [Double?] {
      guard let name = found[role], let index = table.schema.index(of: name) else {
        return [Double?](repeating: nil, count: table.rowCount)
      }
      let column = table.columns[index]
      func present(_ value: (Int) -> Double) -> [Double?] {
        (0..<table.rowCount).map { column.validity?[$0] ?? true ? value($0) : nil }
      }
      switch (column.values, table.schema.fields[index].type) {
      case (.int64(let values), .decimal(let scale, _)):
        let divisor = (0..<scale).reduce(1.0) { value, _ in value * 10 }
        return present { Double(values[$0]) / divisor }
      case (.int64(let values), .int64), (.int64(let values), .identifier):
        return present { Double(values[$0]) }
      case (.float64(let values), _): return present { values[$0] }
      case (.codes(let codes, let levels), _):
        if column.presentCount == 0 { return present { _ in 0 } }
        // One text among numbers makes all of them levels: the first that is none is at fault.
        let parsed = levels.strings.map { Double($0.trimmedBlanks).flatMap { $0.isFinite ? $0 : nil } }
        let row = (0..<table.rowCount).first {
          (column.validity?[$0] ?? true) && parsed[Int(codes[$0])] == nil
        }
        guard let row else { return present { parsed[Int(codes[$0])]! } }
        throw noNumber(path, name, reader.line(ofRow: row, path: path))
      default: throw noNumber(path, name, nil)
      }
    }
    let epochs = try numbers(.epoch)
    let parts = try [Role.training, .realValidation, .syntheticValidation].map(numbers)
    var (losses, places) = ([OverfitReport.Losses](), [Double: Int]())
    for row in 0..<table.rowCount {
      // Trainers write the losses of an epoch in several rows.
      let epoch = epochs[row] ?? (found[.epoch] == nil ? Double(row + 1) : losses.last?.epoch ?? 0)
      if places[epoch] == nil {
        places[epoch] = losses.count
        losses.append(
          OverfitReport.Losses(epoch: epoch, training: nil, realValidation: nil, syntheticValidation: nil))
      }
      let place = places[epoch]!
      losses[place].training = parts[0][row] ?? losses[place].training
      losses[place].realValidation = parts[1][row] ?? losses[place].realValidation
      losses[place].syntheticValidation = parts[2][row] ?? losses[place].syntheticValidation
    }
    return losses
  }

  private static func noNumber(_ path: String, _ column: String, _ line: Int?) -> TableReadError {
    TableReadError(
      code: .wrongType, file: path == "-" ? "<stdin>" : path, line: line, column: column,
      message: "A loss is no number. Correct it, or leave it empty if it was not measured.")
  }

  /// `Train Loss`, `train-loss` and `trainLoss` are `train_loss`.
  private static func plain(_ name: String) -> String {
    var (result, wasLower) = ("", false)
    for character in name {
      if character.isUppercase, wasLower { result.append("_") }
      wasLower = character.isLowercase
      let plain: Character = character.isLetter || character.isNumber ? character : "_"
      result += plain == "_" && result.hasSuffix("_") ? "" : String(plain).lowercased()
    }
    return result
  }
}

extension String {
  fileprivate var trimmedBlanks: Substring {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}
