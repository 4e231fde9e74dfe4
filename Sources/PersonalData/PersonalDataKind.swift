/// Kinds of personal data that a cell can hold.
public enum PersonalDataKind: String, Sendable, Hashable, CaseIterable, Codable {
  case email
  case phone
  case nationalIdentifier = "national_id"
  case paymentCard = "payment_card"
  case iban
  case ipAddress = "ip_address"
  case macAddress = "mac_address"
  case postalAddress = "postal_address"
  case personName = "name"
  case dateOfBirth = "date_of_birth"
  case urlToken = "url_token"

  /// What a report calls it.
  public var title: String {
    switch self {
    case .email: "email"
    case .phone: "phone"
    case .nationalIdentifier: "national id"
    case .paymentCard: "payment card"
    case .iban: "IBAN"
    case .ipAddress: "IP address"
    case .macAddress: "MAC address"
    case .postalAddress: "postal address"
    case .personName: "name"
    case .dateOfBirth: "date of birth"
    case .urlToken: "URL with token"
    }
  }
}
