import Foundation
import Testing

/// Numbers keep their exactness, their spelling and their range.
@Suite struct NumberTests {
  private let box: Sandbox

  init() throws { box = try Sandbox() }

  private func sample(_ text: String, rows: Int) throws -> CSV {
    try box.write("t.csv", text)
    try box.done("fit", "t.csv", "-o", "t.model", "--quiet")
    return CSV(try box.done("sample", "t.model", "-n", "\(rows)", "-o", "-").output)
  }

  @Test func integersNearTwoToTheSixtiethStayExact() throws {
    var generator = TestGenerator(5)
    let base = Int64(1) << 60
    // About 986 of 1,000 draws from 35,000 are distinct; doubles could tell only every 256th apart.
    let values = (0..<1000).map { _ in base + Int64(generator.next() % 35_000) }
    let distinct = Set(values).count
    #expect((970...995).contains(distinct))
    let csv = try sample("amount,g\n" + values.map { "\($0),\($0 % 3)\n" }.joined(), rows: 1000)
    let synthetic = csv.texts("amount").map { Int64($0) }
    #expect(synthetic.allSatisfy { $0 != nil && $0! >= values.min()! && $0! <= values.max()! })
    #expect(Set(synthetic).count > 900)
    #expect(Set(synthetic.map { ($0 ?? 0) & 255 }).count > 200)
    #expect(try box.done("schema", "t.csv").text.contains("type: int64"))
  }

  @Test func theEndsOfInt64() throws {
    let values = [Int64.min, .max, .min + 1, .max - 1, 0, -1, 1]
    let rows = (0..<350).map { "\(values[$0 % 7]),\($0 % 2 == 0 ? Int64.min : .max)\n" }
    let csv = try sample("all,ends\n" + rows.joined(), rows: 2000)
    #expect(Set(csv.texts("all")) == Set(values.map { "\($0)" }))
    #expect(Set(csv.texts("ends")) == ["\(Int64.min)", "\(Int64.max)"])
  }

  @Test func integersOverTheWholeRangeStayInIt() throws {
    var generator = TestGenerator(6)
    let values = (0..<500).map { _ in Int64(truncatingIfNeeded: generator.next()) } + [.min, .max]
    let csv = try sample("x,g\n" + values.map { "\($0),\($0 & 1)\n" }.joined(), rows: 3000)
    let synthetic = csv.texts("x").map { Int64($0) }
    #expect(synthetic.allSatisfy { $0 != nil })
    #expect(Set(synthetic).count > 2500)
  }

  @Test func stepsBetweenIntegersAreKept() throws {
    var generator = TestGenerator(7)
    let csv = try sample(
      "x,g\n" + (0..<800).map { "\(1000 + 25 * (generator.next() % 5000)),\($0 % 3)\n" }.joined(), rows: 5000)
    #expect(csv.texts("x").allSatisfy { Int($0).map { $0 % 25 == 0 } ?? false })
  }

  @Test func twoDecimalsEverywhere() throws {
    var generator = TestGenerator(8)
    let rows = (0..<600).map { _ in String(format: "%.2f,%.2f\n", 5 * generator.normal(), generator.uniform())
    }
    let csv = try sample("price,share\n2.50,0.50\n-0.05,1.00\n" + rows.joined(), rows: 5000)
    for name in ["price", "share"] {
      #expect(csv.texts(name).allSatisfy { $0.wholeMatch(of: /-?(0|[1-9][0-9]*)\.[0-9]{2}/) != nil })
    }
    #expect(csv.texts("price").contains { $0.hasSuffix("0") && !$0.hasPrefix("-") })
    #expect(!csv.texts("price").contains("-0.00"))
  }

  @Test func decimalsOfAnyLengthAreNotPadded() throws {
    let spellings = ["3", "2.5", "2.25", "-1", "0.75", "10"]
    let csv = try sample(
      "x,g\n" + (0..<300).map { "\(spellings[$0 % 6]),\($0 % 4)\n" }.joined(), rows: 2000)
    #expect(Set(csv.texts("x")) == Set(spellings))
  }

  @Test func eighteenDigitsStayExact() throws {
    let spellings = [
      "123456789012345.67", "123456789012345.68", "999999999999999.99", "0.01",
    ]
    let csv = try sample(
      "x,g\n" + (0..<300).map { "\(spellings[$0 % 4]),\($0 % 5)\n" }.joined(), rows: 1000)
    #expect(Set(csv.texts("x")) == Set(spellings))
  }

  @Test func leadingZerosMakeStrings() throws {
    let levels = ["007", "042", "100", "0"]
    let csv = try sample("code,n\n" + (0..<200).map { "\(levels[$0 % 4]),\($0 % 9)\n" }.joined(), rows: 1000)
    #expect(Set(csv.texts("code")) == Set(levels))
    #expect(try box.done("schema", "t.csv").text.contains("- \"007\""))
  }

  @Test func floatsReadBackAndStayInRange() throws {
    var generator = TestGenerator(9)
    let values = (0..<1000).map { _ in exp(20 * generator.normal()) * (generator.next() % 2 == 0 ? 1 : -1) }
    // Below the smallest normal number, where digits are lost one by one.
    let tiny = Double.leastNormalMagnitude / 128
    let csv = try sample(
      "x,e,g\n" + values.map { "\($0),\(tiny * abs($0.significand)),\($0 > 0)\n" }.joined(), rows: 20_000)
    let numbers = csv.numbers("x")
    #expect(numbers.allSatisfy { $0 != nil && $0! >= values.min()! && $0! <= values.max()! })
    #expect(csv.numbers("e").allSatisfy { $0 != nil && $0! >= tiny && $0! <= 2 * tiny })
    #expect(zip(csv.texts("x"), numbers).allSatisfy { "\($1 ?? 0)" == $0 || Double($0) == $1 })
  }

  @Test func noColumnOfAdultLeavesItsRange() throws {
    let real = CSV(try box.run("gzip", ["-dc", Fixtures.adultData]).output)
    let synthetic = CSV(Lines(try Fixtures.adultMillion())[0..<200_001])
    for name in ["age", "fnlwgt", "education_num", "capital_gain", "capital_loss", "hours_per_week"] {
      let known = real.numbers(name).compactMap { $0 }
      let drawn = synthetic.numbers(name).compactMap { $0 }
      #expect(drawn.count == 200_000)
      #expect(drawn.min()! >= known.min()! && drawn.max()! <= known.max()!, "\(name)")
    }
    for name in ["workclass", "education", "native_country", "income"] {
      #expect(Set(synthetic.texts(name)).isSubset(of: Set(real.texts(name))), "\(name)")
    }
  }
}
