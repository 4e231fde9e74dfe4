internal import Yams

extension PriceList {
  /// Reads a price file: YAML with `date`, `currency`, `machines` and `language_models`.
  /// - Throws: `FileReadError`, and `PriceFileError` with the line.
  public init(contentsOf path: String) throws {
    let bytes = try FileBytes.read(path: path, decompressedLimit: 1 << 20)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw PriceFileError(file: path, line: nil, message: "The text is not UTF-8.")
    }
    try self.init(yaml: text, file: FileBytes.displayName(path))
  }

  init(yaml text: String, file: String) throws(PriceFileError) {
    let reading = PriceReading(file: file)
    let root: Node?
    do {
      root = try compose(yaml: text)
    } catch let error as YamlError {
      throw PriceFileError(
        file: file, line: error.markedLine,
        message: "The text is not valid YAML. Check indentation, quotes and keys that stand twice.")
    } catch {
      throw reading.failure(nil, "The text is not valid YAML.")
    }
    guard let root else { throw reading.failure(nil, "The file is empty. List machines or language_models.") }
    let entries = try reading.entries(root, allowed: ["date", "currency", "machines", "language_models"])
    date = try reading.text(entries["date"]) ?? "not dated"
    currency = try reading.text(entries["currency"]) ?? "USD"
    machines = try reading.list(entries["machines"]).map { (node) throws(PriceFileError) in
      let entries = try reading.entries(node, allowed: ["name", "per_hour"])
      return Machine(
        name: try reading.name(entries, of: node), perHour: try reading.price(entries, "per_hour", of: node))
    }
    languageModels = try reading.list(entries["language_models"]).map { (node) throws(PriceFileError) in
      let entries = try reading.entries(node, allowed: ["name", "input", "output"])
      return LanguageModel(
        name: try reading.name(entries, of: node), input: try reading.price(entries, "input", of: node),
        output: try reading.price(entries, "output", of: node))
    }
    if machines.isEmpty, languageModels.isEmpty {
      throw reading.failure(
        root, "No prices. List machines (name, per_hour) or language_models (name, input, output).")
    }
  }
}

private struct PriceReading {
  let file: String

  func failure(_ node: Node?, _ message: String) -> PriceFileError {
    PriceFileError(file: file, line: node?.mark?.line, message: message)
  }

  func entries(_ node: Node, allowed: [String]) throws(PriceFileError) -> [String: Node] {
    guard let mapping = node.mapping else {
      throw failure(node, "Keys are expected here: \(allowed.joined(separator: ", ")).")
    }
    var entries: [String: Node] = [:]
    for (key, value) in mapping {
      guard let name = key.scalar?.string, allowed.contains(name) else {
        throw failure(key, "There is no such key. There are: \(allowed.joined(separator: ", ")).")
      }
      entries[name] = value
    }
    return entries
  }

  func list(_ node: Node?) throws(PriceFileError) -> [Node] {
    guard let node else { return [] }
    guard let sequence = node.sequence else { throw failure(node, "A list is expected here.") }
    return Array(sequence)
  }

  func text(_ node: Node?) throws(PriceFileError) -> String? {
    guard let node else { return nil }
    guard let scalar = node.scalar else { throw failure(node, "A text is expected here.") }
    return scalar.string
  }

  func name(_ entries: [String: Node], of node: Node) throws(PriceFileError) -> String {
    guard let name = try text(entries["name"]), !name.isEmpty else {
      throw failure(node, "The entry has no name.")
    }
    return name
  }

  func price(_ entries: [String: Node], _ key: String, of node: Node) throws(PriceFileError) -> Double {
    guard let entry = entries[key] else { throw failure(node, "The entry has no \(key).") }
    guard let text = entry.scalar?.string, let price = Double(text), price.isFinite, price >= 0 else {
      throw failure(entry, "\(key) must be a number of at least 0.")
    }
    return price
  }
}

extension YamlError {
  fileprivate var markedLine: Int? {
    switch self {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
    default: nil
    }
  }
}
