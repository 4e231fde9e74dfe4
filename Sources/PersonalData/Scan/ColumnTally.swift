/// What has been seen of one column.
struct ColumnTally: Sendable {
  let name: String
  let context: TextContext?
  let isClassic: Bool
  var present = 0
  var findings: [PersonalDataKind: FindingTally] = [:]
  var bare = BareNumbers()
  /// Cells that may be a person's name, in a column whose name says that it holds some.
  var names = FindingTally()
  /// Rows whose first word is a common given name: for columns whose name says little.
  var givenRows = 0

  private let detector: TextDetector

  init(name: String, isClassic: Bool, context: TextContext?) {
    self.name = name
    self.isClassic = isClassic
    self.context = context
    detector = TextDetector(context)
  }

  /// Adds a text that stands in `count` rows; `firstRows` are the first of them.
  mutating func add(_ text: TextBytes, count: Int, firstRows: [Int]) {
    guard count > 0, let first = firstRows.first else { return }
    present += count
    if isClassic {
      note(ClassicDetector.matches(in: text), text, count, first, firstRows)
      return
    }
    let shape = TextShape(text)
    if case .name? = context { addName(text, count, first, firstRows) }
    if shape.isBareNumber, let digits = Digits(bare: text) {
      add(digits, count: count, first: first, firstRows: firstRows)
      return
    }
    if shape.hasAt || shape.digits > 0 || shape.hasColon {
      note(detector.matches(in: text, shape: shape), text, count, first, firstRows)
    }
  }

  private mutating func note(
    _ matches: [PersonalDataMatch], _ text: TextBytes, _ count: Int, _ first: Int, _ firstRows: [Int]
  ) {
    for (index, match) in matches.enumerated() {
      // Two addresses in one cell are one row.
      if matches[..<index].contains(where: { $0.kind == match.kind && $0.isFake == match.isFake }) {
        continue
      }
      findings[match.kind, default: FindingTally()].add(match, count: count, first: first, rows: firstRows) {
        Masking.masked(text, match)
      }
    }
  }

  /// Adds a number without sign, counted as present already or not.
  mutating func add(_ digits: Digits, count: Int, first: Int, firstRows: [Int]) {
    guard let match = Self.bareMatch(digits, context) else {
      if context != .reference { bare.add(digits, count: count, first: first, firstRows: firstRows) }
      return
    }
    findings[match.kind, default: FindingTally()].add(match, count: count, first: first, rows: firstRows) {
      Masking.digits(digits)
    }
  }

  /// Adds a number that a plus stands before, counted as present already.
  mutating func add(international digits: Digits, row: Int) {
    let text = [UInt8(ascii: "+")] + (0..<digits.count).map { UInt8(0x30 + digits[$0]) }
    text.withUnsafeBufferPointer { text in
      note(detector.matches(in: text, shape: TextShape(text)), text, 1, row, [row])
    }
  }

  /// What a bare number is where the column's name says what to expect.
  static func bareMatch(_ digits: Digits, _ context: TextContext?) -> PersonalDataMatch? {
    let range = 0..<digits.count
    switch context {
    case .phone:
      return Phone.bare(digits).map {
        PersonalDataMatch(.phone, $0.scheme, range, $0.confidence, isFake: $0.isFake)
      }
    case .card:
      if let card = PaymentCard.match(digits) {
        return PersonalDataMatch(.paymentCard, card.network, range, .high, isFake: card.isFake)
      }
      if digits.count >= 13, digits.number(0..<4) == 9999, CheckDigits.luhn(digits) {
        return PersonalDataMatch(.paymentCard, "", range, .high, isFake: true)
      }
      return nil
    case .identifier(let scheme?):
      guard scheme.isValid(digits) else {
        let isReserved = scheme == .usSSN && digits.count == 9 && [0, 666].contains(digits.number(0..<3))
        return isReserved
          ? PersonalDataMatch(.nationalIdentifier, scheme.rawValue, range, .medium, isFake: true) : nil
      }
      return PersonalDataMatch(
        .nationalIdentifier, scheme.rawValue, range, scheme.chance < 1 ? .high : .medium,
        isFake: scheme.isFake(digits))
    default: return nil
    }
  }

  private mutating func addName(_ text: TextBytes, _ count: Int, _ first: Int, _ firstRows: [Int]) {
    guard PersonName.isPlausible(text) else { return }
    let match = PersonalDataMatch(.personName, "", 0..<text.count, .low, isFake: PersonName.isFake(text))
    names.add(match, count: count, first: first, rows: firstRows) { Masking.masked(text, match) }
    let end = text.firstIndex { !$0.isWord } ?? text.count
    if GivenNames.common.contains(text.lowered(0..<end)) { givenRows += count }
  }

  /// Dates of a column whose name says that they are of birth.
  mutating func addBirth(row: Int, isPlausible: Bool) {
    present += 1
    guard isPlausible else { return }
    let match = PersonalDataMatch(.dateOfBirth, "", 0..<0, .low)
    findings[.dateOfBirth, default: FindingTally()].add(match, count: 1, first: row, rows: [row]) {
      "****-**-**"
    }
  }

  mutating func merge(_ other: ColumnTally) {
    present += other.present
    for (kind, tally) in other.findings { findings[kind, default: FindingTally()].merge(tally) }
    bare.merge(other.bare)
    names.merge(other.names)
    givenRows += other.givenRows
  }

  /// Whether its cells are persons' names: by the column's name alone where that says so, else with common given names
  /// among them.
  var holdsNames: Bool {
    guard case .name(let part)? = context else { return false }
    let plausible = names.rows + names.fakeRows
    guard plausible > 0, Double(plausible) >= 0.7 * Double(present) else { return false }
    return part == .unclear ? Double(givenRows) >= 0.3 * Double(present) : true
  }
}
