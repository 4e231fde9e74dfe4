import Foundation
import Synchronization
import Testing

@testable import Scheduling

@Suite struct SharedValuesTests {
  private final class Made: Sendable {
    let numbers = Mutex<[Int: Int]>([:])
    func add(_ number: Int) { numbers.withLock { $0[number, default: 0] += 1 } }
  }

  @Test(arguments: [1, 2, 5]) func valuesAreMadeOnce(threads: Int) {
    let made = Made()
    let values = SharedValues<Int>(numbers: 0..<20, threads: threads) { number in
      made.add(number)
      return number * number
    }
    // Ten users of each value, in order, as chunks of a run are.
    Parallel.forEach(count: 200, threads: threads) { index in
      #expect(values(index / 10) == (index / 10) * (index / 10))
    }
    made.numbers.withLock { numbers in
      #expect(numbers == Dictionary(uniqueKeysWithValues: (0..<20).map { ($0, 1) }))
    }
  }

  /// With more threads than processors: those that wait do not all make later values.
  @Test func noMoreAreMadeAheadThanThereAreProcessors() {
    let made = Made()
    let values = SharedValues<Int>(numbers: 0..<100, threads: 16, processors: 2) { number in
      made.add(number)
      Thread.sleep(forTimeInterval: 0.05)
      return number
    }
    Parallel.forEach(count: 16, threads: 16) { _ in #expect(values(0) == 0) }
    made.numbers.withLock { numbers in
      #expect(numbers[0] == 1)
      #expect(numbers.keys.allSatisfy { $0 < 2 })
    }
  }

  @Test func onlyTheLastUsedAreKept() {
    let made = Made()
    let values = SharedValues<Int>(numbers: 0..<0, threads: 1) { number in
      made.add(number)
      return number
    }
    for number in [0, 1, 2, 3, 0, 4, 0, 1] { #expect(values(number) == number) }
    // Four are kept: 4 drove out 1, the one used longest ago.
    made.numbers.withLock { #expect($0 == [0: 1, 1: 2, 2: 1, 3: 1, 4: 1]) }
  }
}
