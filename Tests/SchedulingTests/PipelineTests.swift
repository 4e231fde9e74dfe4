import Scheduling
import Synchronization
import Testing

@Suite struct PipelineTests {
  /// A chunk that counts how many of its kind exist.
  final class Chunk: Sendable {
    let index: Int
    private let census: Census

    init(_ index: Int, _ census: Census) {
      self.index = index
      self.census = census
      census.enter()
    }

    deinit { census.leave() }
  }

  final class Census: Sendable {
    private let counts = Mutex((alive: 0, most: 0))

    func enter() {
      counts.withLock {
        $0.alive += 1
        $0.most = max($0.most, $0.alive)
      }
    }

    func leave() { counts.withLock { $0.alive -= 1 } }

    var alive: Int { counts.withLock(\.alive) }
    var most: Int { counts.withLock(\.most) }
  }

  @Test(.timeLimit(.minutes(1)), arguments: [1, 2, 7], [0, 1, 2, 7, 1000])
  func chunksArriveInOrder(threads: Int, count: Int) throws {
    var arrived: [Int] = []
    try Parallel.pipeline(count: count, threads: threads) { index in
      // Chunks of unlike cost finish out of order.
      spin(index % 5 * 400)
      return index
    } consume: {
      arrived.append($0)
    }
    #expect(arrived == Array(0..<count))
  }

  @Test(.timeLimit(.minutes(1)), arguments: [1, 2, 7])
  func chunksInFlightAreBounded(threads: Int) throws {
    let census = Census()
    var consumed = 0
    try Parallel.pipeline(count: 500, threads: threads) {
      Chunk($0, census)
    } consume: { _ in
      // A slow consumer: producers run into the bound.
      spin(3000)
      consumed += 1
    }
    #expect(consumed == 500)
    #expect(census.most <= 2 * threads + 2)
    #expect(census.alive == 0)
  }

  @Test(.timeLimit(.minutes(1)), arguments: [1, 2, 7])
  func anErrorOfProduceEndsTheRun(threads: Int) {
    for round in 0..<200 {
      let census = Census()
      let failing = round * 7 % 40
      var arrived: [Int] = []
      #expect(throws: Failure(index: failing)) {
        try Parallel.pipeline(count: 40, threads: threads) { index in
          // Every later index fails too; the first is the one that is thrown.
          if index >= failing { throw Failure(index: index) }
          return Chunk(index, census)
        } consume: {
          arrived.append($0.index)
        }
      }
      #expect(arrived == Array(0..<failing))
      #expect(census.alive == 0)
    }
  }

  @Test(.timeLimit(.minutes(1)), arguments: [1, 2, 7])
  func anErrorOfConsumeEndsTheRun(threads: Int) {
    for round in 0..<200 {
      let census = Census()
      let failing = round * 7 % 40
      let produced = Atomic<Int>(0)
      var arrived: [Int] = []
      #expect(throws: Failure(index: failing)) {
        try Parallel.pipeline(count: 10_000, threads: threads) { index in
          produced.wrappingAdd(1, ordering: .relaxed)
          return Chunk(index, census)
        } consume: { chunk in
          if chunk.index == failing { throw Failure(index: failing) }
          arrived.append(chunk.index)
        }
      }
      #expect(arrived == Array(0..<failing))
      // Nothing is produced beyond the window, and nothing is left behind.
      #expect(produced.load(ordering: .relaxed) <= failing + 1 + 2 * threads + 2)
      #expect(census.alive == 0)
    }
  }

  @Test(.timeLimit(.minutes(1))) func shortRunsDoNotHang() throws {
    for round in 0..<2000 {
      var sum = 0
      try Parallel.pipeline(count: round % 9, threads: 1 + round % 7, produce: { $0 }, consume: { sum += $0 })
      #expect(sum == (0..<(round % 9)).reduce(0, +))
    }
  }
}
