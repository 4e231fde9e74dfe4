internal import Dispatch
internal import Glibc
internal import Synchronization

/// Work spread over threads. The only code that knows Dispatch.
public enum Parallel {
  /// The number of processors that are online.
  public static var processorCount: Int { ProcessorCount.online }

  /// `transform(0), ..., transform(count - 1)`, computed on up to `threads` threads, in order.
  ///
  /// The first error in index order is thrown, after all calls have ended.
  public static func map<Value: Sendable>(
    count: Int, threads: Int, _ transform: @Sendable (Int) throws -> Value
  ) throws -> [Value] {
    precondition(count >= 0 && threads > 0)
    if threads == 1 || count <= 1 { return try (0..<count).map(transform) }
    let slots = Mutex([Result<Value, any Error>?](repeating: nil, count: count))
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if index >= count { return }
        let result = Result { try transform(index) }
        slots.withLock { $0[index] = result }
      }
    }
    return try slots.withLock { try $0.map { try $0!.get() } }
  }

  /// Calls `body` with 0, ..., `count - 1`, on up to `threads` threads.
  public static func forEach(count: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
    precondition(count >= 0 && threads > 0)
    if threads == 1 || count <= 1 { return (0..<count).forEach(body) }
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if index >= count { return }
        body(index)
      }
    }
  }

  /// Produces chunks `0..<count` on `threads` threads and hands them to `consume` in order.
  ///
  /// At most `window` chunks exist at a time, `2 * threads + 2` unless said, so memory is bounded whatever `count`
  /// is. `consume` runs on the calling thread, which is one of the `threads`: while no chunk is due it produces, too.
  /// The first error, of either, ends the run and is thrown.
  public static func pipeline<Chunk: Sendable>(
    count: Int, threads: Int, window: Int? = nil,
    produce: @escaping @Sendable (Int) throws -> Chunk,
    consume: (Chunk) throws -> Void
  ) throws {
    let window = window ?? 2 * threads + 2
    precondition(count >= 0 && threads > 0 && window > 0)
    if threads == 1 || count <= 1 {
      for index in 0..<count { try consume(produce(index)) }
      return
    }
    let ring = Ring<Chunk>(count: count, window: window)
    let group = DispatchGroup()
    let queue = DispatchQueue(label: "sklar.pipeline", attributes: .concurrent)
    for _ in 1..<min(threads, count) {
      queue.async(group: group) { ring.work(produce) }
    }
    defer {
      ring.cancel(workers: threads)
      group.wait()
    }
    var index = 0
    while index < count {
      if ring.isReady(index) || !ring.produceIfFree(produce) {
        try ring.consume(index, consume)
        index += 1
      }
    }
  }
}

private enum ProcessorCount {
  static let online = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
}

/// Slots for finished chunks. A worker takes the next index only when a slot is free, so the chunks in
/// flight are always `window` neighbours and index modulo window is a slot of its own.
private final class Ring<Chunk: Sendable>: Sendable {
  private let count: Int
  private let window: Int
  private let free: DispatchSemaphore
  private let ready: [DispatchSemaphore]
  private let slots: Mutex<[Result<Chunk, any Error>?]>
  private let next = Atomic<Int>(0)
  private let cancelled = Atomic<Bool>(false)

  init(count: Int, window: Int) {
    self.count = count
    self.window = window
    free = DispatchSemaphore(value: window)
    ready = (0..<window).map { _ in DispatchSemaphore(value: 0) }
    slots = Mutex(Array(repeating: nil, count: window))
  }

  /// Produces until nothing is left.
  func work(_ produce: (Int) throws -> Chunk) {
    repeat { free.wait() } while produceNext(produce)
  }

  /// Produces a chunk if there is a free slot and one is left; says whether it did.
  func produceIfFree(_ produce: (Int) throws -> Chunk) -> Bool {
    free.wait(timeout: .now()) == .success && produceNext(produce)
  }

  /// Produces the next chunk into the free slot that the caller has taken, or gives the slot back.
  private func produceNext(_ produce: (Int) throws -> Chunk) -> Bool {
    if cancelled.load(ordering: .acquiring) { return false }
    let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
    if index >= count {
      free.signal()
      return false
    }
    do {
      // As in `consume`: no copy of the chunk outlives its slot.
      let result = Result { try produce(index) }
      slots.withLock { $0[index % window] = result }
    }
    ready[index % window].signal()
    return true
  }

  /// Whether chunk `index`, the next one to be consumed, is there.
  func isReady(_ index: Int) -> Bool { slots.withLock { $0[index % window] != nil } }

  /// Waits for chunk `index` and consumes it.
  func consume(_ index: Int, _ body: (Chunk) throws -> Void) throws {
    ready[index % window].wait()
    do {
      // The chunk ends its life before its slot is free, so that never more than `window` exist.
      let result = slots.withLock { slots in
        defer { slots[index % window] = nil }
        return slots[index % window]!
      }
      try body(result.get())
    }
    free.signal()
  }

  /// Lets waiting workers see that the run is over. A semaphore must not be destroyed below its first
  /// value, hence the signals for every worker.
  func cancel(workers: Int) {
    cancelled.store(true, ordering: .releasing)
    for _ in 0..<(workers + window) { free.signal() }
  }
}
