import Sklar

/// What a run will take, in figures and in money.
struct EstimateReport: Encodable {
  struct Cost: Encodable {
    enum Kind: String, Encodable {
      case machine
      case languageModel = "language_model"
    }

    let name: String
    let kind: Kind
    let inputTokens: Double?
    let outputTokens: Double?
    let cost: Double
  }

  struct Tokens: Encodable {
    let textBytesPerRow: Double
    let inputPerRow: Double
    let outputPerRow: Double
    let input: Double
    let output: Double
  }

  var schemaVersion = 1
  let model: String
  let rows: Int
  let format: String
  let threads: Int
  let seconds: Double
  let rowsPerSecond: Double?
  let outputBytes: Int
  let peakMemoryBytes: Int
  let calibrationRows: Int
  let diskBytesPerSecond: Double?
  let tokens: Tokens
  let currency: String
  let pricesDated: String
  let costs: [Cost]

  init(
    _ estimate: RunEstimate, model: String, rows: Int, format: String, threads: Int, prices: PriceList,
    rule: TokenRule
  ) {
    (self.model, self.rows, self.format, self.threads) = (model, rows, format, threads)
    seconds = estimate.seconds
    rowsPerSecond = estimate.seconds > 0 && rows > 0 ? Double(rows) / estimate.seconds : nil
    outputBytes = estimate.bytes
    peakMemoryBytes = estimate.peakMemory
    calibrationRows = estimate.calibrationRows
    diskBytesPerSecond = estimate.diskRate
    let (input, output) = rule.tokens(rows: rows, textBytesPerRow: estimate.textBytesPerRow)
    tokens = Tokens(
      textBytesPerRow: estimate.textBytesPerRow, inputPerRow: rows > 0 ? input / Double(rows) : 0,
      outputPerRow: rows > 0 ? output / Double(rows) : 0, input: input, output: output)
    currency = prices.currency
    pricesDated = prices.date
    costs =
      prices.machines.map {
        Cost(
          name: $0.name, kind: .machine, inputTokens: nil, outputTokens: nil,
          cost: estimate.seconds / 3600 * $0.perHour)
      }
      + prices.languageModels.map {
        Cost(
          name: $0.name, kind: .languageModel, inputTokens: input, outputTokens: output,
          cost: $0.cost(inputTokens: input, outputTokens: output))
      }
  }

  var text: String {
    var text = SummaryText()
    text.add(
      "Run", "\(quantity(rows)) rows of \(model) as \(format) on \(threads) thread\(threads == 1 ? "" : "s")")
    text.add("Time", duration(seconds) + (rowsPerSecond.map { ", \(quantity(Int($0))) rows/s" } ?? ""))
    text.add("Output", size(Double(outputBytes)))
    text.add("Memory", "\(size(Double(peakMemoryBytes))) at most")
    text.add(
      "Cost",
      table: [["", "tokens in", "tokens out", currency]]
        + costs.map {
          [$0.name, $0.inputTokens.map(count) ?? "", $0.outputTokens.map(count) ?? "", money($0.cost)]
        })
    text.add(
      "",
      "Prices of \(pricesDated). Machines as fast as this one; a language model writes \(fixed(tokens.outputPerRow, 0)) tokens "
        + "a row and reads \(fixed(tokens.inputPerRow, 0)).")
    return text.text
  }

  private func count(_ number: Double) -> String {
    number < 9e15 ? quantity(Int(number.rounded())) : "\(number)"
  }

  private func money(_ cost: Double) -> String {
    if cost >= 100 { return count(cost) }
    return cost >= 0.005 || cost == 0 ? fixed(cost, 2) : "< 0.01"
  }

  private func size(_ bytes: Double) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB", "PB"]
    var (value, unit) = (bytes, 0)
    while value >= 1000, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    return unit == 0
      ? "\(Int(value)) bytes" : "\(fixed(value, value < 10 ? 2 : value < 100 ? 1 : 0)) \(units[unit])"
  }
}
