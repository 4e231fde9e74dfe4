internal import Tabular

extension FieldType {
  /// What one step of storage is in units of the column: of decimals a power of ten, of dates and times seconds.
  var storedUnit: Double {
    func power(_ digits: Int) -> Double { 1 / (0..<digits).reduce(1) { power, _ in power * 10 } }
    return switch self {
    case .decimal(let scale, _): power(scale)
    case .date: 86_400
    case .timestamp(let format): power(format.fractionDigits)
    case .boolean, .int64, .float64, .categorical, .identifier, .text: 1
    }
  }
}
