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

  /// Produces chunks `0..<count` on `threads` threads and hands them to `consume` in order.
  ///
  /// At most `window` chunks exist at a time, `2 * threads + 2` unless said, so memory is bounded whatever `count`
  /// is. `consume` runs on the calling thread. The first error, of either, ends the run and is thrown.
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
    let ring = Ring<Chunk>(window: window)
    let group = DispatchGroup()
    let queue = DispatchQueue(label: "sklar.pipeline", attributes: .concurrent)
    for _ in 0..<min(threads, count) {
      queue.async(group: group) { ring.work(count: count, produce: produce) }
    }
    defer {
      ring.cancel(workers: threads)
      group.wait()
    }
    for index in 0..<count { try ring.consume(index, consume) }
  }
}

private enum ProcessorCount {
  static let online = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
}

/// Slots for finished chunks. A worker takes the next index only when a slot is free, so the chunks in
/// flight are always `window` neighbours and index modulo window is a slot of its own.
private final class Ring<Chunk: Sendable>: Sendable {
  private let window: Int
  private let free: DispatchSemaphore
  private let ready: [DispatchSemaphore]
  private let slots: Mutex<[Result<Chunk, any Error>?]>
  private let next = Atomic<Int>(0)
  private let cancelled = Atomic<Bool>(false)

  init(window: Int) {
    self.window = window
    free = DispatchSemaphore(value: window)
    ready = (0..<window).map { _ in DispatchSemaphore(value: 0) }
    slots = Mutex(Array(repeating: nil, count: window))
  }

  func work(count: Int, produce: (Int) throws -> Chunk) {
    while true {
      free.wait()
      if cancelled.load(ordering: .acquiring) { return }
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      if index >= count {
        free.signal()
        return
      }
      do {
        // As in `consume`: no copy of the chunk outlives its slot.
        let result = Result { try produce(index) }
        slots.withLock { $0[index % window] = result }
      }
      ready[index % window].signal()
    }
  }

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
