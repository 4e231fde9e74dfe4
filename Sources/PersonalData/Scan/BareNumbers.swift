/// Cells that are digits alone: cards and identifiers among them are told by the share of a column's cells whose check
/// digits hold. By chance a tenth of all numbers has any one check digit right.
struct BareNumbers: Sendable, Hashable {
  /// What a column of bare numbers may be.
  enum Candidate: Hashable, Sendable {
    case card
    case identifier(NationalIdentifier)

    static let all: [Candidate] =
      [.card] + NationalIdentifier.numeric.filter { $0.chance < 1 }.map { .identifier($0) }

    var chance: Double {
      switch self {
      case .card: PaymentCard.chance
      case .identifier(let scheme): scheme.chance
      }
    }

    var kind: PersonalDataKind { self == .card ? .paymentCard : .nationalIdentifier }

    /// Whether the digits are one; `nil` if not even their number fits.
    func holds(_ digits: Digits) -> (scheme: String, isFake: Bool)? {
      switch self {
      case .card: PaymentCard.match(digits).map { ($0.network, $0.isFake) }
      case .identifier(let scheme): scheme.isValid(digits) ? (scheme.rawValue, scheme.isFake(digits)) : nil
      }
    }
  }

  /// Of all cells with a value, those that are bare numbers of 8 to 19 digits.
  var rows = 0
  var tallies: [Candidate: FindingTally] = [:]
  /// Values seen that pass, up to a few: one value in many rows is evidence once.
  private var distinct: [Candidate: Set<UInt64>] = [:]
  static let mostDistinct = 64

  mutating func add(_ digits: Digits, count: Int, first: Int, firstRows: [Int]) {
    guard digits.count >= 8, digits.count <= 19 else { return }
    rows += count
    switch digits.count {
    case 9: test([.identifier(.nlBSN), .identifier(.caSIN)], digits, count, first, firstRows)
    case 10: test([.identifier(.ukNHS), .identifier(.sePersonnummer)], digits, count, first, firstRows)
    case 11:
      test(
        [.identifier(.deTaxID), .identifier(.brCPF), .identifier(.plPESEL), .identifier(.beNN)], digits,
        count, first,
        firstRows)
    case 12: test([.identifier(.inAadhaar), .identifier(.sePersonnummer)], digits, count, first, firstRows)
    case 13: test([.card, .identifier(.chAHV)], digits, count, first, firstRows)
    case 15: test([.card, .identifier(.frNIR)], digits, count, first, firstRows)
    case 14, 16...19: test([.card], digits, count, first, firstRows)
    default: break
    }
  }

  private mutating func test(
    _ candidates: [Candidate], _ digits: Digits, _ count: Int, _ first: Int, _ firstRows: [Int]
  ) {
    for candidate in candidates {
      guard let held = candidate.holds(digits) else { continue }
      tallies[candidate, default: FindingTally()].add(
        PersonalDataMatch(candidate.kind, held.scheme, 0..<0, .high, isFake: held.isFake), count: count,
        first: first,
        rows: firstRows
      ) { Masking.digits(digits) }
      if distinct[candidate, default: []].count < Self.mostDistinct {
        var value: UInt64 = 1
        for index in 0..<digits.count { value = value &* 10 &+ UInt64(digits[index]) }
        distinct[candidate, default: []].insert(value)
      }
    }
  }

  mutating func merge(_ other: BareNumbers) {
    rows += other.rows
    for (candidate, tally) in other.tallies { tallies[candidate, default: FindingTally()].merge(tally) }
    for (candidate, values) in other.distinct where distinct[candidate, default: []].count < Self.mostDistinct
    {
      distinct[candidate, default: []].formUnion(values)
    }
  }

  /// What nine in ten cells are, if so many different ones are no chance (below 1e-6).
  /// - Parameter present: Cells with a value.
  func accepted(present: Int) -> [Candidate] {
    tallies.filter { candidate, tally in
      let held = tally.rows + tally.fakeRows
      let seen = Double(distinct[candidate]?.count ?? 0)
      return Double(held) >= 0.9 * Double(present) && seen * -log10(candidate.chance) >= 6
    }.map(\.key).sorted { $0.chance < $1.chance }.prefix(1).map { $0 }
  }

  /// Chances here are powers of ten or near them: no more is asked of the logarithm.
  private func log10(_ value: Double) -> Double {
    var (rest, sum) = (value, 0.0)
    while rest < 0.1 - 1e-12 {
      rest *= 10
      sum -= 1
    }
    return sum + (rest < 1 ? (rest - 1) / 0.9 : 0)
  }
}
