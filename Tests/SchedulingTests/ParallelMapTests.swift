import Scheduling
import Synchronization
import Testing

struct Failure: Error, Equatable {
  let index: Int
}

@Suite struct ParallelMapTests {
  @Test(arguments: [1, 2, 7], [0, 1, 2, 1000])
  func resultsAreInOrder(threads: Int, count: Int) throws {
    let squares = try Parallel.map(count: count, threads: threads) { $0 * $0 }
    #expect(squares == (0..<count).map { $0 * $0 })
  }

  @Test(arguments: [1, 2, 7]) func firstErrorInIndexOrderIsThrown(threads: Int) {
    for _ in 0..<50 {
      // Index 3 fails last in time, 5 and 90 at once; 3 is thrown all the same.
      #expect(throws: Failure(index: 3)) {
        try Parallel.map(count: 100, threads: threads) { index in
          if index == 3 { spin(2000) }
          if index == 3 || index == 5 || index == 90 { throw Failure(index: index) }
        }
      }
    }
  }

  @Test func allCallsEndBeforeTheErrorIsThrown() {
    let calls = Atomic<Int>(0)
    #expect(throws: Failure(index: 0)) {
      try Parallel.map(count: 64, threads: 2) { index in
        defer { calls.wrappingAdd(1, ordering: .relaxed) }
        if index == 0 { throw Failure(index: 0) }
        spin(200)
      }
    }
    #expect(calls.load(ordering: .relaxed) == 64)
  }

  @Test func thereIsAProcessor() { #expect(Parallel.processorCount >= 1) }
}

@Suite struct ChunkPlanTests {
  @Test(arguments: [0..<0, 5..<5, 0..<1, 3..<1000, 7..<4103], [1, 2, 7, 999, 4096, 10_000])
  func chunksCoverTheRange(rows: Range<Int>, chunkRows: Int) {
    let plan = ChunkPlan(rows: rows, chunkRows: chunkRows)
    let chunks = (0..<plan.count).map { plan[$0] }
    #expect(chunks.flatMap { Array($0) } == Array(rows))
    #expect(chunks.dropLast().allSatisfy { $0.count == chunkRows })
    #expect(chunks.allSatisfy { !$0.isEmpty })
  }
}

/// Keeps a processor busy for about so many nanoseconds or more.
func spin(_ rounds: Int) {
  var state: UInt64 = 1
  for _ in 0..<rounds { state = state &* 6_364_136_223_846_793_005 &+ 1 }
  sink.store(state, ordering: .relaxed)
}

let sink = Atomic<UInt64>(0)
