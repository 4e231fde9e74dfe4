/// A value without what differs between spellings of the same: case, signs between digits.
enum NormalizedValue {
  static func bytes(_ kind: PersonalDataKind, _ value: some Sequence<UInt8>) -> [UInt8] {
    switch kind {
    case .phone:
      let digits = value.filter(\.isDigit)
      // +1 and the trunk zero are dialled or not.
      return Array(digits.count == 11 && digits[0] == UInt8(ascii: "1") ? digits[1...] : digits[...])
    case .paymentCard, .dateOfBirth: return value.filter(\.isDigit)
    case .iban, .nationalIdentifier, .macAddress: return value.filter(\.isWord).map(\.lowered)
    case .email, .ipAddress: return value.map(\.lowered)
    case .personName, .postalAddress:
      return value.split(whereSeparator: { !$0.isWord }).map { $0.map(\.lowered) }.joined(separator: [0x20])
        .map { $0 }
    case .urlToken: return Array(value)
    }
  }
}
