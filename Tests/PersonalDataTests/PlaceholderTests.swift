import Testing

@testable import PersonalData
