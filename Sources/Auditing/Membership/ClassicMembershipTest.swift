/// The known test of membership: a row whose nearest synthetic row is closer than 0.1 is taken for a member.
///
/// In its usual form the real table is split 80 to 20, so that taking every row for a member already scores 0.8. Here
/// both groups have the same size, and guessing scores 0.5. It does not decide the risk word: a table that repeats one
/// real row in a hundred scores what one that repeats none does.
public struct ClassicMembershipTest: Sendable, Hashable, Encodable {
  /// Rows of either kind.
  public var rows: Int
  /// The distance, in 0...1: the mean over the columns of their differences, numbers in units of their ranges.
  public var threshold: Double
  public var accuracy: Double
  /// Members, and non-members, that are taken for members.
  public var membersFound: Double
  public var nonMembersFound: Double
  /// `high` above 0.7, `medium` above 0.55, else `low`.
  public var risk: PrivacyReport.Risk

  /// - Precondition: As many distances of members as of non-members, at least one.
  init(members: [Double], nonMembers: [Double]) {
    precondition(members.count == nonMembers.count && !members.isEmpty)
    rows = members.count
    threshold = 0.1
    let (count, limit) = (Double(rows), threshold)
    membersFound = Double(members.count { $0 < limit }) / count
    nonMembersFound = Double(nonMembers.count { $0 < limit }) / count
    accuracy = (membersFound + 1 - nonMembersFound) / 2
    risk = accuracy > 0.7 ? .high : accuracy > 0.55 ? .medium : .low
  }
}
