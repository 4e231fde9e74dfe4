/// Column names that say that the values only tell rows apart.
enum IdentifierNames {
  private static let whole: Set<String> = [
    "id", "uuid", "guid", "key", "rowid", "row_id", "index", "idx", "no", "nr", "number", "pk",
  ]
  private static let endings = [
    "_id", "-id", " id", "_key", "-key", " key", "_no", "_nr", "_number", "_uuid", "_guid",
  ]

  static func contains(_ name: String) -> Bool {
    let lower = name.lowercased()
    if whole.contains(lower) || endings.contains(where: lower.hasSuffix) { return true }
    // customerId, orderID; not PAID or MADRID.
    guard name.hasSuffix("Id") || name.hasSuffix("ID") else { return false }
    return name.dropLast(2).last?.isLowercase == true
  }
}
